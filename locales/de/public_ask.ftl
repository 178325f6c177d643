ask-title = Ihr Anliegen
ask-question-link = Frage stellen
ask-barrier-link = Barriere melden
ask-notice-link = Inhalt melden
ask-removal-link = Foto oder Beitrag entfernen lassen
ask-question-about = Frage zu diesem Beitrag stellen
ask-removal-about = Foto oder Beitrag entfernen lassen
ask-description-link = Bildbeschreibung anfragen

ask-form-question-title = Frage stellen
ask-form-question-lead = Was möchten Sie wissen? Wir antworten Ihnen in der Regel innerhalb einer Woche.
ask-form-question-text = Ihre Frage
ask-form-question-hint = Bitte schreiben Sie nichts Vertrauliches, etwa keine Daten über Ihre Gesundheit.

ask-form-barrier-title = Barriere melden
ask-form-barrier-lead = Können Sie etwas auf dieser Seite nicht nutzen? Sagen Sie uns bitte, was.
ask-form-barrier-address = Sie können die Adresse hierher kopieren. Das Feld darf leer bleiben.
ask-form-barrier-text = Was können Sie nicht nutzen?
ask-form-barrier-hint = Wenn Sie mögen: Welches Gerät und welches Hilfsmittel nutzen Sie?

ask-form-notice-title = Inhalt melden
ask-form-notice-lead = Ist ein Inhalt auf dieser Seite rechtswidrig? Wir prüfen Ihre Meldung und begründen unsere Entscheidung.
ask-form-notice-address = Bitte nennen Sie die genaue Adresse. Mehrere Adressen trennen Sie mit einem Leerzeichen.
ask-form-notice-text = Warum halten Sie den Inhalt für rechtswidrig?
ask-form-notice-hint = Bitte begründen Sie Ihre Meldung so genau wie möglich.

ask-form-removal-title = Foto oder Beitrag entfernen lassen
ask-form-removal-lead = Sind Sie oder Ihr Kind auf einem Foto? Oder steht etwas über Sie in einem Beitrag? Wir kümmern uns in der Regel innerhalb eines Tages.
ask-form-removal-address = Bitte kopieren Sie die Adresse des Beitrags hierher. Oder beschreiben Sie ihn unten.
ask-form-removal-text = Was soll entfernt werden?
ask-form-removal-hint = Zum Beispiel: das zweite Foto. Einen Grund müssen Sie nicht nennen.

ask-form-description-title = Bildbeschreibung anfragen
ask-form-description-lead = Ein Bild ist noch ohne Beschreibung? Wir holen das gern nach.
ask-form-description-text = Was möchten Sie über das Bild wissen?
ask-form-description-hint = Das Feld darf leer bleiben.

ask-usual-description = Bitte beschreiben Sie dieses Bild.
ask-usual-removal = Bitte entfernen Sie diesen Inhalt.

ask-address = Um welche Seite geht es?
ask-child = Es geht um die Darstellung von Kindesmissbrauch.
ask-child-hint = Dann müssen Sie weder Namen noch E-Mail-Adresse nennen.
ask-name = Ihr Name
ask-name-optional = Ihr Name (freiwillig)
ask-mail = Ihre E-Mail-Adresse
ask-mail-optional = Ihre E-Mail-Adresse (freiwillig)
ask-mail-hint = Dann schreiben wir Ihnen, sobald es eine Antwort gibt.
ask-true = Meine Angaben sind nach bestem Wissen richtig und vollständig.
ask-trap = Bitte nichts eintragen
ask-privacy = Ihre Angaben nutzen wir nur, um Ihr Anliegen zu bearbeiten.
ask-send = Absenden
ask-about = Es geht um:
ask-problems = Bitte prüfen Sie:

