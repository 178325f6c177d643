# Die Verwaltung im Browser
desk-name = Verwaltung
desk-working-for = Sie arbeiten für
desk-path = Pfad
desk-problems = Bitte prüfen Sie Ihre Angaben
desk-title-problem = Fehler:
desk-public-page = Öffentliche Seite ansehen
desk-towns = Meine Orte
desk-no-towns = Sie haben zurzeit in keinem Ort eine Aufgabe. Fragen Sie die Person, die Sie eingeladen hat.
desk-draft = Entwurf
desk-draft-text = Dieser Ort ist noch ein Entwurf. Besucherinnen und Besucher sehen ihn nicht.
desk-overview = Übersicht
desk-held = Freigabe
desk-channels = Kanäle
desk-team = Team
desk-log = Protokoll
desk-account = Mein Konto
desk-stop-missing = Diese Seite gibt es nicht.
desk-stop-method = So lässt sich diese Adresse nicht aufrufen.
desk-stop-origin = Diese Anfrage kam nicht von einer Seite der Verwaltung. Es wurde nichts geändert. Öffnen Sie die Seite neu und senden Sie noch einmal ab.
desk-stop-form = Die Angaben kamen nicht vollständig an. Es wurde nichts geändert.
desk-stop-failed = Das hat nicht geklappt. Bitte versuchen Sie es in einigen Minuten noch einmal.
desk-missing = Diese Seite gibt es nicht
desk-missing-text = Prüfen Sie die Adresse. Eine Adresse aus einer Einladung gilt nur einmal und nur eine begrenzte Zeit. Lassen Sie sich sonst eine neue geben.
desk-closed = Das ist nicht Ihre Aufgabe
desk-closed-text = Ihre Rolle in diesem Ort erlaubt das nicht. Fragen Sie jemanden aus der Verwaltung des Ortes.

# Anmelden
desk-sign-in = Anmelden
desk-sign-out = Abmelden
desk-sign-in-over = Sie sind nicht mehr angemeldet. Was Sie gerade abgesendet haben, kam nicht an. Bitte melden Sie sich an und senden Sie es noch einmal.
desk-sign-in-wrong = Anmeldename und Passwort passen nicht zusammen.
desk-sign-in-pause = Das waren zu viele Versuche. Bitte warten Sie { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
 } und versuchen Sie es dann noch einmal.
desk-login = Anmeldename
desk-login-hint = Zum Beispiel die dienstliche E-Mail-Adresse. Groß oder klein ist egal.
desk-login-yours = Mit diesem Namen melden Sie sich künftig an.
desk-login-missing = Geben Sie Ihren Anmeldenamen ein.
desk-password = Passwort
desk-password-missing = Geben Sie Ihr Passwort ein.
desk-new-password = Passwort wählen
desk-new-password-hint = Mindestens { $count } Zeichen. Gut sind vier oder mehr Wörter, die nichts miteinander zu tun haben. Einfügen ist erlaubt.
desk-password-again = Passwort noch einmal
desk-password-differs = Die beiden Passwörter sind verschieden.
desk-password-short = Das Passwort ist zu kurz. Es braucht mindestens { $count } Zeichen.
desk-password-long = Das Passwort ist zu lang.
desk-password-guessable = Dieses Passwort ist leicht zu erraten. Nehmen Sie vier Wörter, die nichts miteinander zu tun haben. Der Ort, Ihr Name und eine Jahreszahl reichen nicht.
desk-busy = Gerade melden sich sehr viele an. Bitte senden Sie noch einmal ab.
desk-set-up = Verwaltung einrichten
desk-set-up-lead = Sie sind die erste Person hier. Sie bekommen alle Rechte und können danach andere einladen.
desk-set-up-submit = Einrichten und anmelden
desk-your-name = Ihr Name
desk-your-name-hint = So sehen Sie die anderen im Team und im Protokoll.
desk-invitation = Einladung annehmen
desk-invitation-lead = Guten Tag { $name }. Wählen Sie ein Passwort, dann sind Sie angemeldet.
desk-invitation-submit = Passwort speichern und anmelden
desk-account-login = Ihr Anmeldename: { $login }
desk-devices = Angemeldete Geräte
desk-device-unknown = Unbekanntes Gerät
desk-device-this = Dieses Gerät
desk-device-seen = Zuletzt benutzt: { $at }
desk-end-others = Alle anderen Geräte abmelden
desk-others-ended = Alle anderen Geräte sind abgemeldet.

