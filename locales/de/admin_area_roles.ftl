# Rollen, Freigabe und Agentur
role-for-all = Gilt für alle Absender und Kanäle.
role-for-some = Gilt nur für: { $names }
desk-beyond-text = Ihre Rolle gilt in diesem Ort nur für: { $names }. Fragen Sie jemanden aus der Verwaltung des Ortes.
desk-signed-in-until = Angemeldet bis { $time } Uhr, wenn Sie nichts mehr anklicken. Jede neue Seite verlängert die Zeit. Speichern Sie vorher.

# Orte wechseln
desk-change-town = Ort wechseln
desk-other-town = Sie arbeiten gerade für einen anderen Ort
desk-other-town-page = Sie arbeiten gerade für { $current }. Diese Seite gehört zu { $town }.
desk-other-town-form = Sie arbeiten gerade für { $current }. Dieses Formular gehört zu { $town }. Es wurde nichts geändert.
desk-enter-town = Jetzt für { $town } arbeiten
desk-stay-in-town = Bei { $town } bleiben
desk-my-towns = Meine Orte
desk-my-towns-lead = In jeder Zeile steht, zu welchem Ort sie gehört. Der Knopf wechselt den Ort.
desk-my-towns-table = So geht es Ihren Orten
desk-my-towns-town = Ort
desk-my-towns-waiting = Wartet auf jemanden
desk-my-towns-undescribed = Bilder ohne Beschreibung
desk-my-towns-role = Ihre Rolle
desk-my-towns-go = Wechseln
desk-my-towns-current = Hier arbeiten Sie gerade
desk-my-towns-good = { $count ->
    [0] Noch kein Kanal
    [one] Ein Kanal, nichts gestört
   *[other] { $count } Kanäle, nichts gestört
 }
desk-my-towns-failing = { $count ->
    [one] Ein Kanal gestört
   *[other] { $count } Kanäle gestört
 }
desk-my-towns-queue = Was in Ihren Orten wartet
desk-my-towns-held = { $channel }: wartet seit { $since } auf eine Entscheidung

# Grenzen einer Rolle
desk-person-deeds = Was diese Person getan hat
desk-person-roles = Rollen in diesem Ort
desk-limits-set = Auf Absender und Kanäle begrenzen
desk-limits-text = Ohne Angabe gilt die Rolle für alles. Mit Angaben sieht und ändert die Person nur das Genannte.
desk-limits-senders = Nur für diese Absender
desk-limits-senders-hint = Mehrere mit Komma trennen. Bekannt sind:
desk-limits-channels = Nur für diese Kanäle
desk-limits-save = Grenzen speichern
desk-limits-saved = Die Grenzen sind gespeichert. Sie gelten ab sofort.
desk-invite-senders-hint = Leer lassen, wenn die Rolle für alles gilt. Mehrere mit Komma trennen. Kanäle wählen Sie danach auf der Seite der Person.
refused-role-unlimited = Diese Rolle lässt sich nicht auf Absender und Kanäle begrenzen. Wählen Sie Redaktion, Mitarbeit, Freigabe oder Agentur.
refused-limit-channel = Einen Kanal „{ $channel }“ gibt es in diesem Ort nicht.
refused-agency-end = Eine Agentur arbeitet für einen Ort und bis zu einem Tag. Geben Sie an, wie lange.
refused-beyond = Für diesen Beitrag gilt Ihre Rolle nicht.
desk-role-waits = { $town } gibt Ihnen eine Rolle. Nehmen Sie sie an?
desk-role-waits-sign-in = { $town } gibt Ihnen eine Rolle. Melden Sie sich zuerst als { $login } an, dann nehmen Sie sie hier an.
desk-role-waits-first = { $town } gibt Ihnen eine Rolle. Für { $login } ist aber noch eine ältere Einladung offen. Nehmen Sie zuerst jene an. Öffnen Sie danach diese Adresse noch einmal.
desk-role-take-on = Rolle annehmen
desk-invited-waits = Für diese Person ist noch eine Einladung eines anderen Ortes offen. Sie nimmt zuerst jene an und wählt ein Passwort. Danach öffnet sie diese Adresse und bekommt die Rolle in Ihrem Ort.

