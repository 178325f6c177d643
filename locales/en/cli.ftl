cli-migrated = The database is up to date.
cli-config-good = The configuration is in order.
cli-town-draft = The town { $host } was added as a draft. Nobody sees it until you publish it: ausrufer town publish --town { $host }
cli-town-published = The town is published: { $address }
cli-town-deleted = { $name } is deleted.
cli-delete-sure = This deletes { $name } with all posts, pictures and accounts. If you want that, repeat the command with --yes.
cli-nothing-to-do = { $host }: nothing to change
cli-public = published
cli-draft = draft
cli-actor-added = The account { $handle } was made. Name and domain are for ever.
cli-source-added = The channel “{ $name }” was added (short name: { $source }). If the server runs, its posts appear at once.
cli-source-added-list = There is no news feed on the website, but a list of news. Ausrufer reads that page. The channel “{ $name }” is set up (short name: { $source }). See whether the right news is recognised: ausrufer source test { $source }
cli-source-found = { $count ->
    [one] The latest post there:
   *[other] The latest { $count } posts there:
}
cli-source-undated = undated
cli-source-unchecked = The address could not be read just now. { $reason } The channel was added all the same and will be tried again.
cli-source-good = “{ $name }” can be read.
cli-source-failed = The look did not work. { $reason }
cli-source-polled = { $new } new, { $edited } changed, { $held } held, { $unlisted } no longer listed, { $quarantined } set aside
cli-no-source = There is no channel “{ $source }”. There are: { $known }
cli-quarantined = { $count ->
    [one] One entry is unreadable and does not appear.
   *[other] { $count } entries are unreadable and do not appear.
}
cli-held-edits = { $count } posts changed at once. Right: ausrufer held release { $id }. A mistake there: ausrufer held reject { $id }
cli-held-withdrawals = { $count } posts vanished at once. The account was closed: ausrufer held closed { $id } (discontinue the channel, posts stay). Really withdrawn: ausrufer held release { $id }. A mistake: ausrufer held reject { $id }
cli-held-closed = “{ $name }”: { $state }. Its posts stay, it is no longer read.
cli-no-held-withdrawals = Under number { $id } no vanished posts wait for an answer. What waits is shown by: ausrufer held list
cli-held-released = Released: { $count }
cli-held-rejected = Rejected: { $count }. Nothing changes on the page.
cli-no-held = There is no held change number { $id }, or it was answered already. What waits is shown by: ausrufer held list
cli-no-peer = We do not know the server { $host }. Where something waits is shown by: ausrufer federation status
cli-peer-retry = { $host } is tried again shortly.
cli-resumed = Deliveries go out again.
cli-federation-status = { $waiting ->
    [0] No delivery waits.
    [one] One delivery waits.
   *[other] { $waiting } deliveries wait.
}
cli-federation-held = After a restore all deliveries are held. Go on with: ausrufer federation resume
cli-col-host = ADDRESS
cli-col-name = NAME
cli-col-state = STATE
cli-col-handle = ACCOUNT
cli-col-short = SHORT NAME
cli-col-address = ADDRESS
cli-col-date = DATE
cli-col-post = POST
cli-col-number = NO
cli-col-what = WHAT
cli-col-since = SINCE
cli-col-account = ACCOUNT
cli-col-platform = PLATFORM
cli-col-channels = CHANNELS
cli-col-login-ends = LOGIN
cli-col-person = PERSON
cli-col-deputy = DEPUTY
cli-login-refused = Refused by the platform since { $since }
cli-login-ended = Expired at { $at }
cli-login-ends = Good until { $at } ({ $days ->
    [0] less than a day
    [one] one more day
   *[other] { $days } more days
})
cli-login-endless = Without an end
cli-source-connected = New login for “{ $name }” ({ $source }). { $ends }.
cli-col-follower = FOLLOWER
cli-col-server = SERVER
cli-col-waiting = WAITING
cli-col-reason = REASON
doctor-database = The database answers ({ $engine }).
doctor-pictures = The storage for pictures answers.
doctor-proxy = All fetches go through a proxy. Which address stands behind a name is then the proxy's decision.
doctor-loopback = The development switch (development.loopback) is on. For real towns it must be off.
doctor-no-town = There is no town yet. Add one: ausrufer town add --help
doctor-draft = { $host } is still a draft. Publish it: ausrufer town publish --town { $host }
doctor-no-actor = { $host } has no Fediverse account yet. Make one: ausrufer actor add --town { $host } --name rathaus
doctor-no-source = { $host } has no channel yet. Add one: ausrufer source add --town { $host } ADDRESS
cli-post-added = Published: { $url }
cli-post-joined-to = This message was there already. It is now part of { $url } (“{ $title }”).
cli-post-joined = Joined. Both now stand at { $url }.
cli-post-split = Split. New posts: { $urls }
cli-post-removed = Removed: “{ $title }”. The page no longer shows it, other servers are told, and its channels cannot bring it back.
cli-post-gone-before = “{ $title }” was withdrawn before.
cli-posts-retracted = { $count ->
    [one] One post removed.
   *[other] { $count } posts removed.
 }
