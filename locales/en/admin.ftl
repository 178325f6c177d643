refused-no-town = There is no town with the address “{ $host }” here. There are: { $known }. Add it with “ausrufer town add”.
refused-no-name = The town's name is missing. Give it with --name, for example --name "Stadt Musterbach".
refused-host = “{ $host }” is not the address of a server. Give only the name, for example stage.musterbach.de.
refused-host-taken = The address “{ $host }” belongs to a town already. Choose another, or change the one there with “ausrufer town set”.
refused-host-is-handle = The address “{ $host }” stands behind the @ of the accounts of { $owner } already and so is taken. Choose another, for example stage.{ $host }.
refused-host-loopback = The development switch (development.loopback) is on. Then only localhost, *.localhost, *.test and 127.x are allowed, not “{ $host }”. Switch it off for real towns.
refused-host-public = “{ $host }” cannot be reached from outside. Give a public address without a port, for example stage.musterbach.de. To try things on this machine, set development.loopback = true.
refused-setting = There is no setting “{ $key }”. There are: { $known }.
refused-setting-empty = The setting “{ $key }” must not be empty.
refused-setting-value = “{ $value }” does not fit the setting “{ $key }”: { $detail }
refused-color = “{ $value }” is not a colour. Give it as #rrggbb, for example #0b4f6c.
refused-timezone = “{ $value }” is not a time zone. Give for example Europe/Berlin.
refused-address = “{ $value }” is not a web address ({ $key }). It must begin with https:// or http://.
refused-publish = The town cannot be published yet. Missing: { $missing }. Give both: ausrufer town set --town { $host } imprint=@impressum.txt contact="name, telephone, mail"
missing-imprint = the Impressum (legal notice)
missing-contact = the contact person
refused-username = “{ $name }” cannot be a name in the Fediverse. Allowed are 1 to 30 of a–z, 0–9 and _, beginning with a letter.
refused-username-reserved = The server needs “{ $name }” for itself. Choose another name, for example rathaus.
refused-username-taken = The account “@{ $name }” exists already, or was deleted. A name is never given twice; choose another. The accounts are shown by: ausrufer actor list
refused-handle-domain = “{ $domain }” is not a domain. Give only the name, for example musterbach.de.
refused-handle-domain-taken = The domain { $domain } belongs to the town { $owner } on this server already. Choose another, or leave out --handle-domain; then the town's address stands behind the @.
refused-kind = The platform “{ $kind }” is not connected yet. Connected are websites, news feeds, calendars, council systems, official warnings, Facebook, Instagram, Threads, YouTube, Telegram, Bluesky and Mastodon.
refused-source-address = “{ $address }” is not an address. Give a web address, for example https://www.musterbach.de/aktuelles.
refused-no-feed = At { $address } there is no news feed (RSS, Atom, JSON) to be found, nor can a list of news be recognised for certain. Ask your agency for the feed's address, or name the page with the news and where on it an entry stands: ausrufer source add html:{ $address } --set item="li.news"
refused-unreachable = { $address } cannot be read. { $reason } { $remedy } If the website is only away for the moment, give feed:{ $address }.
refused-account = { $address } cannot be read. { $reason } { $remedy }
refused-channel-setting = This kind of channel has no setting “{ $why }”, or its value cannot be used.
refused-login-empty = The credential file is empty. Put the platform's access token into it.
refused-login-file = The credential file cannot be read (line and column { $place }). It may hold the access token alone, or JSON; docs/OPERATIONS.md names its fields under “Logins at platforms”.
refused-own-host = { $host } is a page of this server. A channel that mirrors itself says everything again and again.
refused-source-known = { $address } is mirrored already. The channels are shown by: ausrufer source list
refused-bot-taken = The channel “{ $name }” reads this bot already. Two channels at one bot take each other's messages away: make a bot of its own for each channel with @BotFather in Telegram.
actor-summary = Official account: { $town }. The public posts of our own channels appear here by themselves.
did-town-added = Town added: { $name }
did-town-changed = Town changed: { $name }
did-town-published = Town published: { $name }
did-actor-added = Account added: @{ $name }
did-source-added = Channel added: { $name }
source-waiting = Waits for its first look
source-running = Running · last look { $last }
source-failing = Failing since { $since }: { $cause } Next try: { $next }.
source-paused = Paused
source-retired = Discontinued on { $since }
source-removed = Removed
cause-rate-limited = The website asks us to pause.
cause-auth-dead = The login has expired.
cause-login-missing = The platform wants a login, and none was given yet.
cause-quota-used = What the platform allows for this time is used up.
cause-money-spent = What reading this platform may cost in a month is spent. The posts here stay.
cause-terms-unconfirmed = Nobody has recorded yet that the platform's terms allow mirroring; until then nothing is read.
cause-permission-missing = The website does not let us read this address.
cause-version-sunset = The platform has switched off this interface.
cause-transient = The website does not answer.
cause-gone = The website says that this address is gone.
cause-malformed = The answer is not a readable news feed.
cause-not-a-calendar = There is no readable calendar at this address.
refused-no-post = There is no post “{ $address }” at { $host }. Copy the address from the browser or from “ausrufer post list”.
refused-same-post = That is the same post twice. Give the addresses of two posts.
refused-post-gone = This post is withdrawn and does not return.
refused-post-summary = This post sums up others. Take one of those.
refused-one-item = This post stands in one channel only. There is nothing to split.
refused-no-such-share = The post does not stand in that channel. “ausrufer post list --json” shows which under “channels”.
refused-kept-back = One of the two posts comes from a channel that followers are told nothing of (deliver=no). Joined, it would be passed on with the other.
source-own = Your own messages; nothing is fetched here
source-throttled = Throttled since { $since }: { $cause } Next try: { $next }.
source-waits-for-person = Waits for a person since { $since }: { $cause }
refused-rule = There is no rule “{ $key }” here. Did you mean “{ $suggestion }”? Possible are: { $known }.
refused-rule-unknown = There is no rule “{ $key }” here. Possible are: { $known }.
refused-rule-word = “{ $value }” cannot stand in { $key }. A word needs at least one letter, and the asterisk stands at its beginning or end, for example *sperrung*.
refused-rule-hashtag = “{ $value }” is not a hashtag ({ $key }). Give one word without blanks, for example #intern.
refused-rule-kind = There is no kind “{ $value }” ({ $key }). Possible are: note, article, photo, album, video, reel, story, link, event, poll, warning, repost_link.
refused-rule-age = “{ $value }” is not an age ({ $key }). Give hours or days, for example 36h or 7d.
refused-rule-yes = “{ $value }” does not fit { $key }. Give yes or no.
refused-rule-name = “{ $value }” has no name ({ $key }). Write for example Verkehr:*sperrung*,#verkehr.
refused-rule-class = “{ $value }” does not fit { $key }. Possible are: official (own channel), municipal (municipal enterprise), third_party (third parties).
refused-rules-value = The value in line { $line } does not fit. Rules stand in a file like this: without_words = ["*fest"], max_age = "7d", approval = true; topics, districts and senders as [[topic]] with name and when.
rule-only-words = Only posts that contain one of: { $list }.
rule-without-words = No posts that contain one of: { $list }.
rule-only-hashtags = Only posts with one of these hashtags: { $list }.
rule-without-hashtags = No posts with one of these hashtags: { $list }.
rule-only-kinds = Only posts of this kind: { $list }.
rule-without-kinds = No posts of this kind: { $list }.
rule-max-age = No posts that are { $age } old when they are fetched.
rule-opt-out = With one of these hashtags a post stays out: { $list }.
rule-opt-out-none = No hashtag keeps a post out.
rule-approval-yes = Every new post waits for approval.
rule-approval-no = New posts appear without approval.
rule-third-parties-yes = Channels of third parties (clubs, companies, press) are taken over, but not spread by the town’s account.
rule-third-parties-no = Channels of third parties (clubs, companies, press) are not taken over.
rule-topic = Topic “{ $name }” if one of these occurs: { $list }.
rule-topic-always = Topic “{ $name }” for all posts.
rule-district = District “{ $name }” if one of these occurs: { $list }.
rule-district-always = District “{ $name }” for all posts.
rule-sender = Sender “{ $name }” if one of these occurs: { $list }.
rule-sender-always = Sender “{ $name }” for all posts.
class-official = The town’s own channel.
class-municipal = Channel of a municipal enterprise.
class-third-party = Channel of a third party (club, company, press).
reason-of-town = The town’s rule: { $reason }
reason-of-source = The channel’s rule: { $reason }
reason-opt-out = The hashtag #{ $tag } keeps the post out.
reason-third-party = The channel belongs to a third party.
reason-only-words = None of the required words is in it.
reason-without-word = “{ $word }” is in it.
reason-only-hashtags = It has none of the required hashtags.
reason-without-hashtag = The hashtag #{ $tag } is in it.
reason-kind = This kind is not taken over ({ $kind }).
reason-too-old = { $age } old or older when it was fetched.
reason-approval = Waits for approval.
reason-two-people = Waits for a second person to confirm it.
reason-rejected = Turned down.
kind-note = short message
kind-article = article
kind-photo = photo
kind-album = album
kind-video = video
kind-reel = short video
kind-story = story
kind-link = link
kind-event = event
kind-poll = poll
kind-warning = warning
kind-repost-link = shared from others
age-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
age-days = { $count ->
    [one] one day
   *[other] { $count } days
}
refused-no-town-yet = There is no town yet. Add one: ausrufer town add --help
refused-which-town = There are several towns, please give --town HOST ({ $known }).
refused-setting-near = There is no setting “{ $key }”. Did you mean “{ $suggestion }”? There are: { $known }.
refused-language = “{ $value }” is not a language. Give its code, for example de, en or nds.
refused-arms = There is no picture “{ $value }” for the arms here. Give a picture that the town shows already: the 32 characters after /medien/ in its address.
refused-publish-imprint = The town cannot be published yet. Missing: { $missing }. Give it: ausrufer town set --town { $host } imprint=@impressum.txt
refused-publish-contact = The town cannot be published yet. Missing: { $missing }. Give it: ausrufer town set --town { $host } contact="name, telephone, mail"
refused-plan-syntax = Line { $line } is not valid TOML. Texts stand in quotes, sections in square brackets; each name may stand only once.
refused-plan-missing = “{ $key }” is missing.
refused-plan-value = The value in line { $line } does not fit. Texts stand in quotes, numbers and true or false without.
admin-no-key = The keys for the account could not be made. Try again.
source-next-soon = shortly
cause-server-trouble = The website has trouble.
cause-name-unknown = The name of the website does not exist in the internet (any more).
cause-tls = No secure connection can be made; most often the website's certificate has expired.
cause-timed-out = The website answers too slowly.
cause-busy = Much is being fetched from this website already.
cause-broken-off = The connection to the website broke off.
cause-too-large = The news feed is too large.
cause-empty-answer = The website answers, but with nothing.
cause-empty-list = The news feed is empty: it lists not a single post. The posts here stay.
cause-reader-failed = The news feed could not be processed.
cause-not-found = There is nothing at this address (any more).
cause-no-document = The website gives no news feed at this address.
cause-web-page = There is a web page at this address, not a news feed.
cause-sitemap = There is a list for search engines at this address, not a news feed.
cause-settings-wrong = A setting of this channel cannot be used.
cause-nothing-listed = No list of news can be recognised for certain on this page.
cause-layout-changed = The page is built differently now: no news can be recognised on it any more. The posts here stay.
cause-robots-refuse = The website asks in its robots.txt that this page is not read by machines.
cause-redirect = The website redirects to an address that may not be fetched, or in a circle.
cause-address-refused = This address is not on the public internet or uses an unusual port; it is not fetched.
cause-address-unreadable = The channel's address cannot be read.
cause-not-connected = This version of Ausrufer cannot read this platform yet.
cause-read-elsewhere = Another program already reads with this login; the platform does not allow two at once.
cause-login-other = The login belongs to another account than this channel. Nothing is read there; the posts here stay.
cause-egress = The server may not or cannot reach the internet.
aside-future = { $count ->
    [one] One entry is dated in the future and does not appear. Please correct the date on the website.
   *[other] { $count } entries are dated in the future and do not appear. Please correct the date on the website.
}
aside-cut = { $count ->
    [one] One entry arrived incomplete and does not appear. If this happens often, please ask those who look after the website.
   *[other] { $count } entries arrived incomplete and do not appear. If this happens often, please ask those who look after the website.
}
aside-twice = { $count ->
    [one] One entry has the same id as another and does not appear. Please ask those who look after the website.
   *[other] { $count } entries have the same id as others and do not appear. Please ask those who look after the website.
}
aside-empty = { $count ->
    [one] One entry is without title, text, picture and link and does not appear. Please complete it on the website.
   *[other] { $count } entries are without title, text, picture and link and do not appear. Please complete them on the website.
}
aside-no-entry = { $count ->
    [one] One piece of the news feed is not an entry. Please ask those who look after the website.
   *[other] { $count } pieces of the news feed are not entries. Please ask those who look after the website.
}
aside-no-date = { $count ->
    [one] One event has no readable date and does not appear. Please complete it in the calendar.
   *[other] { $count } events have no readable date and do not appear. Please complete them in the calendar.
}
aside-private = { $count ->
    [one] One event is marked in the calendar as not public and does not appear.
   *[other] { $count } events are marked in the calendar as not public and do not appear.
}
aside-too-many = { $count ->
   *[other] The news feed is very long; only the first 2000 entries are read. Please ask those who look after the website for a shorter one.
}
aside-not-ours = { $count ->
    [one] One entry is not a public post of the account and is not shown.
   *[other] { $count } entries are not public posts of the account and are not shown.
}
aside-unproven = { $count ->
    [one] One e-mail claimed to be an issue of the newsletter while its sender and list are not proven; it does not appear. If it was genuine, please check the channel’s domain and list_id, and ask those who send it about the DKIM signature.
   *[other] { $count } e-mails claimed to be issues of the newsletter while their sender and list are not proven; they do not appear. If they were genuine, please check the channel’s domain and list_id, and ask those who send them about the DKIM signature.
}
aside-not-taken = { $count ->
    [one] One entry could not be stored and does not appear. Please report this to the developers of Ausrufer.
   *[other] { $count } entries could not be stored and do not appear. Please report this to the developers of Ausrufer.
}
refused-validity-order = The end must be after the beginning.
refused-backup-exists = { $file } exists already. Choose another name, or replace the file with --force.
refused-backup-nothing = There is no database here yet, so there is nothing to back up. Check storage.data_dir and storage.database_url.
refused-backup-table = This version does not know the table “{ $table }”. Back up with the version that ran last.
refused-backup-damaged = The backup { $file } is damaged or incomplete (at { $part }: { $reason }). Take another one.
refused-backup-newer = The backup { $file } was made by a newer version. Restore it with that one or a newer one.
refused-restore-database = There is something in the database already. A backup goes back into an empty one only: name a new storage.data_dir or an empty PostgreSQL database.
refused-restore-files = There is something in { $place } already. A backup goes back into an empty place only: name a new storage.data_dir (or storage.media_url).
refused-restore-no-key = The key is missing. Put secret.key at { $path }, or give it with --keys FILE (from “ausrufer keys export”). Without it the accounts cannot go on.
refused-restore-wrong-key = This key does not belong to this backup. Nothing was changed.
refused-restore-other-key = At { $path } there is another key than the one given. Take the wrong one away.
refused-restore-unfinished = A restore in { $folder } was not finished. Repeat it: ausrufer restore FILE. No server starts here before.
refused-passphrase-short = The passphrase is too short. Take at least { $least } characters, best five words.
refused-passphrase = The passphrase does not fit { $file }.
refused-keys-damaged = { $file } holds no locked key, or is damaged.
refused-export-exists = { $folder } exists already. Name a new folder.
refused-import-there = { $host } (or something with an id from there) is on this server already. Nothing was changed.
refused-import-version = The town was written by another version ({ $version }). Bring both servers to the same version and export again.
admin-no-folder = There is no folder { $folder }. Make it, or give another one.
admin-file = { $path } cannot be read or written: { $cause }
damage-missing = is missing
damage-changed = was changed
damage-rows = has another number of rows than listed
damage-columns = has other columns than listed
damage-unexpected = does not belong there
damage-unreadable = cannot be read
damage-reference = does not fit the rest
damage-large = is too large
damage-cut = is cut off
refused-title-long = The heading is too long. At most 80 characters fit.
refused-post-language = Give the language in two or three letters, for example de or en.
refused-no-such-picture = The post has no picture no. { $place }. Pictures: { $count }.
field-title = heading
field-body = text
field-lang = language
field-hashtags = hashtags
field-media = pictures and their descriptions
refused-app-file = The file with the app cannot be read (line and column { $place }). It holds: {"{"} "app_id": "…", "app_secret": "…" {"}"}
refused-login-no-app = No app at { $platform } is known yet. Register one there (docs/handbuch/quellen says how) and give its id and secret with --app-file.
refused-login-answer = This is neither the address to which the platform sent you nor the line shown there. Begin the login again and copy all of it.
refused-login-state = This answer does not belong to this login. Begin again, and use only the address that then appears.
refused-login-used = This answer was used already. Each is good once; begin the login again.
refused-login-late = The login took too long. Begin again; each step has ten minutes.
refused-login-denied = The login was broken off or refused at the platform ({ $why }). Nothing has happened.
refused-login-code = The platform does not take the answer any more: it is too old or was used already. Begin the login again.
refused-login-app = The platform does not know the app, or its secret or the address for coming back is wrong. Compare both with what the platform shows.
refused-login-rights = A right without which nothing can be read was not given. Begin again and leave everything ticked.
refused-login-platform = The platform did not complete the login. { $reason } Begin again later.
refused-login-nothing = No page and no account can be read with this login. Log in with an account that manages the page, and tick it there.
refused-login-account = “{ $account }” is not among them. There are: { $known }
refused-login-other = The channel “{ $name }” belongs to another account than “{ $other }”. Connect the right one, or add a channel of its own for the other.
refused-login-way = Nobody logs in at “{ $name }”. It is possible at: { $known }. For others give --credential-file.
refused-no-login = The channel “{ $name }” has no login.