# Übersicht
desk-today = Heute zu tun
desk-nothing-to-do = Nichts zu tun. Alles läuft von selbst.
desk-lights = Kanäle
desk-no-channels = Noch kein Kanal ist verbunden.
desk-task-many = { $count ->
    [one] Ein Kanal hat auf einmal vieles geändert oder entfernt. Entscheiden Sie, was gilt.
   *[other] { $count } Mal hat ein Kanal auf einmal vieles geändert oder entfernt. Entscheiden Sie, was gilt.
 }
desk-task-single = { $count ->
    [one] Ein Beitrag wartet auf Ihre Entscheidung.
   *[other] { $count } Beiträge warten auf Ihre Entscheidung.
 }
desk-task-login-dead = Die Anmeldung für „{ $name }“ ist abgelaufen. Der Kanal muss neu verbunden werden.
desk-task-login-ends = Die Anmeldung für „{ $name }“ läuft am { $day } ab. Verbinden Sie den Kanal vorher neu.
desk-task-only-in-picture = { $count ->
    [one] Bei einem Beitrag steht die Nachricht nur im Bild. Das Bild braucht eine Beschreibung.
   *[other] Bei { $count } Beiträgen steht die Nachricht nur im Bild. Die Bilder brauchen eine Beschreibung.
 }
desk-task-undescribed = { $count ->
    [one] Ein weiterer Beitrag hat ein Bild ohne Beschreibung.
   *[other] { $count } weitere Beiträge haben Bilder ohne Beschreibung.
 }

# Freigabe
desk-held-none = Es wartet nichts auf Ihre Entscheidung.
desk-held-lead = Was hier steht, ändert auf der öffentlichen Seite nichts, bis Sie entscheiden.
desk-held-since = wartet seit { $since }
desk-held-more = { $count ->
    [one] Und ein weiterer Beitrag.
   *[other] Und { $count } weitere Beiträge.
 }
desk-held-withdrawals = { $count ->
    [one] Ein Beitrag ist dort verschwunden
   *[other] { $count } Beiträge sind dort auf einmal verschwunden
 }
desk-held-withdrawals-text = Meist wurde das Konto geschlossen. Dann wird der Kanal eingestellt, und die Beiträge bleiben stehen. Wurden die Beiträge wirklich zurückgezogen, dann entfernen Sie sie auch hier.
desk-held-edits = { $count ->
    [one] Ein Beitrag hat sich dort geändert
   *[other] { $count } Beiträge haben sich dort auf einmal geändert
 }
desk-held-edits-text = Das kann gewollt sein oder ein Fehler der Website. Wer die Beiträge schon hat, bekommt die neue Fassung.
desk-held-approval-text = Dieser Beitrag erscheint erst, wenn Sie ihn freigeben. Grund: { $reason }
desk-held-doubt-text = Sagt dieser Beitrag dasselbe wie „{ $other }“?
desk-held-overridden-text = Sie haben hier etwas selbst geschrieben ({ $fields }). Danach hat es die Quelle auch geändert. Welche Fassung gilt?
desk-piece-other = Der andere Beitrag
desk-piece-ours = So steht es jetzt auf der Seite
desk-piece-source-says = Die Quelle sagt jetzt
desk-piece-before = Bisher: { $text }
desk-piece-vanished = Verschwunden seit { $since }
desk-piece-original = Ansehen
desk-answer-closed = Kanal wurde geschlossen
desk-answer-withdraw = Freigeben: Beiträge entfernen
desk-answer-keep = Ablehnen: Beiträge behalten
desk-answer-take-edits = Freigeben: neue Fassungen übernehmen
desk-answer-keep-ours = Ablehnen: bei der bisherigen Fassung bleiben
desk-answer-release = Freigeben
desk-answer-refuse = Ablehnen
desk-answer-join = Ja, zusammenlegen
desk-answer-part = Nein, getrennt lassen
desk-answer-take-source = Fassung der Quelle übernehmen
desk-answer-keep-staff = Bei unserer Fassung bleiben
desk-done-released = Freigegeben.
desk-done-rejected = Abgelehnt. An der öffentlichen Seite ändert sich nichts.
desk-done-closed = Der Kanal ist eingestellt. Seine Beiträge bleiben stehen.
desk-done-already = Das war schon entschieden, oder es hat sich inzwischen erledigt.