# Vertretung
desk-substitute = Vertretung
desk-substitute-text = Wer vertritt, gibt in dieser Zeit frei, was diese Person freigeben könnte. Eigenes gibt niemand frei.
desk-substitute-person = Wer vertritt?
desk-substitute-from = Von
desk-substitute-until = Bis
desk-substitute-when-hint = Zum Beispiel 24.12.2026
desk-substitute-save = Vertretung speichern
desk-substitute-end = Vertretung beenden
desk-substitute-saved = Die Vertretung ist gespeichert.
desk-substitute-when = Geben Sie an, von wann bis wann.
desk-substitute-who = Wählen Sie aus, wer vertritt.
desk-stands-in = { $name } vertritt vom { $from } bis { $until }.
refused-substitute-end = Das Ende liegt vor dem Anfang oder ist schon vorbei.
refused-substitute = Diese Person kann nicht vertreten. Es muss jemand anderes aus dem Ort selbst sein.
refused-substitute-none = Diese Person gibt nichts frei. Sie braucht keine Vertretung.

# Regeln für die Freigabe
desk-approval-rules = Regeln für die Freigabe
desk-approval-rules-lead = Das gilt für eigene Beiträge, bevor sie erscheinen.
desk-four-eyes = Niemand veröffentlicht Eigenes allein
desk-four-eyes-hint = Jemand anderes liest den Beitrag und gibt ihn frei.
desk-four-eyes-off = Wer veröffentlichen darf, kann das auch mit eigenen Beiträgen
desk-second-approval = Zweite Freigabe
desk-second-approval-hint = Zwei Personen geben frei. Keine von beiden hat den Beitrag geschrieben.
desk-second-approval-off = Eine Freigabe reicht
desk-remind-hours = Erinnern nach so vielen Stunden
desk-remind-hours-hint = Wer freigeben oder vertreten kann, bekommt dann eine E-Mail. Mit 0 erinnert niemand.
desk-approval-rules-save = Regeln speichern
desk-approval-rules-saved = Die Regeln sind gespeichert.
desk-approval-hours-bad = Geben Sie eine Zahl von 0 bis { $most } ein.
desk-draft-state-second = Wartet auf die zweite Freigabe seit { $at }
desk-draft-approve-first = Als erste Person freigeben
desk-draft-approved-first = Freigegeben. Jetzt fehlt noch die zweite Freigabe durch eine andere Person.
desk-draft-approved-by-you = Sie haben schon freigegeben. Die zweite Freigabe gibt jemand anders.
desk-draft-foreign-sender = Sie schreiben nur für: { $names }. Tragen Sie einen dieser Absender ein.
desk-draft-no-sender = Ihre Rolle gilt nur für einzelne Kanäle. Eigene Beiträge können Sie damit nicht schreiben.
desk-task-approve = Freigeben: { $title }
desk-task-approve-late = Wartet schon lange auf Freigabe: { $title }
mail-draft-subject = { $town }: { $count ->
    [one] Ein Beitrag wartet
   *[other] { $count } Beiträge warten
 } auf Ihre Freigabe
mail-draft-intro = Diese Beiträge für { $town } warten schon länger auf eine Freigabe:
mail-draft-since = Wartet seit { $since }
mail-draft-how = Öffnen Sie die Adresse und tippen Sie auf „Freigeben“.

