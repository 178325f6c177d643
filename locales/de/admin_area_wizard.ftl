# Ort einrichten, Schritt für Schritt
desk-setup = Ort einrichten
desk-setup-lead = Sieben Schritte führen zu Ihrer Seite. Alles wird gespeichert, Sie können jederzeit aufhören.
desk-setup-numbered = Schritt { $n } von { $total }: { $title }
desk-setup-go-on = Einrichtung fortsetzen: { $step }
desk-setup-done = erledigt
desk-setup-fediverse = Danach: ein Konto im Fediverse
desk-setup-another = Weiteren Ort einrichten
desk-setup-put-away = Nicht mehr erinnern
desk-setup-put-away-text = Sie brauchen die Schritte nicht? Dann erinnern wir nicht mehr daran.
desk-setup-was-put-away = Wir erinnern Sie nicht mehr. Die Schritte finden Sie weiter hier.
desk-setup-save = Speichern und weiter
desk-setup-later = Später ausfüllen
desk-setup-onward = Weiter
desk-setup-step-ort = Ort und Bundesland
desk-setup-step-aussehen = Name und Aussehen
desk-setup-step-impressum = Impressum und Ansprechperson
desk-setup-step-kanal = Erster Kanal
desk-setup-step-team = Team einladen
desk-setup-step-vorschau = Vorschau
desk-setup-step-freischalten = Freischalten

# Schritt 1
desk-setup-place-lead = Noch sieht niemand Ihre Seite. Sie wird erst im letzten Schritt öffentlich.
desk-setup-name = Wie heißt Ihr Ort?
desk-setup-name-hint = Mit der Bezeichnung, zum Beispiel „Stadt Musterbach“.
desk-setup-name-missing = Geben Sie den Namen des Ortes ein.
desk-setup-land = Bundesland
desk-setup-land-hint = Davon hängt ab, welche Pflichten für Ihre Seite gelten.
desk-setup-land-choose = Bitte wählen
desk-setup-land-missing = Wählen Sie das Bundesland.
desk-setup-website = Adresse Ihrer Website
desk-setup-website-hint = Zum Beispiel www.musterbach.de. Das Feld darf leer bleiben.
desk-setup-website-wrong = Das ist keine Web-Adresse. Schreiben Sie zum Beispiel www.musterbach.de.
desk-setup-host = Adresse der neuen Seite
desk-setup-host-hint = Unter dieser Adresse sehen alle Ihre Seite. Sie lässt sich später nicht ohne Weiteres ändern.
desk-setup-borrowed = Diese Adresse gehört nicht uns. Sie ist vom Betreiber geliehen.
desk-setup-borrowed-hint = Besser ist eine eigene Adresse, zum Beispiel aktuell.musterbach.de.

# Schritt 2
desk-setup-page-name = Name auf der Seite
desk-setup-page-name-hint = Er steht oben auf jeder Seite.
desk-setup-claim = Satz unter dem Namen
desk-setup-claim-hint = Ein kurzer Satz. Das Feld darf leer bleiben.
desk-setup-colour = Farbe
desk-setup-colour-hint = Die Hausfarbe des Ortes, für Verweise und Knöpfe.
desk-setup-colour-wrong = Das ist keine Farbe. Wählen Sie eine aus.
desk-setup-colour-reads = Diese Farbe ist auf Weiß gut lesbar. Kontrast { $ratio } zu 1, nötig sind 4,5.
desk-setup-colour-darkened = Diese Farbe ist auf Weiß schlecht lesbar. Kontrast { $ratio } zu 1. Wir dunkeln sie für Texte ab, dann sind es { $darker } zu 1.
desk-setup-arms = Wappen
desk-setup-arms-hint = Ein Bild bis 10 MB. Das Feld darf leer bleiben.
desk-setup-arms-away = Das Wappen entfernen
desk-setup-arms-large = Das Wappen ist größer als 10 MB. Nehmen Sie ein kleineres Bild.
desk-setup-arms-bad = Dieses Bild lässt sich nicht verwenden. Nehmen Sie ein Bild als PNG, JPEG, WebP oder GIF.
desk-setup-looks = So sieht es aus
desk-setup-look-preview = Vorschau

# Schritt 3
desk-setup-imprint-lead = Ohne Impressum und Ansprechperson darf die Seite nicht öffentlich werden.
desk-setup-field-impressum = Impressum
desk-setup-hint-impressum = Name der Verwaltung, Anschrift, Vertretung und Aufsichtsbehörde. Am besten übernehmen Sie den Text Ihrer Website.
desk-setup-field-kontakt = Ansprechperson
desk-setup-hint-kontakt = Name, Telefon und E-Mail. Sie steht im Impressum und antwortet auch zur Barrierefreiheit.
desk-setup-field-telefon = Telefon des Rathauses
desk-setup-hint-telefon = Die Nummer steht unten auf jeder Seite.
desk-setup-field-datenschutz = Datenschutzbeauftragte Person
desk-setup-hint-datenschutz = Name oder Stelle, Anschrift und E-Mail.
desk-setup-field-bekanntmachungen = Amtliche Bekanntmachungen
desk-setup-hint-bekanntmachungen = Die Web-Adresse, unter der Sie amtlich bekannt machen. Das Feld darf leer bleiben.
desk-setup-imprint-missing = Das Impressum fehlt noch. Sie können es auch später ausfüllen.
desk-setup-contact-missing = Die Ansprechperson fehlt noch. Sie können sie auch später nennen.