# Kanäle
desk-light-good = Läuft
desk-light-own = Eigene Meldungen
desk-light-throttled = Gedrosselt
desk-light-waits = Wartet auf Sie
desk-light-failing = Gestört
desk-light-paused = Pausiert
desk-light-retired = Eingestellt
desk-channel-kind = Art
desk-channel-address = Adresse
desk-channel-address-hint = Zum Beispiel www.musterbach.de/aktuelles oder die Adresse eines Kalenders.
desk-channel-address-missing = Geben Sie die Adresse des Kanals ein.
desk-channel-last-success = Letzter Abruf
desk-channel-last-new = Zuletzt etwas Neues
desk-channel-next = Nächster Abruf
desk-channel-new = Kanal verbinden
desk-channel-new-lead = Geben Sie die Adresse der Website oder des Kontos ein. Wir sehen nach und zeigen Ihnen die letzten Beiträge. Noch wird nichts veröffentlicht.
desk-channel-look = Nachsehen
desk-channel-trial = Ist das der richtige Kanal?
desk-trial-found = Die letzten Beiträge dort
desk-trial-empty = Dort steht zurzeit kein Beitrag. Sie können den Kanal trotzdem verbinden.
desk-trial-trouble = Zurzeit lässt sich dort nichts lesen. Sie können den Kanal trotzdem verbinden.
desk-channel-name = Name des Kanals
desk-channel-name-hint = So sehen ihn die Leserinnen und Leser.
desk-channel-add = Kanal verbinden
desk-channel-add-text = Danach erscheinen die Beiträge auf der öffentlichen Seite. Was schon dort steht, wird niemandem zugestellt.
desk-channel-other = Eine andere Adresse eingeben
desk-channel-added = Der Kanal ist verbunden. Die ersten Beiträge erscheinen in wenigen Minuten.
desk-channel-changed = Geändert.
desk-channel-pause = Pausieren
desk-channel-pause-text = Solange der Kanal pausiert, wird er nicht abgerufen. Seine Beiträge bleiben stehen.
desk-channel-resume = Fortsetzen
desk-channel-retire = Kanal einstellen
desk-channel-retire-text = Der Kanal wird nie wieder abgerufen. Seine Beiträge bleiben stehen. Auf der öffentlichen Seite steht dann, dass er eingestellt ist.
desk-channel-retire-now = Jetzt einstellen
desk-refused-no-feed = Auf { $address } ist kein Nachrichten-Abo zu finden, und eine Liste von Meldungen ist nicht sicher zu erkennen. Fragen Sie Ihre Agentur nach der Adresse des Abos.
desk-refused-unreachable = { $address } lässt sich nicht lesen. { $reason } { $remedy }
desk-refused-source-known = { $address } ist schon verbunden. Sie finden den Kanal in der Liste.

# Team
desk-member-everywhere = in allen Orten
desk-member-until = endet am { $day }
desk-member-invited = hat die Einladung noch nicht angenommen
desk-role-end = Rolle beenden
desk-role-end-text = { $name } kann danach für diesen Ort nichts mehr tun.
desk-role-end-now = Jetzt beenden
desk-role-ended = Die Rolle ist beendet.
desk-role-added = Diese Person hat schon ein Passwort. Die weitere Rolle gilt ab sofort.
desk-role-missing = Wählen Sie eine Rolle.
desk-role-not-yours = Diese Rolle können Sie nicht vergeben.
desk-invite = Jemanden einladen
desk-invite-name = Name der Person
desk-invite-role = Rolle
desk-invite-ends = Wie lange?
desk-invite-submit = Einladung erstellen
desk-role-lasts = Bis jemand sie beendet
desk-role-three-months = Drei Monate
desk-role-year = Ein Jahr
desk-invited = Einladung erstellt
desk-invited-text = Geben Sie { $name } diese Adresse. Sie können die Seite auch ausdrucken.
desk-invited-address = Adresse für den Browser
desk-invited-until = Gilt einmal, bis
desk-invited-once = Diese Adresse wird nur jetzt angezeigt. Wer sie hat, kann das Passwort wählen. Geben Sie sie nur der Person selbst.
desk-back-to-team = Zurück zum Team
role-owner = Inhaber
role-owner-may = Alles, auch andere Inhaber einladen
role-manager = Verwaltung
role-manager-may = Schreiben und veröffentlichen, warnen, Kanäle, Freigaben, Team und Protokoll
role-editor = Redaktion
role-editor-may = Schreiben und veröffentlichen, warnen, Beiträge berichtigen und entfernen, Kanäle verbinden, über Wartendes entscheiden
role-author = Mitarbeit
role-author-may = Schreiben und zur Freigabe geben; entscheiden können andere
role-approver = Freigabe
role-approver-may = Über Wartendes und über Entwürfe anderer entscheiden, warnen, Beiträge entfernen
role-privacy = Datenschutz
role-privacy-may = Das Protokoll lesen
role-technician = Technik
role-technician-may = Sehen, wie die Kanäle laufen
role-agency = Agentur
role-agency-may = Schreiben und zur Freigabe geben, Kanäle verbinden; entscheiden kann nur der Ort

