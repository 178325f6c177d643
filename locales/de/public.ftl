page-skip = Zum Inhalt
page-nav = Hauptmenü
page-footer = Rechtliches und Hinweise
page-home = Aktuelles
page-channels = Kanäle
page-follow = Folgen
page-imprint = Impressum
page-privacy = Datenschutz
page-accessibility = Barrierefreiheit
page-how = So funktioniert diese Seite
page-emergency = Notruf
page-authority-number = Behördennummer
page-town-hall = Rathaus
page-no-announcement = Diese Seite ersetzt keine öffentliche Bekanntmachung.
page-announcements = Öffentliche Bekanntmachungen
page-software = Freie Software „Ausrufer“ (AGPL)
page-source-code = Quelltext
page-language-name = Deutsch
page-arms-alt = Wappen: { $town }
page-description = Alle Nachrichten von { $town } auf einer Seite. Ohne Anmeldung, ohne Cookies.
page-time = { $time } Uhr

page-lead = Neueste zuerst. Keine Auswahl durch Algorithmen.
page-lead-channel = Alle Beiträge aus diesem Kanal, neueste zuerst.
page-lead-hashtag = Alle Beiträge mit diesem Schlagwort, neueste zuerst.
page-lead-topic = Alle Beiträge zu diesem Thema, neueste zuerst.
page-lead-district = Alle Beiträge aus diesem Ortsteil, neueste zuerst.
page-from = Seite ab { $at }
page-older = Ältere Beiträge
page-newest = Zu den neuesten
page-paging = Weitere Seiten
page-empty = Hier steht noch nichts.
page-to-all = Zu allen Beiträgen
page-back = Alle Beiträge
page-read-on = Weiterlesen
page-read-on-about = Weiterlesen: { $title }
page-more-pictures = { $count ->
    [one] Ein weiteres Bild
   *[other] { $count } weitere Bilder
}
page-hashtags = Schlagwörter
page-sender = Absender:
page-labels = Themen und Ortsteile
page-class-municipal = Beitrag eines städtischen Unternehmens
page-class-third-party = Beitrag von Dritten
page-channel-municipal = Kanal eines städtischen Unternehmens
page-channel-third-party = Kanal von Dritten
page-edited = Geändert am { $at }
holds-kind-closure = Sperrung
holds-kind-hours = Öffnungszeiten
holds-kind-deadline = Frist
holds-kind-event = Termin
holds-kind-warning = Warnung
holds-until = Gilt bis { $until }
holds-over = Galt bis { $until }
holds-from = Gilt ab { $from }
holds-on = Gilt am { $from }
holds-span = Gilt von { $from }, bis { $until }
holds-event = Von { $from }, bis { $until }
holds-event-on = Am { $from }
holds-event-over = War von { $from }, bis { $until }
holds-event-was-on = War am { $from }
page-original = Original ansehen
page-original-at = Original bei „{ $name }“ ansehen
page-originals = So steht es in den Kanälen
page-own-words = Wortlaut bei „{ $name }“
page-same-words = „{ $name }“: gleicher Wortlaut.
page-also-on = auch auf
page-joined = Diese Meldung steht jetzt an einer anderen Stelle
page-leaves = (verlässt diese Seite: { $host })
page-alt-missing = Bild ohne Beschreibung
page-alt-note = Für dieses Bild gibt es noch keine Beschreibung.
page-alt-auto = Die Bildbeschreibung wurde automatisch erstellt.
page-interrupted = Die Verbindung zum Kanal „{ $name }“ ist seit { $at } unterbrochen. Neue Beiträge von dort folgen, sobald sie wieder steht.
page-channel-interrupted = Verbindung unterbrochen seit { $at }.
page-channel-paused = Dieser Kanal macht gerade Pause.
page-channel-retired = Dieser Kanal wurde am { $at } eingestellt. Die Beiträge bleiben lesbar.
page-channels-lead = Aus diesen Kanälen kommen die Beiträge auf dieser Seite.
page-channels-none = Noch ist kein Kanal verbunden.
page-channel-site = Kanal ansehen
page-posts = { $count ->
    [one] ein Beitrag
   *[other] { $count } Beiträge
}
page-newest-at = zuletzt am { $at }
page-kind-feed = Internetseite
page-kind-html = Internetseite
page-kind-ical = Kalender
page-kind-oparl = Ratsinformation
page-kind-facebook = Facebook
page-kind-instagram = Instagram
page-kind-threads = Threads
page-kind-youtube = YouTube
page-kind-telegram = Telegram
page-kind-bluesky = Bluesky
page-kind-mastodon = Mastodon
page-kind-cap = Warnmeldungen
page-kind-linkedin = LinkedIn
page-kind-tiktok = TikTok
page-kind-x = X
page-kind-mail = E-Mail

