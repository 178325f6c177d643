# Beiträge finden
desk-posts-visible = Sichtbar
desk-posts-hidden = Verborgen
desk-posts-waiting = Wartet auf Freigabe
desk-posts-gone = Entfernt
desk-posts-words = Wörter in Überschrift und Text
desk-posts-channel = Kanal
desk-posts-any-channel = Alle Kanäle
desk-posts-topic = Thema
desk-posts-any-topic = Alle Themen
desk-posts-from = Von (Tag)
desk-posts-until = Bis (Tag)
desk-posts-search = Suchen
desk-posts-everything = Auswahl aufheben
desk-posts-count = { $count ->
    [one] Ein Beitrag
   *[other] { $count } Beiträge
 }
desk-posts-gone-words = Entfernte Beiträge lassen sich nicht nach Wörtern suchen. Ihr Text ist gelöscht.

# Ein Beitrag
desk-post-text = Text
desk-post-text-hint = Eine leere Zeile trennt Absätze. Adressen und Schlagwörter mit # werden von selbst erkannt.
desk-post-text-long = Der Text ist zu lang für dieses Formular. Berichtigen Sie ihn dort, wo er herkommt.
desk-post-back = Zurück zum Beitrag
desk-post-lifted = Hier steht wieder, was die Quelle sagt.
desk-by-hand = Von Ihnen geschrieben
desk-by-hand-sources = Die Quelle sagt:
desk-by-hand-lift = { $part }: wieder wie die Quelle
field-sender = Absender
field-topics = Themen
field-districts = Ortsteile
refused-label-name = „{ $name }“ passt nicht. Ein Name hat höchstens 60 Zeichen und mindestens einen Buchstaben.
refused-label-many = Das sind zu viele Namen. Höchstens { $most } sind möglich.

# Gilt von bis
desk-holds = Gilt von bis
desk-holds-by-text = Das hat das Programm aus dem Text gelesen. Stimmt es nicht, berichtigen Sie es hier.
desk-holds-by-staff = Das haben Sie festgelegt. Es bleibt, auch wenn sich der Text ändert.
desk-holds-no-by-staff = Sie haben festgelegt: Dieser Beitrag gilt ohne Zeitraum.
desk-holds-none = Im Text war kein Zeitraum zu erkennen.
desk-holds-kind = Was gilt?
desk-holds-other = Etwas anderes
desk-holds-from = Gilt von
desk-holds-until = Gilt bis
desk-holds-hint = Zum Beispiel 27.11.2026 oder 27.11.2026 18:00. Ein Feld darf leer bleiben.
desk-holds-nothing = Ohne Zeitraum
desk-holds-text = Wieder aus dem Text lesen
desk-holds-missing = Geben Sie mindestens einen Tag an. Oder wählen Sie „Ohne Zeitraum“.
refused-typed-time = „{ $text }“ ist als Tag oder Uhrzeit nicht zu lesen. Schreiben Sie zum Beispiel 27.11.2026 18:00.
refused-typed-gap = „{ $text }“ gibt es nicht: In dieser Nacht wird die Uhr auf Sommerzeit vorgestellt.

# Einordnung
desk-labels = Absender, Themen und Ortsteile
desk-labels-text = Sonst gilt, was in den Regeln des Ortes und des Kanals steht.
desk-labels-hint = Mehrere trennen Sie mit einem Komma.
desk-labels-sender-hint = Welche Stelle spricht? Zum Beispiel Feuerwehr. Leer heißt: der Ort selbst.