ask-text-missing = Bitte schreiben Sie uns Ihr Anliegen.
ask-text-long = Bitte kürzen Sie den Text auf { $count } Zeichen.
ask-text-links = Bitte nennen Sie höchstens { $count } Adressen von Internetseiten.
ask-field-long = Bitte kürzen Sie die Angabe auf { $count } Zeichen.
ask-address-missing = Bitte nennen Sie die Adresse des Inhalts.
ask-removal-missing = Bitte nennen Sie die Adresse, oder beschreiben Sie, was entfernt werden soll.
ask-description-missing = Bitte öffnen Sie dieses Formular direkt unter dem Bild.
ask-name-missing = Bitte nennen Sie Ihren Namen.
ask-mail-missing = Bitte nennen Sie Ihre E-Mail-Adresse.
ask-mail-wrong = Bitte prüfen Sie die E-Mail-Adresse, zum Beispiel name@beispiel.de.
ask-true-missing = Bitte bestätigen Sie, dass Ihre Angaben richtig sind.
ask-again = Bitte prüfen Sie Ihre Angaben noch einmal, und senden Sie sie dann ab.
ask-twice = Diese Nachricht haben wir schon bekommen.

ask-stop-origin = Das Formular kam nicht von dieser Seite. Bitte öffnen Sie es hier noch einmal.
ask-stop-often = Gerade kommen zu viele Nachrichten an. Bitte versuchen Sie es in einigen Minuten noch einmal, oder rufen Sie uns an.
ask-stop-large = Die Nachricht ist zu lang. Bitte kürzen Sie den Text.
ask-taken-nothing = Vielen Dank.

ask-case-title = Ihr Vorgang
ask-case-number = Ihre Vorgangsnummer:
ask-case-keep = Bitte merken Sie sich die Adresse dieser Seite. Nur hier lesen Sie unsere Antwort. Wer die Adresse kennt, kann alles lesen.
ask-case-open = Ihr Anliegen ist angekommen und wird bearbeitet.
ask-case-interim = Wir arbeiten an Ihrer Antwort.
ask-case-answered = Wir haben Ihnen geantwortet.
ask-case-closed = Dieser Vorgang ist abgeschlossen.
ask-case-due = Wir antworten voraussichtlich bis { $day }.
ask-case-said = Verlauf
ask-case-you = Sie
ask-case-add = Etwas ergänzen
ask-case-more = Ihre Ergänzung
ask-case-erase = Angaben löschen
ask-case-erase-text = Sie können alles löschen, was Sie uns hier geschrieben haben. Auch unsere Antworten werden dann gelöscht.
ask-case-erase-yes = Ja, alles endgültig löschen
ask-case-erase-do = Meine Angaben löschen
ask-case-erase-sure = Bitte bestätigen Sie zuerst, dass alles gelöscht werden soll.
ask-case-erased = Ihre Angaben sind gelöscht.
ask-case-missing = Diesen Vorgang gibt es nicht oder nicht mehr.

ask-mail-receipt-subject = Ihr Anliegen { $number } an { $town } ist angekommen
ask-mail-receipt = Ihr Anliegen { $number } an { $town } ist angekommen.
ask-mail-answer-subject = Neues zu Ihrem Anliegen { $number } an { $town }
ask-mail-answer = zu Ihrem Anliegen { $number } an { $town } gibt es eine Antwort.
ask-mail-where = Alles zu Vorgang { $number } lesen Sie hier:
ask-mail-secret = Bitte geben Sie diese Adresse nicht weiter. Wer sie kennt, kann alles lesen.
ask-mail-sent-by = { $town } · { $host }

ask-privacy-section = Wenn Sie uns schreiben
ask-privacy-section-1 = Für Fragen und Meldungen gibt es Formulare. Gespeichert wird nur, was Sie eintragen. Name und E-Mail-Adresse sind freiwillig, außer bei Meldungen rechtswidriger Inhalte.
ask-privacy-section-2 = Ihre Angaben sieht nur, wer sie bearbeitet. Sie erscheinen nie öffentlich. Sechs Monate nach dem Abschluss werden sie gelöscht.
ask-privacy-section-3 = Sie können alles auch selbst sofort löschen. Das geht auf der Seite Ihres Vorgangs.
