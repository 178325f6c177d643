condition-running = Läuft
condition-throttled = Gedrosselt
condition-failing = Gestört
condition-waits-for-person = Wartet auf eine Person
condition-paused = Pausiert
condition-retired = Eingestellt
cause-held = Viele Beiträge haben sich auf einmal geändert oder sind verschwunden.
remedy-held = Sehen Sie nach und entscheiden Sie: ausrufer held list
remedy-rate-limited = Abwarten: Es geht von selbst weiter.
remedy-auth-dead = Verbinden Sie den Kanal neu: ausrufer source connect
remedy-login-missing = Melden Sie sich bei der Plattform an („ausrufer source connect“), oder geben Sie die Zugangsdaten mit --credential-file an; das Handbuch zur Plattform (docs/handbuch/quellen) sagt, woher sie kommen.
remedy-quota-used = Abwarten: Es geht von selbst weiter, sobald die Plattform wieder etwas erlaubt.
remedy-money-spent = Abwarten: Am Ersten des nächsten Monats geht es von selbst weiter. Soll es früher weitergehen, erlauben Sie mehr, zum Beispiel: ausrufer source set KANAL monthly_cap=10
remedy-terms-unconfirmed = Lassen Sie die Bedingungen prüfen. Erlauben sie es, nennen Sie, wer das verantwortet: --set terms_allowed_by="Rechtsamt, Frau Beispiel"
remedy-permission-missing = Bitten Sie die Betreuung der Website, den Abruf durch „Ausrufer“ zu erlauben.
remedy-version-sunset = Aktualisieren Sie Ausrufer.
remedy-transient = Abwarten. Dauert es an, fragen Sie bei der Betreuung der Website nach.
remedy-gone = Tragen Sie die neue Adresse ein, oder stellen Sie den Kanal ein.
remedy-ask-website = Fragen Sie bei der Betreuung der Website nach.
remedy-check-address = Prüfen Sie die Adresse.
remedy-feed-address = Tragen Sie die Adresse des Nachrichten-Abos ein.
remedy-too-large = Bitten Sie die Betreuung der Website um ein kürzeres, zum Beispiel mit den neuesten 50 Beiträgen.
remedy-empty-list = Sehen Sie auf der Website nach, ob dort noch Beiträge erscheinen.
remedy-reader-failed = Melden Sie das den Entwicklerinnen und Entwicklern von Ausrufer.
remedy-settings-wrong = Prüfen Sie die Angaben mit --set: Möglich sind item, link, title, date, teaser, image, body, next und sitemap, jeweils mit einem CSS-Selektor (bei sitemap mit einer Adresse).
remedy-nothing-listed = Nennen Sie die Seite, auf der die Meldungen aufgelistet sind, oder sagen Sie mit --set item=SELEKTOR, wo auf der Seite eine Meldung steht (zum Beispiel --set item="li.news"). Ihre Agentur weiß das.
remedy-layout-changed = Sehen Sie sich die Seite an. Ist sie neu gestaltet, legen Sie den Kanal mit einem passenden --set item=SELEKTOR neu an. Ihre Agentur weiß das.
remedy-robots-refuse = Bitten Sie die Betreuung der Website, in robots.txt „User-agent: Ausrufer“ zuzulassen.
remedy-redirect = Öffnen Sie die Adresse im Browser, und tragen Sie die ein, bei der Sie ankommen.
remedy-address-refused = Ist es die eigene Website im internen Netz, trägt die technische Betreuung das Netz unter egress.allow ein.
remedy-address-unreadable = Legen Sie den Kanal mit der richtigen Adresse neu an.
remedy-not-connected = Vielleicht kann es eine neuere Version. Ein Kanal, den es hier schon gibt, lässt sich bis dahin pausieren.
remedy-read-elsewhere = Bitte das andere Programm abschalten oder für Ausrufer einen eigenen Zugang anlegen.
remedy-login-other = Verbinden Sie den Kanal neu, und melden Sie sich dabei mit dem Konto an, zu dem er gehört: ausrufer source connect. Für das andere Konto legen Sie einen eigenen Kanal an.
remedy-egress = Die technische Betreuung prüft die Angaben unter egress.
remedy-unreadable = Fragen Sie bei der Betreuung der Website nach. Alle anderen Beiträge erscheinen wie gewohnt.
remedy-no-success = Prüfen Sie, ob der Server läuft und ins Internet kommt: ausrufer doctor
alarm-failing = Störung
alarm-held = Änderungen angehalten
alarm-unreadable = Unlesbare Einträge
alarm-no-success = Seit einem Tag kein erfolgreicher Abruf
mail-greeting = Guten Tag,
mail-alarm-intro = zu den Kanälen von { $town } gibt es Neues:
mail-alarm-new = NEU
mail-alarm-lasts = BESTEHT WEITER
mail-alarm-over = VORBEI
mail-alarm-since = { $what }, seit { $since }.
mail-alarm-is-over = { $what }: vorbei, seit { $since }. Der Kanal ist jetzt: { $state }.
mail-cause = Ursache: { $cause }
mail-remedy = Was tun: { $remedy }
mail-last-success = Letzter erfolgreicher Abruf: { $at }
mail-next-try = Nächster Versuch: { $at }
mail-unreadable = Unlesbar in den letzten 24 Stunden: { $count }
mail-alarm-more = Wie es allen Kanälen geht, zeigt: ausrufer source list --town { $host }
mail-sent-by = Diese Nachricht schickt Ausrufer für { $host } von selbst, zur selben Sache höchstens einmal am Tag.
mail-alarm-subject = { $town }: { $count ->
    [one] ein Kanal braucht Sie
   *[other] { $count } Kanäle brauchen Sie
 }
