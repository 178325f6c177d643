# Regeln eines Kanals
desk-rules = Regeln
desk-rules-lead = Hier legen Sie fest, was aus diesem Kanal übernommen wird. Probieren Sie Regeln zuerst aus: Dann sehen Sie, welche früheren Beiträge sie weggelassen hätten.
desk-rules-nur-worte = Nur Beiträge mit einem dieser Wörter
desk-rules-ohne-worte = Keine Beiträge mit einem dieser Wörter
desk-rules-nur-schlagworte = Nur Beiträge mit einem dieser Hashtags
desk-rules-ohne-schlagworte = Keine Beiträge mit einem dieser Hashtags
desk-rules-words-hint = Mehrere mit Komma trennen. Ein Sternchen steht für den Rest eines Wortes: *sperrung*
desk-rules-tags-hint = Mehrere mit Komma trennen, zum Beispiel #intern, #probe
desk-rules-kinds = Das nicht übernehmen
desk-rules-age = Wie alt ein Beitrag höchstens sein darf, wenn er hier ankommt
desk-rules-age-any = beliebig alt
desk-rules-age-day = ein Tag
desk-rules-age-week = eine Woche
desk-rules-age-month = ein Monat
desk-rules-age-year = ein Jahr
desk-rules-approval = Wartet jeder Beitrag auf eine Freigabe?
desk-rules-approval-town = So, wie es für den ganzen Ort gilt
desk-rules-approval-yes = Ja, jemand gibt jeden Beitrag frei
desk-rules-approval-no = Nein, Beiträge erscheinen sofort
desk-rules-class = Wem der Kanal gehört
desk-rules-thema = Themen
desk-rules-thema-hint = Eine Zeile je Thema. Nach dem Doppelpunkt stehen die Wörter, an denen man es erkennt: „Verkehr: *sperrung*, #verkehr“. Ohne Doppelpunkt gilt das Thema immer.
desk-rules-ortsteil = Ortsteile
desk-rules-ortsteil-hint = Eine Zeile je Ortsteil, so wie bei den Themen.
desk-rules-absender = Absender
desk-rules-absender-hint = Eine Zeile je Absender, zum Beispiel „Feuerwehr“ oder „Bauhof: *winterdienst*“.
desk-rules-save-text = Regeln gelten für alles, was von jetzt an kommt. Was schon auf der Seite steht, bleibt.
desk-rules-try = Ausprobieren
desk-rules-save = Speichern
desk-rules-saved = Die Regeln sind gespeichert.
desk-rules-trial-title = So hätten die Regeln gewirkt
desk-rules-trial = { $total ->
    [0] In diesem Kanal ist noch nichts, woran sich die Regeln ausprobieren ließen.
    [one] Die Regeln hätten von einem Beitrag { $left } weggelassen und { $waiting } warten lassen.
   *[other] Die Regeln hätten von { $total } Beiträgen { $left } weggelassen und { $waiting } warten lassen.
 } Gespeichert ist noch nichts.
desk-rules-trial-left = Weggelassen
desk-rules-trial-waiting = Wartet auf Freigabe
desk-rules-word-wrong = „{ $value }“ geht nicht. Ein Wort braucht mindestens einen Buchstaben. Das Sternchen steht am Anfang oder Ende, zum Beispiel *sperrung*.
desk-rules-hashtag-wrong = „{ $value }“ ist kein Hashtag. Schreiben Sie ein Wort ohne Leerzeichen, zum Beispiel #intern.
desk-rules-name-wrong = In der Zeile „{ $value }“ fehlt vor dem Doppelpunkt der Name.