page-handle = Adresse im Fediverse:
page-profile-what = Offizielles Konto: { $town }. Sie können ihm mit jedem Konto im Fediverse folgen.
page-follow-box = Auf dem Laufenden bleiben
page-follow-box-text = Ohne Anmeldung, ohne Cookies, ohne persönliche Daten.
page-follow-all = Alle Wege
page-feed = Nachrichten-Abo (RSS)

page-follow-title = Auf dem Laufenden bleiben
page-follow-lead = Suchen Sie sich aus, was zu Ihnen passt. Für keinen Weg brauchen Sie hier ein Konto.
page-follow-bookmark = Lesezeichen
page-follow-bookmark-1 = Speichern Sie die Startseite als Lesezeichen. Dort steht immer das Neueste oben.
page-follow-feed = Nachrichten-Abo
page-follow-feed-1 = Ein Leseprogramm holt neue Beiträge von selbst. Kopieren Sie eine dieser Adressen in Ihr Programm. Jeder Kanal hat zusätzlich ein eigenes Abo.
page-follow-fediverse = Fediverse
page-follow-fediverse-1 = Das Fediverse ist ein Netz aus vielen Servern, zum Beispiel Mastodon. Mit einem Konto auf einem dieser Server können Sie uns folgen:
page-follow-fediverse-2 = Ihr Server erhält dann jeden neuen Beitrag. Was gespeichert wird, steht unter „Datenschutz“.
page-follow-step-1 = Kopieren Sie die Adresse.
page-follow-step-2 = Fügen Sie sie auf Ihrem Server in das Suchfeld ein.
page-follow-step-3 = Wählen Sie „Folgen“.

page-contact = Kontakt
page-website = Internetseite
page-no-bekanntmachung = Amtliche Bekanntmachungen
page-no-bekanntmachung-1 = Diese Seite ersetzt keine öffentliche Bekanntmachung. Maßgeblich ist die Stelle, die in der Satzung genannt ist.

