cli-migrated = Die Datenbank ist auf dem neuesten Stand.
cli-config-good = Die Konfiguration ist in Ordnung.
cli-setup-url = Die Verwaltung im Browser gibt es in dieser Version noch nicht. Richten Sie den Ort auf der Kommandozeile ein: ausrufer town add --help
cli-town-draft = Der Ort { $host } ist als Entwurf angelegt. Niemand sieht ihn, bis Sie ihn veröffentlichen: ausrufer town publish --town { $host }
cli-town-published = Der Ort ist veröffentlicht: { $address }
cli-town-deleted = { $name } ist gelöscht.
cli-delete-sure = Das löscht { $name } mit allen Beiträgen, Bildern und Konten. Wenn Sie das wollen, wiederholen Sie den Befehl mit --yes.
cli-nothing-to-do = { $host }: nichts zu ändern
cli-public = veröffentlicht
cli-draft = Entwurf
cli-actor-added = Das Konto { $handle } ist angelegt. Name und Domain bleiben für immer.
cli-source-added = Der Kanal „{ $name }“ ist angelegt (Kurzname: { $source }). Läuft der Server, erscheinen die Beiträge gleich.
cli-source-unchecked = Die Adresse ließ sich gerade nicht lesen ({ $reason }). Der Kanal ist trotzdem angelegt und wird weiter versucht.
cli-source-good = „{ $name }“ ist lesbar.
cli-source-failed = Der Abruf hat nicht geklappt: { $reason }
cli-source-polled = { $new } neu, { $edited } geändert, { $held } angehalten, { $unlisted } nicht mehr gelistet, { $quarantined } unlesbar
cli-no-source = Einen Kanal „{ $source }“ gibt es nicht. Vorhanden: { $known }
cli-quarantined = { $count ->
    [one] ein Eintrag unlesbar
   *[other] { $count } Einträge unlesbar
}
cli-held-edits = { $count } Beiträge auf einmal geändert. Richtig so: ausrufer held release { $id }. Ein Fehler dort: ausrufer held reject { $id }
cli-held-withdrawals = { $count } Beiträge auf einmal verschwunden. Das Konto wurde geschlossen: ausrufer held closed { $id } (Kanal einstellen, Beiträge bleiben). Wirklich zurückgezogen: ausrufer held release { $id }. Ein Irrtum: ausrufer held reject { $id }
cli-held-closed = „{ $name }“: { $state }. Die Beiträge bleiben, abgerufen wird nicht mehr.
cli-no-held-withdrawals = Unter der Nummer { $id } warten keine verschwundenen Beiträge auf eine Antwort. Was wartet, zeigt: ausrufer held list
cli-held-released = Freigegeben: { $count }
cli-held-rejected = Verworfen: { $count }. Unsere Fassung bleibt.
cli-no-held = Eine angehaltene Änderung mit der Nummer { $id } gibt es nicht, oder sie ist schon beantwortet.
cli-no-peer = Den Server { $host } kennen wir nicht.
cli-peer-retry = { $host } wird gleich noch einmal versucht.
cli-resumed = Zustellungen laufen wieder.
cli-federation-status = { $waiting ->
    [0] Keine Zustellung wartet.
    [one] Eine Zustellung wartet.
   *[other] { $waiting } Zustellungen warten.
}
cli-federation-held = Nach einer Wiederherstellung sind alle Zustellungen angehalten. Weiter mit: ausrufer federation resume
cli-col-host = ADRESSE
cli-col-name = NAME
cli-col-state = STAND
cli-col-handle = KONTO
cli-col-short = KURZNAME
cli-col-address = ADRESSE
cli-col-date = DATUM
cli-col-post = BEITRAG
cli-col-number = NR
cli-col-what = WAS
cli-col-since = SEIT
cli-col-account = KONTO
cli-col-follower = FOLGT
cli-col-server = SERVER
cli-col-waiting = WARTEND
cli-col-reason = GRUND
doctor-database = Die Datenbank antwortet ({ $engine }).
doctor-proxy = Alle Abrufe gehen über einen Proxy. Welche Adresse hinter einem Namen steht, entscheidet dann der Proxy.
doctor-loopback = Der Entwicklungsschalter (development.loopback) ist an. Für echte Orte muss er aus sein.
doctor-no-town = Es gibt noch keinen Ort. Legen Sie einen an: ausrufer town add --help
doctor-draft = { $host } ist noch ein Entwurf. Veröffentlichen: ausrufer town publish --town { $host }
doctor-no-actor = { $host } hat noch kein Fediverse-Konto. Anlegen: ausrufer actor add --town { $host } --name rathaus
doctor-no-source = { $host } hat noch keinen Kanal. Anlegen: ausrufer source add --town { $host } ADRESSE
cli-post-added = Veröffentlicht: { $url }
cli-post-joined-to = Diese Meldung gab es schon. Sie ist jetzt Teil von { $url } („{ $title }“).
cli-post-joined = Zusammengelegt. Beides steht jetzt unter { $url }.
cli-post-split = Getrennt. Neue Beiträge: { $urls }
cli-post-removed = Entfernt: „{ $title }“. Die Seite zeigt ihn nicht mehr, andere Server werden benachrichtigt, und seine Kanäle bringen ihn nicht zurück.
cli-post-gone-before = „{ $title }“ war schon zurückgezogen.
cli-posts-retracted = { $count ->
    [one] Ein Beitrag entfernt.
   *[other] { $count } Beiträge entfernt.
 }
cli-post-empty = Der Beitrag sagt nichts. Geben Sie --text, --title oder --picture an.
cli-post-picture = { $file } lässt sich nicht verwenden. Es geht mit JPEG, PNG, GIF und WebP bis 20 MB.
cli-more-alts = Es gibt mehr Beschreibungen (--alt) als Bilder (--picture).
cli-no-file = Die Datei { $file } lässt sich nicht lesen. Prüfen Sie Pfad und Rechte.
cli-post-picture-removed = { $file } zeigt ein Bild, das endgültig entfernt wurde. Es wird nicht wieder gezeigt.
cli-col-when = WANN
cli-col-who = WER
cli-audit-whole = { $host }: { $count ->
    [one] Ein Eintrag, unversehrt.
   *[other] { $count } Einträge, alle unversehrt.
 } Prüfwert: { $hash }
cli-audit-missing = { $host }: Eintrag { $n } fehlt. Ab dort ist das Protokoll nicht mehr verlässlich.
cli-audit-changed = { $host }: Eintrag { $n } ist nicht so, wie er geschrieben wurde. Ab dort ist das Protokoll nicht mehr verlässlich.
cli-audit-broken = Jemand hat am Protokoll vorbei in die Datenbank geschrieben, oder sie ist beschädigt. Vergleichen Sie mit einer Sicherung.
cli-col-last-success = LETZTER ERFOLG
cli-col-last-new = ZULETZT NEU
cli-col-next = NÄCHSTER ABRUF