# Anmelden bei einer Plattform
desk-other-ways = Konten, bei denen Sie sich anmelden müssen
desk-platform-facebook = Facebook-Seite
desk-platform-instagram = Instagram-Konto mit eigener Anmeldung
desk-platform-instagram-facebook = Instagram-Konto, das mit der Facebook-Seite verknüpft ist
desk-platform-threads = Threads
desk-platform-x = X
desk-platform-linkedin = LinkedIn-Seite
desk-platform-tiktok = TikTok
desk-login-anew = Neu anmelden
desk-login-state = Anmeldung
desk-login-people = Zuständig
desk-login-connected = Der Kanal ist verbunden. Was inzwischen dort erschienen ist, wird nachgeholt.
desk-login-at = Anmelden bei { $platform }
desk-login-lead = Wir lesen nur, was Sie dort selbst veröffentlicht haben. Wir lesen keine Nachrichten, keine Kommentare und nichts über Besucherinnen und Besucher.
desk-login-time-facebook = Das dauert beim ersten Mal etwa eine halbe Stunde.
desk-login-time-instagram = Das dauert beim ersten Mal etwa eine halbe Stunde.
desk-login-time-instagram-facebook = Das dauert etwa zehn Minuten, wenn die Facebook-Seite schon verbunden ist.
desk-login-time-threads = Das dauert beim ersten Mal etwa eine halbe Stunde.
desk-login-time-x = Das dauert beim ersten Mal etwa eine halbe Stunde. Für das Lesen nimmt X Geld; ohne andere Angabe sind es höchstens fünf Dollar im Monat.
desk-login-time-linkedin = LinkedIn prüft den Antrag zuerst. Das dauert Tage bis Wochen, die Arbeit selbst etwa eine Stunde.
desk-login-time-tiktok = Das dauert beim ersten Mal etwa eine Stunde.
desk-login-app-known = Die App des Ortes ist schon bekannt. Sie brauchen nichts einzutragen.
desk-login-steps = So bereiten Sie es vor
desk-login-steps-facebook =
    Öffnen Sie developers.facebook.com und melden Sie sich mit einem Konto an, das auf der Seite Inhalte erstellen darf.
    Legen Sie eine App an. Wählen Sie als Anwendungsfall „Seiten verwalten“.
    Tragen Sie unter „App-Rollen“ sich und Ihre Vertretung ein. Beide müssen zustimmen.
    Fügen Sie das Produkt „Facebook Login“ hinzu. Tragen Sie dort die Adresse für die Rückkehr ein; sie steht unten.
    Tragen Sie unter „App-Einstellungen“ die Adresse für die Löschung von Daten ein.
    Kopieren Sie unter „App-Einstellungen, Allgemeines“ die Kennung und das Geheimnis in das Formular.
desk-login-steps-instagram =
    Stellen Sie das Konto in der Instagram-App auf „Professionelles Konto“ um. Das kostet nichts.
    Öffnen Sie developers.facebook.com und legen Sie eine App an. Fügen Sie „API mit Instagram-Anmeldung“ hinzu.
    Tragen Sie das Konto unter „App-Rollen, Instagram-Tester“ ein. Nehmen Sie die Einladung in der Instagram-App an.
    Tragen Sie unter „Business-Anmeldung“ die Adresse für die Rückkehr ein; sie steht unten.
    Kopieren Sie Kennung und Geheimnis der Instagram-App in das Formular.
desk-login-steps-instagram-facebook =
    Verknüpfen Sie das Instagram-Konto mit der Facebook-Seite.
    Nehmen Sie die App, mit der Sie die Facebook-Seite verbinden, oder legen Sie eine an.
    Geben Sie ihr auch das Recht „instagram_basic“.
    Tragen Sie die Adresse für die Rückkehr ein; sie steht unten.
    Kopieren Sie Kennung und Geheimnis der App in das Formular.
desk-login-steps-threads =
    Öffnen Sie developers.facebook.com und legen Sie eine App für die Threads-Schnittstelle an.
    Tragen Sie das Konto unter „App-Rollen, Threads-Tester“ ein. Nehmen Sie die Einladung in Threads an.
    Tragen Sie die Adresse für die Rückkehr und die für die Löschung von Daten ein; beide stehen unten.
    Kopieren Sie Kennung und Geheimnis der Threads-App in das Formular.