page-privacy-lead = Sie können alles auf dieser Seite lesen, ohne etwas über sich preiszugeben.
page-privacy-readers = Wenn Sie hier lesen
page-privacy-readers-1 = Diese Seite setzt keine Cookies und speichert nichts auf Ihrem Gerät. Es gibt keine Zählung von Besuchen, keine Werbung und kein Skript.
page-privacy-readers-2 = Schriften, Bilder und alles andere kommen von diesem Server. Beim Lesen nimmt Ihr Browser zu keinem anderen Server Verbindung auf.
page-privacy-readers-3 = Die Anwendung schreibt kein Protokoll über Zugriffe und speichert keine IP-Adressen. Damit Seiten zu Ihnen gelangen, verarbeitet die Technik im Rechenzentrum Ihre IP-Adresse. Ob dort Protokolle entstehen, erfahren Sie bei der unten genannten Stelle.
page-privacy-posts = Was hier veröffentlicht wird
page-privacy-posts-1 = Wir zeigen eigene Beiträge aus unseren Kanälen. Text und Bilder holt unser Server dort ab und speichert sie selbst.
page-privacy-posts-2 = Löschen wir einen Beitrag im Kanal, verschwindet er auch hier. Sind Sie auf einem Bild zu sehen und möchten das nicht? Schreiben Sie uns.
page-privacy-fediverse = Wenn Sie uns im Fediverse folgen
page-privacy-fediverse-1 = Neue Beiträge gehen an die Server unserer Abonnentinnen und Abonnenten. Dort werden sie gespeichert und weiterverbreitet. Für diese Server sind deren Betreiber verantwortlich.
page-privacy-fediverse-2 = Dafür speichern wir die öffentliche Adresse Ihres Kontos, die Zustelladresse Ihres Servers und seit wann Sie folgen. Die Liste der Konten zeigen wir nicht öffentlich, nur ihre Anzahl.
page-privacy-fediverse-3 = Folgen Sie uns nicht mehr, stellen wir Ihnen nichts mehr zu. Wann Sie gefolgt sind, merken wir uns, damit spätere Löschungen auch Ihren Server erreichen.
page-privacy-fediverse-4 = Löschen oder ändern wir einen Beitrag, teilen wir das den Servern mit. Ob sie es befolgen, können wir nicht erzwingen.
page-privacy-leaving = Wenn Sie diese Seite verlassen
page-privacy-leaving-1 = Verweise auf das Original führen zu anderen Anbietern. Das steht jeweils dabei. Dort gilt deren Datenschutz; es können Cookies gesetzt werden.
page-privacy-basis = Rechtsgrundlage
page-privacy-basis-1 = Wir informieren die Öffentlichkeit im Rahmen unserer Aufgaben (Artikel 6 Absatz 1 Buchstabe e DSGVO in Verbindung mit dem Landesrecht).
page-privacy-rights = Ihre Rechte
page-privacy-rights-1 = Sie können Auskunft, Berichtigung, Löschung und Einschränkung verlangen und der Verarbeitung widersprechen.
page-privacy-rights-2 = Sie können sich bei der Datenschutz-Aufsicht Ihres Landes beschweren.
page-privacy-controller = Verantwortlich
page-privacy-officer = Datenschutzbeauftragte Person

page-accessibility-title = Erklärung zur Barrierefreiheit
page-accessibility-lead = Diese Erklärung ist ein Entwurf. Eine Prüfung durch Fachleute steht noch aus.
page-accessibility-state = Stand
page-accessibility-state-1 = Wir möchten, dass alle diese Seite nutzen können. Ziel ist die europäische Norm EN 301 549.
page-accessibility-state-2 = Die Seite funktioniert ohne Skript, mit der Tastatur, mit Vorleseprogrammen und stark vergrößert. Helle und dunkle Darstellung folgen Ihrem Gerät.
page-accessibility-gaps = Was noch fehlt
page-accessibility-gaps-1 = Manche Bilder haben noch keine Beschreibung; das steht dann am Bild. Inhalte in Leichter Sprache und in Gebärdensprache gibt es hier noch nicht.
page-accessibility-report = Barriere melden
page-accessibility-report-1 = Ist Ihnen etwas im Weg? Sagen Sie uns bitte Bescheid:

