refused-no-town = Einen Ort mit der Adresse „{ $host }“ gibt es hier nicht. Vorhanden: { $known }. Legen Sie ihn mit „ausrufer town add“ an.
refused-no-name = Der Name des Ortes fehlt. Geben Sie ihn mit --name an, zum Beispiel --name "Stadt Musterbach".
refused-host = „{ $host }“ ist keine Adresse eines Servers. Geben Sie nur den Namen an, zum Beispiel stage.musterbach.de.
refused-host-taken = Die Adresse „{ $host }“ gehört schon zu einem Ort. Wählen Sie eine andere oder ändern Sie den vorhandenen mit „ausrufer town set“.
refused-host-is-handle = Die Adresse „{ $host }“ steht schon hinter dem @ der Konten von { $owner } und ist damit vergeben. Wählen Sie eine andere, zum Beispiel stage.{ $host }.
refused-host-loopback = Der Entwicklungsschalter (development.loopback) ist an. Dann sind nur localhost, *.localhost, *.test und 127.x erlaubt, nicht „{ $host }“. Schalten Sie ihn für echte Orte aus.
refused-host-public = „{ $host }“ ist von außen nicht erreichbar. Geben Sie eine öffentliche Adresse ohne Port an, zum Beispiel stage.musterbach.de. Zum Ausprobieren auf diesem Rechner setzen Sie development.loopback = true.
refused-setting = Die Einstellung „{ $key }“ gibt es nicht. Möglich sind: { $known }.
refused-setting-empty = Die Einstellung „{ $key }“ darf nicht leer sein.
refused-setting-value = „{ $value }“ passt nicht zur Einstellung „{ $key }“: { $detail }
refused-color = „{ $value }“ ist keine Farbe. Geben Sie sie als #rrggbb an, zum Beispiel #0b4f6c.
refused-timezone = „{ $value }“ ist keine Zeitzone. Geben Sie zum Beispiel Europe/Berlin an.
refused-address = „{ $value }“ ist keine Internetadresse ({ $key }). Sie muss mit https:// oder http:// beginnen.
refused-publish = Der Ort kann noch nicht veröffentlicht werden. Es fehlt: { $missing }. Geben Sie beides an: ausrufer town set --town { $host } imprint=@impressum.txt contact="Name, Telefon, E-Mail"
missing-imprint = das Impressum
missing-contact = die Ansprechperson
refused-username = „{ $name }“ kann kein Name im Fediverse sein. Erlaubt sind 1 bis 30 Zeichen aus a–z, 0–9 und _, am Anfang ein Buchstabe.
refused-username-reserved = „{ $name }“ braucht der Server selbst. Wählen Sie einen anderen Namen, zum Beispiel rathaus.
refused-username-taken = Das Konto „@{ $name }“ gibt es schon, oder es wurde gelöscht. Ein Name wird nie zweimal vergeben; wählen Sie einen anderen. Die Konten zeigt: ausrufer actor list
refused-handle-domain = „{ $domain }“ ist keine Domain. Geben Sie nur den Namen an, zum Beispiel musterbach.de.
refused-handle-domain-taken = Die Domain { $domain } gehört schon zum Ort { $owner } auf diesem Server. Wählen Sie eine andere, oder lassen Sie --handle-domain weg; dann steht die Adresse des Ortes hinter dem @.
refused-kind = Die Plattform „{ $kind }“ ist noch nicht angebunden. Angebunden sind Websites, Nachrichten-Abos, Kalender, Ratssysteme, amtliche Warnungen, Facebook, Instagram, Threads, YouTube, Telegram, Bluesky und Mastodon.
refused-source-address = „{ $address }“ ist keine Adresse. Geben Sie eine Internetadresse an, zum Beispiel https://www.musterbach.de/aktuelles.
refused-no-feed = Auf { $address } ist weder ein Nachrichten-Abo (RSS, Atom, JSON) zu finden noch eine Liste von Meldungen sicher zu erkennen. Fragen Sie Ihre Agentur nach der Adresse des Abos, oder nennen Sie die Seite mit den Meldungen und wo darauf eine steht: ausrufer source add html:{ $address } --set item="li.news"
refused-unreachable = { $address } lässt sich nicht lesen. { $reason } { $remedy } Ist die Website nur gerade nicht erreichbar, geben Sie feed:{ $address } an.
refused-account = { $address } lässt sich nicht lesen. { $reason } { $remedy }
refused-channel-setting = Die Einstellung „{ $why }“ gibt es bei dieser Art von Kanal nicht, oder ihr Wert ist nicht brauchbar.
refused-login-empty = Die Datei mit den Zugangsdaten ist leer. Legen Sie den Zugangsschlüssel der Plattform hinein.
refused-login-file = Die Datei mit den Zugangsdaten ist nicht lesbar (Zeile und Spalte { $place }). Erlaubt ist der Zugangsschlüssel allein, oder JSON; dessen Felder nennt docs/OPERATIONS.md unter „Logins at platforms“.
refused-own-host = { $host } ist eine Seite dieses Servers. Ein Kanal, der sich selbst spiegelt, sagt alles immer wieder.
refused-source-known = { $address } wird schon gespiegelt. Die Kanäle zeigt: ausrufer source list
refused-bot-taken = Diesen Bot liest schon der Kanal „{ $name }“. Zwei Kanäle an einem Bot nehmen einander die Nachrichten weg: Legen Sie in Telegram bei @BotFather für jeden Kanal einen eigenen Bot an.
actor-summary = Offizielles Konto: { $town }. Hier erscheinen die öffentlichen Beiträge von selbst, sobald sie auf den eigenen Kanälen stehen.
did-town-added = Ort angelegt: { $name }
did-town-changed = Ort geändert: { $name }
did-town-published = Ort veröffentlicht: { $name }
did-actor-added = Konto angelegt: @{ $name }
did-source-added = Kanal angelegt: { $name }
source-waiting = Wartet auf den ersten Abruf
source-running = Läuft · letzter Abruf { $last }
source-failing = Gestört seit { $since }: { $cause } Nächster Versuch: { $next }.
source-paused = Pausiert
source-retired = Eingestellt am { $since }
source-removed = Entfernt
cause-rate-limited = Die Website bittet um eine Pause.
cause-auth-dead = Die Anmeldung ist abgelaufen.
cause-login-missing = Die Plattform verlangt Zugangsdaten, und es sind noch keine hinterlegt.
cause-quota-used = Was die Plattform in dieser Zeit erlaubt, ist aufgebraucht.
cause-money-spent = Was das Lesen dieser Plattform im Monat kosten darf, ist ausgegeben. Die Beiträge hier bleiben stehen.
cause-terms-unconfirmed = Noch hat niemand festgehalten, dass die Nutzungsbedingungen der Plattform das Spiegeln erlauben; so lange wird nichts gelesen.
cause-permission-missing = Die Website lässt uns diese Adresse nicht lesen.
cause-version-sunset = Die Plattform hat diese Schnittstelle abgeschaltet.
cause-transient = Die Website antwortet nicht.
cause-gone = Die Website sagt, dass es diese Adresse nicht mehr gibt.
cause-malformed = Die Antwort ist kein lesbares Nachrichten-Abo.
cause-not-a-calendar = Unter dieser Adresse steht kein lesbarer Kalender.
refused-no-post = Einen Beitrag „{ $address }“ gibt es bei { $host } nicht. Kopieren Sie die Adresse aus der Adresszeile oder aus „ausrufer post list“.
refused-same-post = Das ist zweimal derselbe Beitrag. Geben Sie die Adressen von zwei Beiträgen an.
refused-post-gone = Dieser Beitrag ist zurückgezogen und kehrt nicht wieder.
refused-post-summary = Dieser Beitrag fasst andere zusammen. Nehmen Sie einen davon.
refused-one-item = Dieser Beitrag steht nur in einem Kanal. Zu trennen gibt es nichts.
refused-no-such-share = In diesem Kanal steht der Beitrag nicht. Welche es sind, zeigt „ausrufer post list --json“ unter „channels“.
refused-kept-back = Einer der beiden Beiträge stammt aus einem Kanal, von dem Folgende nichts erfahren sollen (deliver=no). Zusammengeführt würde er mit dem anderen verteilt.
source-own = Eigene Meldungen; hier wird nichts abgerufen
source-throttled = Gedrosselt seit { $since }: { $cause } Nächster Versuch: { $next }.
source-waits-for-person = Wartet auf eine Person seit { $since }: { $cause }
refused-rule = Die Regel „{ $key }“ gibt es hier nicht. Meinten Sie „{ $suggestion }“? Möglich sind: { $known }.
refused-rule-unknown = Die Regel „{ $key }“ gibt es hier nicht. Möglich sind: { $known }.
refused-rule-word = „{ $value }“ kann in { $key } nicht stehen. Ein Wort braucht mindestens einen Buchstaben, und das Sternchen steht am Anfang oder Ende, zum Beispiel *sperrung*.
refused-rule-hashtag = „{ $value }“ ist kein Hashtag ({ $key }). Geben Sie ein Wort ohne Leerzeichen an, zum Beispiel #intern.
refused-rule-kind = Eine Art „{ $value }“ gibt es nicht ({ $key }). Möglich sind: note, article, photo, album, video, reel, story, link, event, poll, warning, repost_link.
refused-rule-age = „{ $value }“ ist kein Alter ({ $key }). Geben Sie Stunden oder Tage an, zum Beispiel 36h oder 7d.
refused-rule-yes = „{ $value }“ geht bei { $key } nicht. Geben Sie ja oder nein an.
refused-rule-name = „{ $value }“ hat keinen Namen ({ $key }). Schreiben Sie zum Beispiel Verkehr:*sperrung*,#verkehr.
refused-rule-class = „{ $value }“ geht bei { $key } nicht. Möglich sind: official (eigener Kanal), municipal (städtischer Betrieb), third_party (Dritte).
refused-rules-value = Der Wert in Zeile { $line } passt nicht. So stehen Regeln in einer Datei: without_words = ["*fest"], max_age = "7d", approval = true; Themen, Ortsteile und Absender als [[topic]] mit name und when.
rule-only-words = Nur Beiträge, in denen eines davon steht: { $list }.
rule-without-words = Keine Beiträge, in denen eines davon steht: { $list }.
rule-only-hashtags = Nur Beiträge mit einem dieser Hashtags: { $list }.
rule-without-hashtags = Keine Beiträge mit einem dieser Hashtags: { $list }.
rule-only-kinds = Nur Beiträge dieser Art: { $list }.
rule-without-kinds = Keine Beiträge dieser Art: { $list }.
rule-max-age = Keine Beiträge, die beim Abruf schon { $age } alt sind.
rule-opt-out = Mit einem dieser Hashtags bleibt ein Beitrag draußen: { $list }.
rule-opt-out-none = Kein Hashtag hält einen Beitrag heraus.
rule-approval-yes = Jeder neue Beitrag wartet auf Freigabe.
rule-approval-no = Neue Beiträge erscheinen ohne Freigabe.
rule-third-parties-yes = Kanäle von Dritten (Vereine, Firmen, Presse) werden übernommen, aber nicht über das Konto der Stadt verbreitet.
rule-third-parties-no = Kanäle von Dritten (Vereine, Firmen, Presse) werden nicht übernommen.
rule-topic = Thema „{ $name }“, wenn eines davon vorkommt: { $list }.
rule-topic-always = Thema „{ $name }“ für alle Beiträge.
rule-district = Ortsteil „{ $name }“, wenn eines davon vorkommt: { $list }.
rule-district-always = Ortsteil „{ $name }“ für alle Beiträge.
rule-sender = Absender „{ $name }“, wenn eines davon vorkommt: { $list }.
rule-sender-always = Absender „{ $name }“ für alle Beiträge.
class-official = Eigener Kanal der Stadt oder Gemeinde.
class-municipal = Kanal eines städtischen Betriebs.
class-third-party = Kanal von Dritten (Verein, Firma, Presse).
reason-of-town = Regel des Ortes: { $reason }
reason-of-source = Regel des Kanals: { $reason }
reason-opt-out = Der Hashtag #{ $tag } hält den Beitrag heraus.
reason-third-party = Der Kanal gehört Dritten.
reason-only-words = Keines der verlangten Wörter steht darin.
reason-without-word = „{ $word }“ steht darin.
reason-only-hashtags = Keiner der verlangten Hashtags steht darin.
reason-without-hashtag = Der Hashtag #{ $tag } steht darin.
reason-kind = Diese Art wird nicht übernommen ({ $kind }).
reason-too-old = Beim Abruf schon { $age } alt oder älter.
reason-approval = Wartet auf Freigabe.
reason-two-people = Wartet auf die Bestätigung einer zweiten Person.
reason-rejected = Bei der Freigabe abgelehnt.
kind-note = Kurznachricht
kind-article = Artikel
kind-photo = Foto
kind-album = Album
kind-video = Video
kind-reel = Kurzvideo
kind-story = Story
kind-link = Link
kind-event = Termin
kind-poll = Umfrage
kind-warning = Warnung
kind-repost-link = Geteiltes von anderen
age-hours = { $count ->
    [one] eine Stunde
   *[other] { $count } Stunden
}
age-days = { $count ->
    [one] einen Tag
   *[other] { $count } Tage
}
refused-no-town-yet = Es gibt noch keinen Ort. Legen Sie einen an: ausrufer town add --help
refused-which-town = Es gibt mehrere Orte, bitte --town HOST angeben ({ $known }).
refused-setting-near = Die Einstellung „{ $key }“ gibt es nicht. Meinten Sie „{ $suggestion }“? Möglich sind: { $known }.
refused-language = „{ $value }“ ist keine Sprache. Geben Sie ihr Kürzel an, zum Beispiel de, en oder nds.
refused-arms = Das Bild „{ $value }“ für das Wappen gibt es hier nicht. Geben Sie ein Bild an, das der Ort schon zeigt: die 32 Zeichen hinter /medien/ in seiner Adresse.
refused-publish-imprint = Der Ort kann noch nicht veröffentlicht werden. Es fehlt: { $missing }. Geben Sie es an: ausrufer town set --town { $host } imprint=@impressum.txt
refused-publish-contact = Der Ort kann noch nicht veröffentlicht werden. Es fehlt: { $missing }. Geben Sie sie an: ausrufer town set --town { $host } contact="Name, Telefon, E-Mail"
refused-plan-syntax = Zeile { $line } ist kein gültiges TOML. Texte stehen in Anführungszeichen, Abschnitte in eckigen Klammern; jeder Name darf nur einmal vorkommen.
refused-plan-missing = Die Angabe „{ $key }“ fehlt.
refused-plan-value = Der Wert in Zeile { $line } passt nicht. Texte stehen in Anführungszeichen, Zahlen und true oder false ohne.
admin-no-key = Die Schlüssel für das Konto ließen sich nicht erzeugen. Versuchen Sie es noch einmal.
source-next-soon = gleich
cause-server-trouble = Die Website hat eine Störung.
cause-name-unknown = Den Namen der Website gibt es im Internet nicht (mehr).
cause-tls = Die gesicherte Verbindung kommt nicht zustande; meist ist das Zertifikat der Website abgelaufen.
cause-timed-out = Die Website antwortet zu langsam.
cause-busy = Von dieser Website wird gerade schon viel abgerufen.
cause-broken-off = Die Verbindung zur Website ist abgebrochen.
cause-too-large = Das Nachrichten-Abo ist zu groß.
cause-empty-answer = Die Website antwortet, aber ohne Inhalt.
cause-empty-list = Das Nachrichten-Abo ist leer: Kein einziger Beitrag steht darin. Die Beiträge hier bleiben stehen.
cause-reader-failed = Das Nachrichten-Abo ließ sich nicht verarbeiten.
cause-not-found = Unter dieser Adresse steht nichts (mehr).
cause-no-document = Die Website gibt unter dieser Adresse kein Nachrichten-Abo heraus.
cause-web-page = Unter dieser Adresse steht eine Webseite, kein Nachrichten-Abo.
cause-sitemap = Unter dieser Adresse steht ein Verzeichnis für Suchmaschinen, kein Nachrichten-Abo.
cause-settings-wrong = Eine Einstellung dieses Kanals ist nicht brauchbar.
cause-nothing-listed = Auf dieser Seite ist keine Liste von Meldungen sicher zu erkennen.
cause-layout-changed = Die Seite ist anders aufgebaut als bisher: Es ist keine Meldung mehr darauf zu erkennen. Die Beiträge hier bleiben stehen.
cause-robots-refuse = Die Website bittet in ihrer Datei robots.txt darum, diese Seite nicht automatisch zu lesen.
cause-redirect = Die Website leitet auf eine Adresse um, die nicht abgerufen werden darf, oder im Kreis.
cause-address-refused = Diese Adresse liegt nicht im öffentlichen Internet oder nutzt einen ungewöhnlichen Port; sie wird nicht abgerufen.
cause-address-unreadable = Die Adresse des Kanals ist nicht lesbar.
cause-not-connected = Diese Plattform kann diese Version von Ausrufer noch nicht lesen.
cause-read-elsewhere = Ein anderes Programm liest diesen Zugang schon; zwei zugleich lässt die Plattform nicht zu.
cause-login-other = Die Anmeldung gehört zu einem anderen Konto als dieser Kanal. Von dort wird nichts gelesen; die Beiträge hier bleiben stehen.
cause-egress = Der Server darf oder kann nicht ins Internet.
aside-future = { $count ->
    [one] Ein Eintrag trägt ein Datum in der Zukunft und erscheint nicht. Bitte das Datum auf der Website berichtigen.
   *[other] { $count } Einträge tragen ein Datum in der Zukunft und erscheinen nicht. Bitte das Datum auf der Website berichtigen.
}
aside-cut = { $count ->
    [one] Ein Eintrag kam unvollständig an und erscheint nicht. Kommt das öfter vor, bitte bei der Betreuung der Website nachfragen.
   *[other] { $count } Einträge kamen unvollständig an und erscheinen nicht. Kommt das öfter vor, bitte bei der Betreuung der Website nachfragen.
}
aside-twice = { $count ->
    [one] Ein Eintrag trägt dieselbe Kennung wie ein anderer und erscheint nicht. Bitte bei der Betreuung der Website nachfragen.
   *[other] { $count } Einträge tragen dieselbe Kennung wie andere und erscheinen nicht. Bitte bei der Betreuung der Website nachfragen.
}
aside-empty = { $count ->
    [one] Ein Eintrag ist ohne Titel, Text, Bild und Link und erscheint nicht. Bitte ihn auf der Website ergänzen.
   *[other] { $count } Einträge sind ohne Titel, Text, Bild und Link und erscheinen nicht. Bitte sie auf der Website ergänzen.
}
aside-no-entry = { $count ->
    [one] Ein Stück des Nachrichten-Abos ist kein Eintrag. Bitte bei der Betreuung der Website nachfragen.
   *[other] { $count } Stücke des Nachrichten-Abos sind keine Einträge. Bitte bei der Betreuung der Website nachfragen.
}
aside-no-date = { $count ->
    [one] Ein Termin hat kein lesbares Datum und erscheint nicht. Bitte ihn im Kalender ergänzen.
   *[other] { $count } Termine haben kein lesbares Datum und erscheinen nicht. Bitte sie im Kalender ergänzen.
}
aside-private = { $count ->
    [one] Ein Termin ist im Kalender als nicht öffentlich gekennzeichnet und erscheint nicht.
   *[other] { $count } Termine sind im Kalender als nicht öffentlich gekennzeichnet und erscheinen nicht.
}
aside-too-many = { $count ->
   *[other] Das Nachrichten-Abo ist sehr lang; gelesen werden nur die ersten 2000 Einträge. Bitte bei der Betreuung der Website um ein kürzeres bitten.
}
aside-not-ours = { $count ->
    [one] Ein Eintrag ist kein öffentlicher Beitrag des Kontos und erscheint nicht.
   *[other] { $count } Einträge sind keine öffentlichen Beiträge des Kontos und erscheinen nicht.
}
aside-unproven = { $count ->
    [one] Eine E-Mail gab sich als Ausgabe des Newsletters aus, ohne dass Absender und Liste bewiesen sind; sie erscheint nicht. War sie echt, bitte domain und list_id des Kanals prüfen und beim Versanddienst nach der DKIM-Signatur fragen.
   *[other] { $count } E-Mails gaben sich als Ausgaben des Newsletters aus, ohne dass Absender und Liste bewiesen sind; sie erscheinen nicht. Waren sie echt, bitte domain und list_id des Kanals prüfen und beim Versanddienst nach der DKIM-Signatur fragen.
}
aside-not-taken = { $count ->
    [one] Ein Eintrag ließ sich nicht speichern und erscheint nicht. Bitte melden Sie das den Entwicklerinnen und Entwicklern von Ausrufer.
   *[other] { $count } Einträge ließen sich nicht speichern und erscheinen nicht. Bitte melden Sie das den Entwicklerinnen und Entwicklern von Ausrufer.
}
refused-validity-order = Das Ende muss nach dem Anfang liegen.
refused-backup-exists = { $file } gibt es schon. Wählen Sie einen anderen Namen, oder ersetzen Sie die Datei mit --force.
refused-backup-nothing = Hier ist noch keine Datenbank, also gibt es nichts zu sichern. Prüfen Sie storage.data_dir und storage.database_url.
refused-backup-table = Die Tabelle „{ $table }“ kennt diese Version nicht. Sichern Sie mit der Version, die zuletzt gelaufen ist.
refused-backup-damaged = Die Sicherung { $file } ist beschädigt oder unvollständig (bei { $part }: { $reason }). Nehmen Sie eine andere.
refused-backup-newer = Die Sicherung { $file } stammt aus einer neueren Version. Spielen Sie sie mit dieser oder einer noch neueren zurück.
refused-restore-database = In der Datenbank ist schon etwas. Zurückgespielt wird nur in eine leere: Geben Sie ein neues storage.data_dir oder eine leere PostgreSQL-Datenbank an.
refused-restore-files = In { $place } liegt schon etwas. Zurückgespielt wird nur in eine leere Ablage: Geben Sie ein neues storage.data_dir (oder storage.media_url) an.
refused-restore-no-key = Der Schlüssel fehlt. Legen Sie secret.key nach { $path }, oder geben Sie ihn mit --keys DATEI an (aus „ausrufer keys export“). Ohne ihn lassen sich die Konten nicht weiterführen.
refused-restore-wrong-key = Dieser Schlüssel gehört nicht zu dieser Sicherung. Es wurde nichts verändert.
refused-restore-other-key = In { $path } liegt schon ein anderer Schlüssel als der mitgebrachte. Nehmen Sie den falschen weg.
refused-restore-unfinished = In { $folder } wurde eine Wiederherstellung nicht beendet. Wiederholen Sie sie: ausrufer restore DATEI. Vorher startet hier kein Server.
refused-passphrase-short = Die Passphrase ist zu kurz. Nehmen Sie mindestens { $least } Zeichen, am besten fünf Wörter.
refused-passphrase = Die Passphrase passt nicht zu { $file }.
refused-keys-damaged = { $file } enthält keinen verschlossenen Schlüssel oder ist beschädigt.
refused-export-exists = { $folder } gibt es schon. Geben Sie einen neuen Ordner an.
refused-import-there = { $host } (oder etwas mit einer Kennung von dort) gibt es auf diesem Server schon. Es wurde nichts verändert.
refused-import-version = Der Ort wurde mit einer anderen Version geschrieben ({ $version }). Bringen Sie beide Server auf dieselbe Version und exportieren Sie noch einmal.
admin-no-folder = Den Ordner { $folder } gibt es nicht. Legen Sie ihn an, oder geben Sie einen anderen an.
admin-file = { $path } lässt sich nicht lesen oder schreiben: { $cause }
damage-missing = fehlt
damage-changed = wurde verändert
damage-rows = hat eine andere Zahl von Zeilen als verzeichnet
damage-columns = hat andere Spalten als verzeichnet
damage-unexpected = gehört nicht dazu
damage-unreadable = ist nicht lesbar
damage-reference = passt nicht zum Übrigen
damage-large = ist zu groß
damage-cut = ist abgeschnitten
refused-title-long = Die Überschrift ist zu lang. Höchstens 80 Zeichen gehen.
refused-post-language = Geben Sie die Sprache mit zwei oder drei Buchstaben an, zum Beispiel de oder en.
refused-no-such-picture = Ein Bild Nr. { $place } hat der Beitrag nicht. Bilder: { $count }.
field-title = Überschrift
field-body = Text
field-lang = Sprache
field-hashtags = Schlagwörter
field-media = Bilder und ihre Beschreibungen
refused-app-file = Die Datei mit der App ist nicht lesbar (Zeile und Spalte { $place }). Sie enthält: {"{"} "app_id": "…", "app_secret": "…" {"}"}
refused-login-no-app = Von { $platform } ist noch keine App bekannt. Legen Sie dort eine an (docs/handbuch/quellen sagt, wie) und geben Sie ihre Kennung und ihr Geheimnis mit --app-file an.
refused-login-answer = Das ist weder die Adresse, auf die die Plattform Sie geschickt hat, noch die Zeile von dort. Beginnen Sie die Anmeldung von vorn und kopieren Sie alles.
refused-login-state = Diese Antwort gehört nicht zu dieser Anmeldung. Beginnen Sie von vorn, und benutzen Sie nur die Adresse, die dann erscheint.
refused-login-used = Diese Antwort wurde schon benutzt. Jede gilt nur einmal; beginnen Sie die Anmeldung von vorn.
refused-login-late = Die Anmeldung hat zu lange gedauert. Beginnen Sie sie von vorn; jeder Schritt hat zehn Minuten.
refused-login-denied = Die Anmeldung wurde bei der Plattform abgebrochen oder abgelehnt ({ $why }). Es ist nichts geschehen.
refused-login-code = Die Plattform nimmt die Antwort nicht mehr an: Sie ist zu alt oder wurde schon benutzt. Beginnen Sie die Anmeldung von vorn.
refused-login-app = Die Plattform kennt die App nicht, oder ihr Geheimnis oder die Adresse für die Rückkehr stimmt nicht. Vergleichen Sie beides mit dem, was bei der Plattform steht.
refused-login-rights = Bei der Anmeldung wurde ein Recht nicht erteilt, ohne das sich nichts lesen lässt. Beginnen Sie von vorn und lassen Sie alles angekreuzt.
refused-login-platform = Die Plattform hat die Anmeldung nicht abgeschlossen. { $reason } Beginnen Sie sie später von vorn.
refused-login-nothing = Mit dieser Anmeldung lässt sich keine Seite und kein Konto lesen. Melden Sie sich mit einem Konto an, das die Seite verwaltet, und kreuzen Sie sie dabei an.
refused-login-account = „{ $account }“ ist nicht dabei. Zur Wahl stehen: { $known }
refused-login-other = Der Kanal „{ $name }“ gehört zu einem anderen Konto als „{ $other }“. Verbinden Sie das richtige, oder legen Sie für das andere einen eigenen Kanal an.
refused-login-way = Bei „{ $name }“ meldet man sich nicht an. Möglich ist das bei: { $known }. Für andere geben Sie --credential-file an.
refused-no-login = Der Kanal „{ $name }“ hat keine Anmeldung.