# Schritt 4
desk-setup-without-channel = Ohne Kanal weiter
desk-channel-needs-login = { $platform }: Dort sehen Fremde nichts. Verbinden Sie den Kanal mit Ihrer Anmeldung bei der Plattform. Den Weg dorthin finden Sie hier unten.

# Schritt 5
desk-setup-team-lead = Laden Sie ein, wer mitarbeitet. Die Einladung können Sie ausdrucken, E-Mail ist nicht nötig.
desk-setup-team-done = Es soll niemand mehr dazukommen?

# Schritt 6
desk-setup-preview-lead = Sehen Sie sich die Seite an, bevor andere sie sehen.
desk-setup-preview-wait = Die ersten Beiträge erscheinen wenige Minuten, nachdem Sie einen Kanal verbunden haben.
desk-setup-preview-open = Vorschau ansehen
desk-preview-bar = Vorschau
desk-preview-draft = Vorschau. So wird die Seite aussehen, noch ist sie nicht öffentlich. Die Verweise führen hier nirgendwohin.
desk-preview-public = Vorschau. Die Seite ist schon öffentlich. Die Verweise führen hier nirgendwohin.
desk-preview-back = Zurück zur Verwaltung

# Schritt 7
desk-setup-publish-lead = Wenn Sie freischalten, sehen alle die Seite.
desk-setup-publish = Jetzt freischalten
desk-setup-already-public = Die Seite ist öffentlich:
desk-setup-missing = Das fehlt noch
desk-setup-missing-problem = Es fehlt noch etwas. Die Seite bleibt so lange ein Entwurf.
desk-setup-open = Das kann später kommen
desk-setup-open-channel = Noch kein Kanal ist verbunden
desk-setup-open-land = Das Bundesland
desk-setup-open-privacy = Datenschutzbeauftragte Person
desk-setup-open-arms = Das Wappen
desk-setup-is-public = Ihre Seite ist jetzt öffentlich.

# Fediverse
desk-fediverse = Fediverse
desk-borrowed-text = Ihre Seite steht an einer geliehenen Adresse. Ziehen Sie um, gehen Abonnentinnen und Abonnenten verloren.
desk-fedi-lead = Mit einem Konto im Fediverse folgen Ihnen Menschen von vielen Servern aus, zum Beispiel mit Mastodon.
desk-fedi-draft = Die Seite ist noch nicht öffentlich. So lange findet niemand das Konto.
desk-fedi-is = So sehen andere Ihr Konto
desk-fedi-would-be = So würden andere Ihr Konto sehen
desk-fedi-name = Name des Kontos
desk-fedi-name-hint = Kurz, ohne Umlaute und Leerzeichen. Üblich ist rathaus.
desk-fedi-domain = Adresse hinter dem @
desk-fedi-domain-hint = Am besten Ihre eigene, zum Beispiel musterbach.de. Leer: die Adresse dieser Seite.
desk-fedi-look = Ansehen und prüfen
desk-fedi-other-name = Lieber anders
desk-fedi-confirm = Ich weiß: Dieser Name bleibt für immer. Er lässt sich nicht mehr ändern.
desk-fedi-confirm-missing = Bestätigen Sie, dass der Name für immer bleibt.
desk-fedi-add = Konto anlegen
desk-fedi-added = Das Konto ist angelegt.
desk-fedi-test = Jetzt prüfen
desk-fedi-tested = Geprüft
desk-fedi-good = In Ordnung
desk-fedi-bad = Noch nicht
desk-fedi-search = Wer das Konto sucht, muss zu { $host } kommen. { $said }
desk-fedi-old-search = Ältere Server suchen auf einem zweiten Weg. { $said }
desk-fedi-leads-here = Die Weiterleitung führt hierher.
desk-fedi-leads-forgetful = Die Weiterleitung führt hierher, verliert aber, wonach gesucht wurde. Alles hinter dem Fragezeichen muss mit.
desk-fedi-leads-nowhere = Es gibt keine Weiterleitung. Die Website antwortet selbst (Antwort { $status }).
desk-fedi-leads-elsewhere = Die Weiterleitung führt woandershin: { $host }.
desk-fedi-leads-silent = Die Website antwortet nicht, oder nicht sicher verschlüsselt.
desk-fedi-recipe = Weiterleitung bei { $domain }
desk-fedi-recipe-text = Geben Sie diese Zeilen an die Stelle weiter, die Ihre Website betreut.
desk-refused-username-taken = Das Konto „@{ $name }“ gibt es schon, oder es wurde gelöscht. Wählen Sie einen anderen Namen.
desk-refused-domain-taken = Die Adresse { $domain } gehört auf diesem Server schon zu einem anderen Ort.

# Protokoll
audit-town-added = Der Ort wurde angelegt.
audit-town-set = Angaben des Ortes geändert: { $names }
audit-actor-added = Konto im Fediverse angelegt: @{ $name }
audit-setting-name = Name
audit-setting-bundesland = Bundesland
audit-setting-color = Farbe
audit-setting-arms = Wappen
audit-setting-claim = Satz unter dem Namen
audit-setting-imprint = Impressum
audit-setting-contact = Ansprechperson
audit-setting-privacy-officer = Datenschutzbeauftragte Person
audit-setting-phone = Telefon
audit-setting-website = Website
audit-setting-announcements-url = Amtliche Bekanntmachungen
audit-setting-borrowed-host = Geliehene Adresse

# Befehlszeile
help-setup-url-host = Solange es noch keinen Ort gibt: die Adresse, unter der seine Seite stehen wird.
