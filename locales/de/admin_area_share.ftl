# Verteilen
desk-share = Verteilen
desk-share-text = Kopieren Sie die Texte und veröffentlichen Sie sie auf den anderen Plattformen.
desk-share-known = Lesen wir den Kanal mit, erkennen wir den Text wieder. Es bleibt dann ein Beitrag.
desk-share-link = Kurze Adresse des Beitrags
desk-share-for = Text für { $platform }
desk-share-length = { $count } Zeichen
desk-share-length-of = { $count } von { $most } Zeichen
desk-share-cut = Gekürzt. Die Adresse führt zum ganzen Text.
desk-share-download = Herunterladen:
desk-share-picture = Bild { $n } ({ $width } × { $height } Bildpunkte)
desk-share-pictures = Beschreibungen der Bilder
desk-share-pictures-text = Geben Sie die Beschreibung auch auf der anderen Plattform ein.
desk-share-to-facebook = Facebook
desk-share-to-instagram = Instagram
desk-share-to-whatsapp = WhatsApp-Kanal
desk-share-to-telegram = Telegram
desk-share-to-mastodon = Mastodon
desk-share-to-threads = Threads
desk-share-to-x = X (früher Twitter)
desk-share-to-linkedin = LinkedIn
desk-share-to-presse = Mail an die Presse

# Klarstellung
desk-clarify = Klarstellung schreiben
desk-clarify-text = Sagen Sie zuerst, was richtig ist. Danach nennen Sie die falsche Behauptung.
desk-clarify-right = Richtig ist
desk-clarify-claim = Behauptet wird
desk-clarify-claim-hint = Ein kurzer Satz genügt. Nennen Sie keine Namen von Privatpersonen.
desk-clarify-evidence = Quelle und Belege
desk-clarify-evidence-hint = Wo kann man es nachlesen? Internetadressen werden von selbst anklickbar.
desk-clarify-no-answer = Schreiben Sie, was richtig ist.
desk-clarify-no-claim = Schreiben Sie, was behauptet wird.
clarification-title = Klarstellung: { $title }
clarification-untitled = Klarstellung
clarification-right = Richtig ist: { $words }
clarification-claim = Behauptet wird: { $words }
clarification-evidence = Belege: { $words }

# Warnung: wann sie zu sehen war
audit-warning-shown = Warnung { $about } stand nach { $seconds } Sekunden auf der öffentlichen Seite.

# Vom Telefon teilen
desk-share-in = Geteiltes veröffentlichen
desk-share-in-where = Für welchen Ort schreiben Sie?
desk-share-in-nowhere = Sie dürfen in keinem Ort Beiträge schreiben.