cli-post-empty = The post says nothing. Give --text, --title or --picture.
cli-post-picture-kind = { $file } is no picture that can be shown. JPEG, PNG, GIF and WebP work; save photos of an iPhone (HEIC) as JPEG first.
cli-post-picture-large = { $file } is too large. A picture may have { $megabytes } MB; make it smaller and try again.
cli-post-picture-pixels = { $file } has too many pixels. { $megapixels } million are allowed; make the picture smaller.
cli-post-picture-damaged = { $file } is damaged or incomplete. Copy the file from the original again.
cli-post-many-pictures = These are too many pictures. A post takes { $most }; leave the others out or make it two posts.
cli-post-long = The text has { $length } characters, a post takes { $most }. Shorten it and point to the whole with --link.
cli-post-link = “{ $address }” is no web address. Write for example https://www.musterbach.de/meldung.
cli-post-future = { $time } lies in the future. Say when it was said, or leave --at out.
cli-post-undescribed = { $count ->
    [one] One picture has no description. Whoever does not see it does not learn what it shows. Describe it with “ausrufer post edit”.
   *[other] { $count } pictures have no description. Whoever does not see them does not learn what they show. Describe them with “ausrufer post edit”.
}
cli-alts-differ = There are { $pictures } pictures (--picture) but { $alts } descriptions (--alt). Give one for each picture, in the same order; --alt "" for a picture without.
cli-held-approval = Waits for approval: “{ $title }” ({ $reason }). Let it appear: ausrufer held release { $id }. Turn it down: ausrufer held reject { $id }
cli-left-out = { $count ->
    [one] one post left out
   *[other] { $count } posts left out
}
cli-awaiting = { $count ->
    [one] one post waits for approval
   *[other] { $count } posts wait for approval
}
cli-rules-of-source = Rules for “{ $name }”:
cli-rules-of-town = Rules for all channels of { $name }:
cli-rules-none = No rules of its own.
cli-rules-changed = Changed. The rules hold for new posts from now on. To let them hold for earlier ones: { $command }
cli-rules-trial = This rule would have left out { $left } of { $total }.
cli-rules-trial-waiting = { $count ->
    [one] One more post would have waited for approval.
   *[other] { $count } more posts would have waited for approval.
}
cli-rules-trial-more = … and { $count } more
cli-rules-old-plan = Earlier posts: { $withdrawn } would be withdrawn, { $published } would appear without notice, { $asked } would wait for approval. What is withdrawn never returns under its old address. If you want that, repeat the command with --yes.
cli-rules-old-done = Earlier posts: { $withdrawn } withdrawn, { $published } published without notice, { $asked } wait for approval.
cli-rules-old-nothing = The rules change nothing about earlier posts.
cli-post-picture-removed = { $file } is a picture that was removed for good. It is not shown again.
cli-col-when = WHEN
cli-col-who = WHO
cli-audit-whole = { $host }: { $count ->
    [one] one entry, whole.
   *[other] { $count } entries, all whole.
 } Check value: { $hash }
