cli-migrated = Die Datenbank ist auf dem neuesten Stand.
cli-config-good = Die Konfiguration ist in Ordnung.
cli-town-draft = Der Ort { $host } ist als Entwurf angelegt. Niemand sieht ihn, bis Sie ihn veröffentlichen: ausrufer town publish --town { $host }
cli-town-published = Der Ort ist veröffentlicht: { $address }
cli-town-deleted = { $name } ist gelöscht.
cli-delete-sure = Das löscht { $name } mit allen Beiträgen, Bildern und Konten. Wenn Sie das wollen, wiederholen Sie den Befehl mit --yes.
cli-nothing-to-do = { $host }: nichts zu ändern
cli-public = veröffentlicht
cli-draft = Entwurf
cli-actor-added = Das Konto { $handle } ist angelegt. Name und Domain bleiben für immer.
cli-source-added = Der Kanal „{ $name }“ ist angelegt (Kurzname: { $source }). Läuft der Server, erscheinen die Beiträge gleich.
cli-source-added-list = Auf der Website ist kein Nachrichten-Abo zu finden, aber eine Liste von Meldungen. Ausrufer liest diese Seite. Der Kanal „{ $name }“ ist angelegt (Kurzname: { $source }). Sehen Sie nach, ob die richtigen Meldungen erkannt werden: ausrufer source test { $source }
cli-source-found = { $count ->
    [one] Der letzte Beitrag dort:
   *[other] Die letzten { $count } Beiträge dort:
}
cli-source-undated = ohne Datum
cli-source-unchecked = Die Adresse ließ sich gerade nicht lesen. { $reason } Der Kanal ist trotzdem angelegt und wird weiter versucht.
cli-source-good = „{ $name }“ ist lesbar.
cli-source-failed = Der Abruf hat nicht geklappt. { $reason }
cli-source-polled = { $new } neu, { $edited } geändert, { $held } angehalten, { $unlisted } nicht mehr gelistet, { $quarantined } beiseitegelegt
cli-no-source = Einen Kanal „{ $source }“ gibt es nicht. Vorhanden: { $known }
cli-quarantined = { $count ->
    [one] Ein Eintrag ist unlesbar und erscheint nicht.
   *[other] { $count } Einträge sind unlesbar und erscheinen nicht.
}
cli-held-edits = { $count } Beiträge auf einmal geändert. Richtig so: ausrufer held release { $id }. Ein Fehler dort: ausrufer held reject { $id }
cli-held-withdrawals = { $count } Beiträge auf einmal verschwunden. Das Konto wurde geschlossen: ausrufer held closed { $id } (Kanal einstellen, Beiträge bleiben). Wirklich zurückgezogen: ausrufer held release { $id }. Ein Irrtum: ausrufer held reject { $id }
cli-held-closed = „{ $name }“: { $state }. Die Beiträge bleiben, abgerufen wird nicht mehr.
cli-no-held-withdrawals = Unter der Nummer { $id } warten keine verschwundenen Beiträge auf eine Antwort. Was wartet, zeigt: ausrufer held list
cli-held-released = Freigegeben: { $count }
cli-held-rejected = Verworfen: { $count }. An der Seite ändert sich nichts.
cli-no-held = Eine angehaltene Änderung mit der Nummer { $id } gibt es nicht, oder sie ist schon beantwortet. Was wartet, zeigt: ausrufer held list
cli-no-peer = Den Server { $host } kennen wir nicht. Wo etwas wartet, zeigt: ausrufer federation status
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
cli-col-platform = PLATTFORM
cli-col-channels = KANÄLE
cli-col-login-ends = ANMELDUNG
cli-col-person = ZUSTÄNDIG
cli-col-deputy = VERTRETUNG
cli-login-refused = Von der Plattform abgelehnt seit { $since }
cli-login-ended = Abgelaufen am { $at }
cli-login-ends = Gilt bis { $at } ({ $days ->
    [0] weniger als ein Tag
    [one] noch ein Tag
   *[other] noch { $days } Tage
})
cli-login-endless = Ohne Ablaufdatum
cli-source-connected = Neue Anmeldung für „{ $name }“ ({ $source }). { $ends }.
cli-col-follower = FOLGT
cli-col-server = SERVER
cli-col-waiting = WARTEND
cli-col-reason = GRUND
doctor-database = Die Datenbank antwortet ({ $engine }).
doctor-pictures = Die Ablage für Bilder antwortet.
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
cli-post-picture-kind = { $file } ist kein Bild, das sich zeigen lässt. Es geht mit JPEG, PNG, GIF und WebP; Fotos vom iPhone (HEIC) speichern Sie vorher als JPEG.
cli-post-picture-large = { $file } ist zu groß. Ein Bild darf { $megabytes } MB haben; verkleinern Sie es und versuchen Sie es noch einmal.
cli-post-picture-pixels = { $file } hat zu viele Bildpunkte. Es dürfen { $megapixels } Millionen sein; verkleinern Sie das Bild.
cli-post-picture-damaged = { $file } ist beschädigt oder unvollständig. Kopieren Sie die Datei noch einmal aus dem Original.
cli-post-many-pictures = Das sind zu viele Bilder. Ein Beitrag nimmt { $most }; lassen Sie die übrigen weg oder machen Sie zwei Beiträge daraus.
cli-post-long = Der Text hat { $length } Zeichen, ein Beitrag nimmt { $most }. Kürzen Sie ihn und verweisen Sie mit --link auf den ganzen.
cli-post-link = „{ $address }“ ist keine Internetadresse. Schreiben Sie zum Beispiel https://www.musterbach.de/meldung.
cli-post-future = { $time } liegt in der Zukunft. Geben Sie an, wann es gesagt wurde, oder lassen Sie --at weg.
cli-post-undescribed = { $count ->
    [one] Ein Bild hat keine Beschreibung. Wer es nicht sieht, erfährt nicht, was es zeigt. Beschreiben Sie es mit „ausrufer post edit“.
   *[other] { $count } Bilder haben keine Beschreibung. Wer sie nicht sieht, erfährt nicht, was sie zeigen. Beschreiben Sie sie mit „ausrufer post edit“.
}
cli-alts-differ = Es gibt { $pictures } Bilder (--picture), aber { $alts } Beschreibungen (--alt). Geben Sie zu jedem Bild eine an, in derselben Reihenfolge; --alt "" für ein Bild ohne.
cli-held-approval = Wartet auf Freigabe: „{ $title }“ ({ $reason }). Erscheinen lassen: ausrufer held release { $id }. Ablehnen: ausrufer held reject { $id }
cli-left-out = { $count ->
    [one] ein Beitrag ausgelassen
   *[other] { $count } Beiträge ausgelassen
}
cli-awaiting = { $count ->
    [one] ein Beitrag wartet auf Freigabe
   *[other] { $count } Beiträge warten auf Freigabe
}
cli-rules-of-source = Regeln für „{ $name }“:
cli-rules-of-town = Regeln für alle Kanäle von { $name }:
cli-rules-none = Keine eigenen Regeln.
cli-rules-changed = Geändert. Die Regeln gelten ab jetzt für neue Beiträge. Sollen sie auch für frühere gelten: { $command }
cli-rules-trial = Diese Regel hätte { $left } von { $total } ausgelassen.
cli-rules-trial-waiting = { $count ->
    [one] Ein weiterer Beitrag hätte auf Freigabe gewartet.
   *[other] { $count } weitere Beiträge hätten auf Freigabe gewartet.
}
cli-rules-trial-more = … und { $count } weitere
cli-rules-old-plan = Frühere Beiträge: { $withdrawn } würden zurückgezogen, { $published } würden ohne Benachrichtigung erscheinen, { $asked } würden auf Freigabe warten. Zurückgezogenes kehrt unter seiner alten Adresse nie wieder. Wenn Sie das wollen, wiederholen Sie den Befehl mit --yes.
cli-rules-old-done = Frühere Beiträge: { $withdrawn } zurückgezogen, { $published } ohne Benachrichtigung veröffentlicht, { $asked } warten auf Freigabe.
cli-rules-old-nothing = Die Regeln ändern an früheren Beiträgen nichts.
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
cli-failed = Das hat nicht geklappt. Die Einzelheiten (englisch) zeigt derselbe Befehl mit AUSRUFER_LOG=debug.
cli-io = Das hat nicht geklappt: { $cause }
cli-unread = { $path } lässt sich nicht lesen: { $cause }
cli-no-plans = Im Ordner { $path } liegt keine Datei, deren Name auf .toml endet.
cli-no-source-yet = { $host } hat noch keinen Kanal. Anlegen: ausrufer source add --town { $host } ADRESSE
reason-dns = Den Namen gibt es im Internet nicht (mehr).
reason-connect = Der Server ist nicht erreichbar.
reason-tls = Die gesicherte Verbindung kommt nicht zustande.
reason-timeout = Der Server antwortet zu langsam.
reason-busy = An diesen Server gehen gerade schon viele Zustellungen.
reason-blocked = Die Adresse liegt nicht im öffentlichen Internet.
reason-wait = Der Server bittet um eine Pause.
reason-status = Der Server meldet eine Störung (HTTP { $status }).
reason-unsigned = Unsere Unterschrift ließ sich nicht erzeugen.
reason-disbelieved = Der Server erkennt unsere Unterschrift nicht an.
reason-moved = Der Posteingang ist umgezogen.
reason-missing = Den Posteingang gibt es dort nicht.
reason-odd = Die Antwort des Servers ist unverständlich.
health-slow = Der Server antwortet auf { $address } nicht rechtzeitig.
health-away = Auf { $address } (server.internal_listen) läuft kein Server. Starten Sie ihn: ausrufer serve
health-unready = Der Server auf { $address } läuft, ist aber nicht bereit. Meist antwortet seine Datenbank nicht. Den Grund nennt http://{ $address }/readyz.
cli-validity = „{ $title }“ gilt von { $from } bis { $until }.
cli-validity-none = „{ $title }“: Ein Anfang oder Ende ist nicht angegeben.
cli-validity-times = Geben Sie zur Art auch --from oder --until an.
cli-bad-time = „{ $time }“ ist kein Zeitpunkt. Schreiben Sie 2026-11-27 oder 2026-11-27T18:00.
cli-backup-made = Gesichert: { $file } ({ $size } kB; Orte: { $towns }, Beiträge: { $posts }, Bilddateien: { $pictures }).
cli-backup-missing = { $count ->
    [one] Eine Bilddatei fehlte in der Ablage und ist nicht in der Sicherung.
   *[other] { $count } Bilddateien fehlten in der Ablage und sind nicht in der Sicherung.
}
cli-backup-no-key = Der Schlüssel (secret.key) ist nicht darin. Bewahren Sie ihn getrennt auf: ausrufer keys export DATEI
cli-backup-whole = Die Sicherung { $file } vom { $made } ist vollständig und unbeschädigt (Orte: { $towns }, Beiträge: { $posts }, Bilddateien: { $pictures }).
cli-restored = Wiederhergestellt: Stand vom { $made } (Orte: { $towns }, Beiträge: { $posts }, Bilddateien: { $pictures }) aus { $file }. Die Auslieferung ins Fediverse ist angehalten. Starten Sie den Server und prüfen Sie die Seite, dann: ausrufer federation resume
cli-keys-exported = Der Schlüssel liegt, mit der Passphrase verschlossen, in { $file }. Bewahren Sie beides getrennt von den Sicherungen und voneinander auf.
cli-passphrase = Passphrase:{" "}
cli-passphrase-again = Noch einmal:{" "}
cli-passphrase-differs = Die beiden Eingaben sind verschieden. Es wurde nichts geschrieben.
cli-town-exported = { $name } liegt jetzt in { $folder } (Beiträge: { $posts }, Folgende: { $followers }), die Schlüssel mit der Passphrase verschlossen. Hier läuft der Ort weiter. Halten Sie diesen Server an oder löschen Sie den Ort hier, bevor er woanders startet: ausrufer town delete --town { $host }
cli-town-imported = { $name } ist eingezogen (Beiträge: { $posts }, Folgende: { $followers }) aus { $folder }. Lassen Sie { $host } auf diesen Server zeigen.
cli-held-doubt = „{ $title }“ könnte dieselbe Meldung sein wie „{ $other }“. Zusammenlegen: ausrufer held release { $id }. Getrennt lassen: ausrufer held reject { $id }
cli-held-overridden = „{ $title }“: Die Quelle hat geändert, was hier von Hand geschrieben steht ({ $fields }). Die Fassung der Quelle übernehmen: ausrufer held release { $id }. Bei Ihrer bleiben: ausrufer held reject { $id }
cli-held-overridden-by = „{ $title }“: Die Quelle hat geändert, was hier von Hand geschrieben steht ({ $fields }). Dort heißt es jetzt: „{ $words }“. Die Fassung der Quelle übernehmen: ausrufer held release { $id }. Bei Ihrer bleiben: ausrufer held reject { $id }
cli-post-edited = Geändert: „{ $title }“ ({ $url }). Wer den Beitrag schon hat, bekommt die neue Fassung. Ändert die Quelle später dieselben Angaben, werden Sie gefragt: ausrufer held list
cli-post-unedited = „{ $title }“ steht da, wie die Quelle es sagt: { $url }
cli-post-by-hand = „{ $title }“: Von Hand geschrieben sind { $fields }.
cli-post-reset = „{ $title }“ steht wieder da, wie die Quelle es sagt: { $url }
cli-post-reset-nothing = An „{ $title }“ war davon nichts von Hand geschrieben: { $url }
cli-validity-from = „{ $title }“ gilt ab { $from }, ein Ende ist nicht angegeben.
cli-validity-until = „{ $title }“ gilt bis { $until }.
cli-rules-own = Eigene Meldungen werden nicht nach Regeln geprüft: Wer sie schreibt, hat schon entschieden, dass sie erscheinen.
cli-login-open = Öffnen Sie diese Adresse und melden Sie sich dort an:
cli-login-redirect = (Bei der Plattform muss als Adresse für die Rückkehr eingetragen sein: { $redirect })
cli-login-paste = Fügen Sie dann hier die Zeile oder die Adresse ein, die Sie danach sehen:
cli-login-choose = Was soll gelesen werden? Geben Sie die Nummer ein:
cli-login-which = Zur Wahl stehen mehrere. Geben Sie eine davon mit --account an: { $known }
cli-login-number = „{ $given }“ steht nicht zur Wahl.
cli-login-no-answer = Es kam keine Antwort. Es ist nichts geschehen.
cli-login-lost = Verlängern nicht möglich seit { $since }; neu verbinden
cli-login-missing = Rechte fehlen: { $rights }
cli-source-disconnected = Die Anmeldung von „{ $name }“ ist hier gelöscht. { $platform }{ $channels ->
    [0] {""}
    [one] {" "}Der Kanal ist pausiert; „source connect“ nimmt ihn wieder auf.
   *[other] {" "}{ $channels } Kanäle sind pausiert; „source connect“ nimmt sie wieder auf.
}
cli-platform-revoked = Die Plattform hat sie zurückgenommen.
cli-platform-by-hand = Bei der Plattform nimmt sie nur die Person zurück, die sich angemeldet hat (in den Einstellungen des Kontos unter „Apps“).
cli-platform-shared = Bei der Plattform bleibt sie bestehen, weil eine andere Anmeldung des Ortes auf ihr beruht.
cli-platform-failed = Die Plattform ließ sich nicht erreichen oder nahm sie nicht zurück: Nehmen Sie sie dort in den Einstellungen des Kontos zurück.
cli-archive-plan = { $new ->
    [one] Ein Beitrag würde übernommen, mit seinem Datum und ohne dass jemand benachrichtigt wird.
   *[other] { $new } von { $found } Beiträgen würden übernommen, mit ihrem Datum und ohne dass jemand benachrichtigt wird.
}
cli-archive-done = { $new ->
    [0] Nichts Neues für „{ $channel }“.
    [one] Ein Beitrag in „{ $channel }“ übernommen.
   *[other] { $new } von { $found } Beiträgen in „{ $channel }“ übernommen.
}
cli-archive-known = { $count ->
    [one] Einer war schon da.
   *[other] { $count } waren schon da.
}
cli-archive-not-ours = { $count ->
    [one] Eine Antwort oder Weitergabe bleibt draußen: Das Wort gehört anderen.
   *[other] { $count } Antworten, Weitergaben und leere Einträge bleiben draußen.
}
cli-archive-aside = { $count ->
    [one] Einer zurückgestellt: { $reasons }.
   *[other] { $count } zurückgestellt: { $reasons }.
}
cli-archive-aside-empty = { $count } ohne Text und Bild
cli-archive-aside-future = { $count } mit einem Datum in der Zukunft
cli-archive-aside-unread = { $count } unleserlich
cli-archive-aside-lost = { $count } ohne lesbares Bild und ohne Text
cli-archive-left = { $count ->
    [one] Einen haben die Regeln ausgelassen.
   *[other] { $count } haben die Regeln ausgelassen.
}
cli-archive-waiting = { $count ->
    [one] Einer wartet auf Freigabe: ausrufer held list
   *[other] { $count } warten auf Freigabe: ausrufer held list
}
cli-archive-missing = { $count ->
    [one] Ein Bild liegt nicht im Archiv oder lässt sich nicht zeigen; der Text erscheint ohne es.
   *[other] { $count } Bilder liegen nicht im Archiv oder lassen sich nicht zeigen; die Texte erscheinen ohne sie.
}
cli-archive-progress = { $done } von { $all } …
cli-archive-empty = In diesem Archiv ist kein Beitrag, der sich übernehmen lässt.
cli-archive-whose = Das Archiv sagt nicht, zu welcher Seite es gehört. Geben Sie die Nummer der Seite mit --account an; sie steht bei Facebook unter „Info → Seitentransparenz“.
cli-setup-url = Öffnen Sie diese Adresse im Browser. Dort sagt die erste Person, wer sie ist, und bekommt alle Rechte:
    { $url }
    Sie gilt einmal, bis { $until }. Geben Sie sie niemandem weiter.