# Protokoll
desk-log-whole = Das Protokoll ist vollständig und unverändert ({ $count } Einträge).
desk-log-broken = Das Protokoll ist ab Eintrag { $n } nicht mehr so, wie es geschrieben wurde. Melden Sie das Ihrer Technik.
desk-log-empty = Noch ist nichts entschieden worden.
desk-log-everything = Alles zeigen
desk-log-people = Nur Entscheidungen von Menschen zeigen
refused-setup-done = Hier arbeitet schon jemand. Wer dazukommt, wird eingeladen: ausrufer staff add. Soll trotzdem noch eine Person mit allen Rechten entstehen: ausrufer setup-url --even-so
refused-login-shape = „{ $login }“ kann kein Anmeldename sein. Erlaubt sind 3 bis 100 Buchstaben und Ziffern sowie @ . _ + -
refused-staff-name = Geben Sie einen Namen mit höchstens 80 Zeichen an.
refused-login-taken = Den Anmeldenamen „{ $login }“ gibt es schon. Wählen Sie einen anderen.
refused-staff-left = „{ $login }“ arbeitet hier nicht mehr. Wählen Sie einen anderen Anmeldenamen.
refused-role-not-yours = Sie können keine Rolle vergeben, die mehr erlaubt oder länger gilt als Ihre eigene.
refused-no-staff = Niemand hat hier den Anmeldenamen „{ $login }“. Wer es gibt, zeigt: ausrufer staff list
refused-not-of-this-town = Diese Person hat in diesem Ort keine eigene Rolle.

# Beiträge
desk-posts = Beiträge
desk-posts-filter = Auswahl
desk-posts-all = Alle
desk-posts-undescribed = Bilder ohne Beschreibung
desk-posts-none = Hier gibt es keine Beiträge.
desk-posts-older = Ältere Beiträge
desk-post-undescribed = Bild ohne Beschreibung
desk-post-see = Auf der öffentlichen Seite ansehen
desk-post-hidden = Dieser Beitrag ist gerade nicht zu sehen: Er scheint in seinen Kanälen zurückgezogen zu sein.
desk-post-original = So steht es bei: { $channel }
desk-post-edit = Berichtigen
desk-post-edit-text = Was Sie hier ändern, gilt vor dem, was die Kanäle sagen. Wer den Beitrag schon hat, bekommt die neue Fassung.
desk-post-title = Überschrift
desk-picture-alt = Beschreibung von Bild { $n }
desk-picture-hint = Was ist zu sehen, und was steht darauf? Ein bis zwei Sätze reichen.
desk-save = Speichern
desk-post-saved = Gespeichert.
desk-post-remove = Sofort entfernen
desk-post-remove-text = Der Beitrag verschwindet sofort von der Seite, mit Text und Bildern. Andere Server werden gebeten, ihn zu löschen. Seine Kanäle bringen ihn nicht zurück. Das lässt sich nicht rückgängig machen.
desk-post-remove-now = Jetzt endgültig entfernen
desk-post-remove-not = Nicht entfernen
desk-post-removed = Der Beitrag ist entfernt.