cli-audit-missing = { $host }: entry { $n } is missing. From there on the log cannot be relied on.
cli-audit-changed = { $host }: entry { $n } is not as it was written. From there on the log cannot be relied on.
cli-audit-broken = Someone wrote to the database past the log, or it is damaged. Compare with a backup.
cli-col-last-success = LAST SUCCESS
cli-col-last-new = LAST NEW
cli-col-next = NEXT LOOK
cli-failed = This did not work. The same command with AUSRUFER_LOG=debug shows the details.
cli-io = This did not work: { $cause }
cli-unread = { $path } cannot be read: { $cause }
cli-no-plans = The folder { $path } holds no file whose name ends in .toml.
cli-no-source-yet = { $host } has no channel yet. Add one: ausrufer source add --town { $host } ADDRESS
reason-dns = The name does not exist in the internet (any more).
reason-connect = The server cannot be reached.
reason-tls = No secure connection can be made.
reason-timeout = The server answers too slowly.
reason-busy = Many deliveries go to this server already.
reason-blocked = The address is not on the public internet.
reason-wait = The server asks us to pause.
reason-status = The server has trouble (HTTP { $status }).
reason-unsigned = Our signature could not be made.
reason-disbelieved = The server does not accept our signature.
reason-moved = The inbox has moved.
reason-missing = There is no such inbox there.
reason-odd = The server's answer makes no sense.
health-slow = The server on { $address } does not answer in time.
health-away = No server runs on { $address } (server.internal_listen). Start it: ausrufer serve
health-unready = The server on { $address } runs, but is not ready. Most often its database does not answer. The reason stands at http://{ $address }/readyz.
cli-validity = “{ $title }” is valid from { $from } until { $until }.
cli-validity-none = “{ $title }”: no beginning or end is given.
cli-validity-times = Give --from or --until together with the kind.
cli-bad-time = “{ $time }” is no time. Write 2026-11-27 or 2026-11-27T18:00.
cli-backup-made = Backed up: { $file } ({ $size } kB; towns: { $towns }, posts: { $posts }, picture files: { $pictures }).
cli-backup-missing = { $count ->
    [one] One picture file was missing in the storage and is not in the backup.
   *[other] { $count } picture files were missing in the storage and are not in the backup.
}
cli-backup-no-key = The key (secret.key) is not in it. Keep it apart: ausrufer keys export FILE
cli-backup-whole = The backup { $file } of { $made } is complete and undamaged (towns: { $towns }, posts: { $posts }, picture files: { $pictures }).
cli-restored = Restored: as of { $made } (towns: { $towns }, posts: { $posts }, picture files: { $pictures }) from { $file }. Deliveries to the Fediverse are held. Start the server and check the page, then: ausrufer federation resume
cli-keys-exported = The key is in { $file }, locked with the passphrase. Keep both apart from the backups and from each other.
cli-passphrase = Passphrase:{" "}
cli-passphrase-again = Again:{" "}
cli-passphrase-differs = The two entries differ. Nothing was written.
cli-town-exported = { $name } is now in { $folder } (posts: { $posts }, followers: { $followers }), its keys locked with the passphrase. Here the town goes on. Stop this server or delete the town here before it starts elsewhere: ausrufer town delete --town { $host }
cli-town-imported = { $name } has moved in (posts: { $posts }, followers: { $followers }) from { $folder }. Let { $host } point to this server.
cli-held-doubt = “{ $title }” may be the same message as “{ $other }”. Join them: ausrufer held release { $id }. Leave them apart: ausrufer held reject { $id }
cli-held-overridden = “{ $title }”: the source changed what was written by hand here ({ $fields }). Take the source’s version: ausrufer held release { $id }. Keep yours: ausrufer held reject { $id }
cli-held-overridden-by = “{ $title }”: the source changed what was written by hand here ({ $fields }). It now says: “{ $words }”. Take the source’s version: ausrufer held release { $id }. Keep yours: ausrufer held reject { $id }
cli-post-edited = Changed: “{ $title }” ({ $url }). Everyone who has the post gets the new version. If the source changes the same parts later, you will be asked: ausrufer held list
cli-post-unedited = “{ $title }” says what its source says: { $url }
cli-post-by-hand = “{ $title }”: written by hand are { $fields }.
cli-post-reset = “{ $title }” says what its source says again: { $url }
cli-post-reset-nothing = Nothing of that was written by hand in “{ $title }”: { $url }
cli-validity-from = “{ $title }” is valid from { $from }; no end is given.
cli-validity-until = “{ $title }” is valid until { $until }.
cli-rules-own = Messages of your own are not held against rules: whoever writes them has decided already that they appear.
cli-login-open = Open this address and log in there:
cli-login-redirect = (The platform must know this address for coming back: { $redirect })
cli-login-paste = Then paste here the line or the address that you see afterwards:
cli-login-choose = What shall be read? Enter the number:
cli-login-which = There are several. Name one with --account: { $known }
cli-login-number = “{ $given }” is not among them.
cli-login-no-answer = No answer came. Nothing has happened.
cli-login-lost = Cannot be renewed since { $since }; connect it anew
cli-login-missing = Rights are missing: { $rights }
cli-source-disconnected = The login of “{ $name }” is deleted here. { $platform }{ $channels ->
    [0] {""}
    [one] {" "}The channel is paused; “source connect” takes it up again.
   *[other] {" "}{ $channels } channels are paused; “source connect” takes them up again.
}
cli-platform-revoked = The platform took it back.
cli-platform-by-hand = At the platform only the person who logged in can take it back (in the account’s settings under “Apps”).
cli-platform-shared = It stays at the platform, since another login of the town rests on it.
cli-platform-failed = The platform could not be reached or did not take it back: take it back there in the account’s settings.
cli-archive-plan = { $new ->
    [one] One post would be taken over, with its date and without anyone being notified.
   *[other] { $new } of { $found } posts would be taken over, with their dates and without anyone being notified.
}
cli-archive-done = { $new ->
    [0] Nothing new for “{ $channel }”.
    [one] One post taken over into “{ $channel }”.
   *[other] { $new } of { $found } posts taken over into “{ $channel }”.
}
cli-archive-known = { $count ->
    [one] One was there before.
   *[other] { $count } were there before.
}
cli-archive-not-ours = { $count ->
    [one] One reply or repost stays out: the words belong to others.
   *[other] { $count } replies, reposts and empty entries stay out.
}
cli-archive-aside = { $count ->
    [one] One set aside: { $reasons }.
   *[other] { $count } set aside: { $reasons }.
}
cli-archive-aside-empty = { $count } without text and picture
cli-archive-aside-future = { $count } dated in the future
cli-archive-aside-unread = { $count } unreadable
cli-archive-aside-lost = { $count } without a readable picture and without text
cli-archive-left = { $count ->
    [one] The rules left one out.
   *[other] The rules left { $count } out.
}
cli-archive-waiting = { $count ->
    [one] One waits for approval: ausrufer held list
   *[other] { $count } wait for approval: ausrufer held list
}
cli-archive-missing = { $count ->
    [one] One picture is not in the archive or cannot be shown; its text appears without it.
   *[other] { $count } pictures are not in the archive or cannot be shown; their texts appear without them.
}
cli-archive-progress = { $done } of { $all } …
cli-archive-empty = There is no post in this archive that can be taken over.
cli-archive-whose = The archive does not say to which page it belongs. Give the page's number with --account; Facebook shows it under “About → Page transparency”.
cli-setup-url = Open this address in a browser. There the first person says who they are, and gets all rights:
    { $url }
    It works once, until { $until }. Pass it on to nobody.
cli-setup-no-host = There is no town yet at whose address the admin area could be reached. Name the address of the page to be: ausrufer setup-url --host HOST
cli-staff-invited = Invitation for { $name } (login: { $login }). Open this address in a browser and choose a password:
    { $url }
    It works once, until { $until }. It can be printed; give it only to the person.
cli-staff-further = { $name } ({ $login }) has a password already. The further role counts from now on.
cli-staff-everywhere = all towns
cli-staff-waiting = invitation not accepted yet
cli-col-login = Login
cli-col-roles = Roles
cli-col-signed-in = Last signed in
cli-post-picture-undescribed = Picture { $place } has no description. This town publishes no picture without one (alt_policy = erzwingen).
cli-staff-proof-reset = The second proof of { $name } ({ $login }) is reset. A new one is set up at the next sign-in.
cli-staff-ended = { $name } ({ $login }) works here no more and is signed out everywhere.
cli-staff-left = works here no more