cli-setup-no-host = Noch gibt es keinen Ort, an dessen Adresse die Verwaltung erreichbar wäre. Nennen Sie die Adresse der künftigen Seite: ausrufer setup-url --host HOST
cli-staff-invited = Einladung für { $name } (Anmeldename: { $login }). Diese Adresse im Browser öffnen und ein Passwort wählen:
    { $url }
    Sie gilt einmal, bis { $until }. Sie kann ausgedruckt werden; geben Sie sie nur der Person selbst.
cli-staff-further = { $name } ({ $login }) hat schon ein Passwort. Die weitere Rolle gilt ab sofort.
cli-staff-everywhere = alle Orte
cli-staff-waiting = Einladung noch nicht angenommen
cli-col-login = Anmeldename
cli-col-roles = Rollen
cli-col-signed-in = Zuletzt angemeldet
cli-post-picture-undescribed = Bild { $place } hat keine Beschreibung. Dieser Ort veröffentlicht kein Bild ohne (alt_policy = erzwingen).
cli-staff-proof-reset = Der zweite Nachweis von { $name } ({ $login }) ist zurückgesetzt. Beim nächsten Anmelden wird ein neuer eingerichtet.
cli-staff-ended = { $name } ({ $login }) arbeitet hier nicht mehr und ist überall abgemeldet.
cli-staff-left = arbeitet hier nicht mehr