mail-alarm-subject-over = { $town }: Kanäle wieder in Ordnung
login-ends = Die Anmeldung endet am { $at }: { $days ->
    [one] höchstens noch ein Tag
   *[other] höchstens noch { $days } Tage
}.
login-ended = Die Anmeldung ist abgelaufen, am { $at }. Neues erscheint nicht mehr; was da ist, bleibt stehen.
login-refused = Die Plattform lehnt die Anmeldung ab, seit { $at }. Neues erscheint nicht mehr; was da ist, bleibt stehen.
login-renewal-refused = Die Plattform verlängert die Anmeldung nicht mehr, seit { $at }.
login-renewal-lost = Beim Verlängern ist die Anmeldung verloren gegangen, am { $at }.
login-rights-missing = Der Anmeldung fehlen Rechte, seit { $at }: { $rights }.
login-version-ends = Diese Fassung von Ausrufer liest { $platform } auf eine Weise, die es dort nur bis { $at } gibt. Danach erscheint von dort nichts Neues mehr; was da ist, bleibt stehen.
remedy-login = Anmeldung neu verbinden: ausrufer source connect { $channel }
remedy-login-unused = Kein Kanal benutzt sie. Geben Sie sie zurück: ausrufer source disconnect
remedy-login-version = Aktualisieren Sie Ausrufer bis dahin. Haben Sie für den Kanal selbst eine Fassung gewählt, nennen Sie eine neuere: ausrufer source set KANAL version=JJJJMM
mail-login-intro = bei den Anmeldungen von { $town } an Plattformen ist etwas zu tun:
mail-login-channels = Kanäle: { $channels }
mail-login-people = Zuständig: { $people }
mail-login-more = Wann welche Anmeldung endet, zeigt: ausrufer source logins --town { $host }
mail-login-sent-by = Diese Nachricht schickt Ausrufer für { $host } von selbst, zur selben Sache nur einmal.
mail-login-subject = { $town }: { $count ->
    [one] eine Anmeldung braucht Sie
   *[other] { $count } Anmeldungen brauchen Sie
 }