page-how-lead = Hier steht, was { $town } an vielen Stellen mitteilt: auf einer Seite, für alle lesbar.
page-how-order = Neueste zuerst
page-how-order-1 = Die Reihenfolge ist die Zeit. Kein Algorithmus wählt aus, nichts wird nach oben geschoben, nichts versteckt.
page-how-origin = Woher die Beiträge kommen
page-how-origin-1 = Ein Programm fragt regelmäßig unsere eigenen Kanäle ab und übernimmt neue Beiträge. Änderungen und Löschungen übernimmt es auch.
page-how-not = Was wir nicht tun
page-how-not-1 = Wir setzen keine Cookies, zählen keine Besuche und binden nichts von anderen Servern ein.
page-how-not-2 = Wer hier liest, hinterlässt bei uns nichts. Mehr dazu steht unter „Datenschutz“.
page-how-comments = Warum es keine Kommentare gibt
page-how-comments-1 = Diese Seite informiert. Mit Ihrem Anliegen erreichen Sie uns auf den Wegen im Impressum.
page-how-software = Die Technik
page-how-software-1 = Diese Seite läuft mit der freien Software „Ausrufer“, Version { $version }. Sie steht unter der Lizenz AGPL 3.0 oder neuer. Alle dürfen sie ansehen, nutzen und verbessern.

page-missing = Diese Seite gibt es nicht
page-missing-text = Vielleicht ist die Adresse nicht vollständig.
page-hidden = Nicht verfügbar
page-hidden-text = Dieser Beitrag ist im Moment nicht verfügbar.
page-gone = Beitrag gelöscht
page-gone-text = Dieser Beitrag wurde am { $at } gelöscht.
page-gone-text-undated = Dieser Beitrag wurde gelöscht.
page-draft = Noch nicht veröffentlicht
page-draft-text = Diese Seite ist noch nicht veröffentlicht.
page-unavailable = Gleich wieder da
page-unavailable-text = Die Seite kann gerade nicht angezeigt werden. Bitte versuchen Sie es in einer Minute noch einmal.
page-misdirected = Unter dieser Adresse gibt es hier keine Seite.
page-method = Das ist an dieser Stelle nicht vorgesehen.
page-address-long = Diese Adresse ist zu lang.
page-form = In dieser Form gibt es das hier nicht.
page-table = Tabelle
page-only-picture = Text nur im Bild.
page-lead-delay = { $count ->
    [one] Was sich dort ändert, steht spätestens nach einer Minute hier.
   *[other] Was sich dort ändert, steht spätestens nach { $count } Minuten hier.
 }
door-login = Anmeldung angekommen
door-login-text = Kopieren Sie diese Zeile und fügen Sie sie dort ein, wo Sie die Anmeldung begonnen haben. Sie gilt zehn Minuten und nur einmal.
door-login-denied = Die Plattform hat die Anmeldung nicht bestätigt
door-login-denied-text = Fügen Sie diese Zeile dort ein, wo Sie die Anmeldung begonnen haben, oder beginnen Sie dort von vorn.
door-login-nothing = Hier ist nichts angekommen
door-login-nothing-text = Auf diese Seite kommen Sie, nachdem Sie sich bei einer Plattform angemeldet haben. Beginnen Sie die Anmeldung von vorn.
door-deletion = Löschung von Daten aus Facebook, Instagram und Threads
door-deletion-how = Wer sich bei Meta für die App dieses Ortes angemeldet hat, kann das jederzeit zurücknehmen: bei Facebook unter „Einstellungen, Apps und Websites“. Meta sagt uns dann Bescheid, und wir löschen sofort. Sie können sich auch an die Stelle wenden, die unter „Datenschutz“ steht.
door-deletion-what = Gespeichert ist von Ihnen nur die Anmeldung, mit der die eigenen Beiträge des Ortes gelesen werden. Die Beiträge selbst gehören dem Ort und bleiben.
door-deletion-done = Ihre Bitte ist am { $at } angekommen und ausgeführt. { $count ->
    [0] Eine Anmeldung von Ihnen war hier nicht gespeichert.
    [one] Eine Anmeldung wurde gelöscht.
   *[other] { $count } Anmeldungen wurden gelöscht.
} Ihr Zeichen:
door-deletion-unknown = Zu diesem Zeichen ist nichts bekannt. Nach einem Jahr vergessen wir es.
page-veil = Bilder mit Inhaltswarnung: zum Ansehen öffnen
page-warning = Inhaltswarnung: { $words }