# Agentur
desk-agency = Agentur
desk-agency-lead = Eine Agentur hilft dem Ort von außen. Was sie schreibt, erscheint erst mit Ihrer Freigabe. Ihr Zugang endet von selbst.
desk-agency-people = Wer für den Ort von außen arbeitet
desk-agency-none = Zurzeit niemand. Einladen können Sie auf der Seite „Team“.
desk-agency-deeds = Was hat die Agentur getan?
desk-agency-end = Zusammenarbeit beenden
desk-agency-end-text = Alle Personen der Agentur verlieren sofort den Zugang zu diesem Ort. Ihre Beiträge bleiben stehen.
desk-agency-end-now = Jetzt beenden
desk-agency-ended = Die Agentur hat keinen Zugang mehr zu diesem Ort.
desk-passes = Ohne Freigabe
desk-passes-lead = Für einen Absender oder einen Kanal können Sie auf Zeit auf die Freigabe verzichten. Das endet von selbst. Verlangt der Ort immer eine Freigabe, gilt das weiter.
desk-pass-sender = Absender „{ $name }“: ohne Freigabe bis { $until }
desk-pass-channel = Kanal „{ $name }“: ohne Freigabe bis { $until }
desk-pass-end = Wieder mit Freigabe
desk-pass-for = Wofür?
desk-pass-for-sender = Eigene Beiträge unter einem Absender
desk-pass-for-channel = Beiträge, die aus einem Kanal weitergegeben werden
desk-pass-name = Name des Absenders oder Kanals
desk-pass-until = Bis
desk-pass-until-hint = Zum Beispiel 24.12.2026, höchstens { $days } Tage
desk-pass-save = Auf Freigabe verzichten
desk-pass-saved = Gespeichert.
refused-pass-name = Geben Sie einen Namen mit höchstens 60 Zeichen ein.
refused-pass-end = Geben Sie ein Ende an. Es liegt in der Zukunft und höchstens drei Monate entfernt.

# Protokoll
desk-own-log = Was über Sie im Protokoll steht
desk-own-log-lead = Hier steht, was Sie in Ihren Orten getan haben und was über Sie entschieden wurde.
desk-log-check = Protokoll prüfen
desk-log-sheet = Als Tabelle laden
desk-log-filter = Auswählen, was gezeigt wird
desk-log-who = Wer
desk-log-anybody = Alle
desk-log-agency = Die Agentur
desk-log-from = Von
desk-log-until = Bis
desk-log-show = Zeigen
desk-log-older = Ältere Einträge
desk-sheet-n = Nummer
desk-sheet-at = Zeit
desk-sheet-who = Wer
desk-sheet-deed = Was
desk-sheet-hash = Prüfsumme
audit-staff-limited = Rolle „{ $role }“ von { $about } gilt nur noch für: { $names }.
audit-staff-unlimited = Rolle „{ $role }“ von { $about } gilt für alle Absender und Kanäle.
audit-role-taken-on = { $about } hat die Rolle in diesem Ort angenommen.
audit-substitute-set = { $other } vertritt { $about } bei der Freigabe bis { $until }.
audit-substitute-ended = Die Vertretung von { $about } ist beendet.
audit-approval-rules-set = Regeln für die Freigabe geändert.
audit-agency-pass-set = Die Agentur veröffentlicht für „{ $name }“ ohne Freigabe bis { $until }.
audit-agency-pass-ended = Für „{ $name }“ braucht die Agentur wieder eine Freigabe.
audit-agency-ended = Zusammenarbeit mit der Agentur beendet.
audit-turned-away = { $about } hat nach etwas gefragt, das einem anderen Ort gehört. Gezeigt wurde nichts.
audit-draft-approved-first = Entwurf „{ $about }“ zum ersten Mal freigegeben.
cli-staff-limited = Die Grenzen der Rolle von { $name } ({ $login }) sind gespeichert.
help-staff-limit = Eine Rolle auf Absender und Kanäle begrenzen; ohne Angabe gilt sie wieder für alles
help-staff-limit-town = Der Ort, in dem die Rolle gilt
help-staff-add-sender = Nur für diesen Absender; mehrfach möglich
help-staff-add-channel = Nur für diesen Kanal (Kurzname); mehrfach möglich
help-staff-limit-sender = Nur für diesen Absender; mehrfach möglich
help-staff-limit-channel = Nur für diesen Kanal (Kurzname); mehrfach möglich