desk-login-steps-x =
    Lassen Sie zuerst von Ihrem Rechtsamt prüfen, ob die Bedingungen von X das erlauben.
    Öffnen Sie developer.x.com mit dem Konto des Ortes. Legen Sie ein Projekt mit einer App an und laden Sie ein kleines Guthaben auf.
    Tragen Sie die Adresse für die Rückkehr ein; sie steht unten.
    Kopieren Sie Kennung und Geheimnis für „OAuth 2.0“ in das Formular.
desk-login-steps-linkedin =
    Öffnen Sie linkedin.com/developers und legen Sie eine App an. Verknüpfen Sie sie mit der Seite des Ortes.
    Beantragen Sie unter „Products“ die „Community Management API“ und warten Sie die Zusage ab.
    Tragen Sie unter „Auth“ die Adresse für die Rückkehr ein; sie steht unten.
    Kopieren Sie Kennung und Geheimnis in das Formular.
desk-login-steps-tiktok =
    Öffnen Sie developers.tiktok.com und legen Sie eine App mit „Login Kit“ und „Display API“ an.
    Legen Sie in der App eine „Sandbox“ an. Tragen Sie dort das Konto des Ortes ein.
    Tragen Sie die Adresse für die Rückkehr ein; sie steht unten.
    Kopieren Sie Kennung und Geheimnis in das Formular.
desk-login-values = Zum Kopieren
desk-login-redirect = Adresse für die Rückkehr
desk-login-deletion = Adresse für die Löschung von Daten
desk-login-rights = Rechte
desk-login-app = Kennung der App
desk-login-app-hint = Bei Meta heißt sie „App-ID“, anderswo „Client ID“.
desk-login-app-missing = Geben Sie die Kennung der App ein.
desk-login-secret = Geheimnis der App
desk-login-secret-hint = Es wird verschlüsselt aufbewahrt und nie wieder angezeigt.
desk-login-secret-missing = Geben Sie das Geheimnis der App ein.
desk-login-terms = Wer dafür einsteht, dass X gelesen werden darf
desk-login-terms-hint = Name und Stelle, zum Beispiel: Rechtsamt, Frau Beispiel. Das steht danach im Protokoll.
desk-login-terms-missing = Sagen Sie, wer dafür einsteht. Ohne das wird X nicht gelesen.
desk-login-person = Wer die Anmeldung erneuert
desk-login-person-hint = Eine E-Mail-Adresse. Vor dem Ablauf kommt eine Nachricht dorthin.
desk-login-deputy = Vertretung
desk-login-deputy-hint = Wer einspringt, wenn diese Person nicht da ist.
desk-login-prepare = Weiter
desk-login-back = Angaben
desk-login-onward-text = Jetzt melden Sie sich auf der Seite der Plattform an und stimmen dort zu. Sie haben dafür zehn Minuten. Danach kommen Sie hierher zurück.
desk-login-onward = Weiter zu { $platform }
desk-login-denied = Dort wurde nicht zugestimmt, oder die Plattform hat abgelehnt. Es ist nichts geschehen. Beginnen Sie beim Kanal noch einmal.
desk-login-came-back = Die Anmeldung dort hat geklappt. Ein Schritt fehlt noch.
desk-login-go-on = Weiter
desk-login-choose = Konto wählen
desk-login-choose-text = Was soll für { $town } gelesen werden?
desk-login-account = Konto
desk-login-connect = Verbinden
desk-login-failed = Das hat nicht geklappt
desk-login-again = Es wurde nichts geändert. Beginnen Sie beim Kanal oder unter „Kanal verbinden“ noch einmal.
desk-logins = Anmeldungen
desk-logins-lead = Bei manchen Plattformen endet eine Anmeldung nach einiger Zeit. Hier steht, wann. 14, 7, 3 Tage und einen Tag vorher kommt eine E-Mail.
desk-logins-none = Kein Kanal braucht eine Anmeldung.
desk-login-by = Zuständig: { $person }
desk-login-by-deputy = Vertretung: { $person }
desk-login-again-for = Neu anmelden für „{ $channel }“
desk-channel-spent = Kosten in diesem Monat
desk-channel-spent-of = { $spent } von höchstens { $cap } US-Dollar