# Zusammenlegen und trennen
desk-join-and-split = Zusammenlegen und trennen
desk-join = Mit einem anderen Beitrag zusammenlegen
desk-join-lead = Welcher Beitrag sagt dasselbe? Noch wird nichts geändert.
desk-join-none = In den zwei Tagen davor und danach ist kein ähnlicher Beitrag zu finden.
desk-join-same = Sehr ähnlich
desk-join-alike = Ähnlich
desk-join-related = Wenig ähnlich
desk-join-address = Adresse des anderen Beitrags
desk-join-address-hint = Kopieren Sie sie aus der Adresszeile der öffentlichen Seite.
desk-join-look = Weiter
desk-join-stays = Es bleibt: „{ $title }“
desk-join-goes = Es verschwindet: „{ $title }“. Seine Adresse führt danach zum anderen Beitrag, und sein Wortlaut steht dort darunter. Andere Server werden gebeten, ihn zu löschen.
desk-join-sticks = Dabei bleibt es, auch wenn die Kanäle neu gelesen werden. Sie können die Beiträge später wieder trennen.
desk-join-now = Zusammenlegen
desk-post-joined = Die Beiträge sind zusammengelegt.
desk-split = Einen Kanal abtrennen
desk-split-from = Abtrennen: { $channel }
desk-split-text = Was in „{ $channel }“ steht, wird ein eigener Beitrag. Er erscheint auf der Seite und wird neu zugestellt.
desk-split-sticks = Dabei bleibt es, auch wenn die Kanäle neu gelesen werden. Sie können die Beiträge später wieder zusammenlegen.
desk-split-now = Abtrennen
desk-post-split-done = Der Kanal ist abgetrennt und hat einen eigenen Beitrag.
desk-refused-no-post = Einen Beitrag „{ $address }“ gibt es bei { $host } nicht. Kopieren Sie die Adresse aus der Adresszeile.
desk-refused-kept-back = Ein Beitrag stammt aus einem Kanal, der nicht verteilt wird. Er lässt sich nicht mit einem anderen zusammenlegen.

# Bilder
desk-picture-remove = Dieses Bild sofort entfernen
desk-picture-remove-text = Das Bild verschwindet sofort von der Seite, mit allen seinen Kopien. Andere Server bekommen den Beitrag ohne das Bild. Die Kanäle bringen es nicht zurück. Das lässt sich nicht rückgängig machen.
desk-picture-remove-posts = { $count ->
    [one] Es steht in einem Beitrag.
   *[other] Es steht in { $count } Beiträgen und verschwindet aus allen.
 }
desk-picture-removed = Das Bild ist entfernt.

# Entfernt
desk-gone = Entfernter Beitrag
desk-gone-text = Text und Bilder sind gelöscht oder werden innerhalb eines Tages gelöscht. Hier steht nur, dass es den Beitrag gab.
desk-gone-id = Kennung
desk-gone-when = Entfernt am
desk-gone-who = Wer
desk-gone-why = Warum
desk-gone-joined = Mit einem anderen Beitrag zusammengelegt.
desk-gone-unknown = Der Grund ist nicht festgehalten.
desk-gone-elder = Zum Beitrag, in dem er jetzt steht

# Wer es bekommen hat
desk-reach = Wer es bekommen hat
desk-reach-line = Bei { $delivered } von { $hosts } Servern angekommen
desk-reach-line-gone = Löschung: { $delivered } von { $hosts } Servern haben sie angenommen
desk-reach-sum = { $delivered } von { $hosts } Servern haben die letzte Nachricht zu diesem Beitrag angenommen.
desk-reach-waiting = { $count ->
    [one] Einer wartet noch darauf.
   *[other] { $count } warten noch darauf.
 }
desk-reach-given-up = { $count ->
    [one] Bei einem wurde aufgegeben.
   *[other] Bei { $count } wurde aufgegeben.
 }
desk-reach-nobody = Dieser Beitrag wurde keinem anderen Server zugestellt, oder das ist länger als 30 Tage her.
desk-reach-kept = Diese Nachweise bleiben 30 Tage. Ob ein Server wirklich löscht, entscheidet er selbst.
desk-reach-create = Beitrag
desk-reach-update = Neue Fassung
desk-reach-delete = Löschung
desk-reach-trouble = { $attempts } Versuche, zuletzt: { $error }
desk-reach-before = Vorherige Server
desk-reach-further = Weitere Server
desk-reached-delivered = Angenommen
desk-reached-waiting = Wartet
desk-reached-given-up = Aufgegeben

# Verlauf
desk-history = Verlauf
desk-history-lead = Die Fassungen dieses Beitrags, die neueste zuerst. Unterstrichenes kam hinzu, Durchgestrichenes fiel weg.
desk-history-first = Die erste Fassung.
desk-history-nothing = An Überschrift, Text und Bildern hat sich dabei nichts geändert.
desk-history-channel = Kanal „{ $channel }“
desk-history-unknown = Wer das war, ist nicht festgehalten.
desk-history-undescribed = Bild ohne Beschreibung
desk-diff-added = hinzugefügt:
desk-diff-removed = entfernt:
desk-diff-end = Ende.
audit-validity-set = Zeitraum festgelegt: { $about }
audit-validity-none = Ohne Zeitraum gesetzt: { $about }
audit-validity-text = Zeitraum wieder aus dem Text gelesen: { $about }
audit-picture-removed = Bild sofort entfernt: { $about }
