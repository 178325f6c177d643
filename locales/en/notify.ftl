condition-running = Running
condition-throttled = Throttled
condition-failing = Failing
condition-waits-for-person = Waits for a person
condition-paused = Paused
condition-retired = Discontinued
cause-held = Many posts changed or vanished at once.
remedy-held = Look and decide: ausrufer held list
remedy-rate-limited = Wait: it goes on by itself.
remedy-auth-dead = Connect the channel again: ausrufer source connect
remedy-login-missing = Log in at the platform (“ausrufer source connect”), or give the login with --credential-file; the handbook of the platform (docs/handbuch/quellen) says where it comes from.
remedy-quota-used = Wait: it goes on by itself as soon as the platform allows something again.
remedy-money-spent = Wait: it goes on by itself on the first of next month. To go on sooner, allow more, for example: ausrufer source set CHANNEL monthly_cap=10
remedy-terms-unconfirmed = Have the terms checked. If they allow it, name who answers for that: --set terms_allowed_by="Legal office, Ms Example"
remedy-permission-missing = Ask those who look after the website to let “Ausrufer” read it.
remedy-version-sunset = Update Ausrufer.
remedy-transient = Wait. If it lasts, ask those who look after the website.
remedy-gone = Enter the new address, or discontinue the channel.
remedy-ask-website = Ask those who look after the website.
remedy-check-address = Check the address.
remedy-feed-address = Enter the address of the news feed.
remedy-too-large = Ask those who look after the website for a shorter one, for example with the newest 50 posts.
remedy-empty-list = Look whether posts still appear on the website.
remedy-reader-failed = Report this to the developers of Ausrufer.
remedy-settings-wrong = Check what you gave with --set: item, link, title, date, teaser, image, body, next and sitemap are possible, each with a CSS selector (sitemap with an address).
remedy-nothing-listed = Name the page that lists the news, or say with --set item=SELECTOR where on the page an entry stands (for example --set item="li.news"). Your web agency knows.
remedy-layout-changed = Look at the page. If it was redesigned, add the channel anew with a fitting --set item=SELECTOR. Your web agency knows.
remedy-robots-refuse = Ask those who run the website to allow "User-agent: Ausrufer" in robots.txt.
remedy-redirect = Open the address in a browser and enter the one where you arrive.
remedy-address-refused = If it is your own website in an internal network, the operator adds the network under egress.allow.
remedy-address-unreadable = Add the channel anew with the right address.
remedy-not-connected = A newer version may be able to. A channel that is here already can be paused until then.
remedy-read-elsewhere = Please switch the other program off, or create a login of its own for Ausrufer.
remedy-login-other = Connect the channel again, and log in with the account it belongs to: ausrufer source connect. For the other account add a channel of its own.
remedy-egress = The operator checks the settings under egress.
remedy-unreadable = Ask those who look after the website. All other posts appear as usual.
remedy-no-success = Check that the server runs and reaches the internet: ausrufer doctor
alarm-failing = Trouble
alarm-held = Changes held
alarm-unreadable = Unreadable entries
alarm-no-success = Not read well for a day
mail-greeting = Good day,
mail-alarm-intro = there is news about the channels of { $town }:
mail-alarm-new = NEW
mail-alarm-lasts = STILL THERE
mail-alarm-over = OVER
mail-alarm-since = { $what }, since { $since }.
mail-alarm-is-over = { $what }: over since { $since }. The channel is now: { $state }.
mail-cause = Cause: { $cause }
mail-remedy = What to do: { $remedy }
mail-last-success = Last read well: { $at }
mail-next-try = Next try: { $at }
mail-unreadable = Unreadable in the last 24 hours: { $count }
mail-alarm-more = How all channels are doing is shown by: ausrufer source list --town { $host }
mail-sent-by = This message is sent by Ausrufer for { $host } by itself, about the same thing at most once a day.
mail-alarm-subject = { $town }: { $count ->
    [one] one channel needs you
   *[other] { $count } channels need you
 }
mail-alarm-subject-over = { $town }: channels are well again
login-ends = The login ends at { $at }: { $days ->
    [one] one day at most
   *[other] { $days } days at most
}.
login-ended = The login has expired, at { $at }. Nothing new appears; what is there stays.
login-refused = The platform refuses the login since { $at }. Nothing new appears; what is there stays.
login-renewal-refused = The platform does not renew the login any more, since { $at }.
login-renewal-lost = The login got lost while it was renewed, at { $at }.
login-rights-missing = The login lacks rights, since { $at }: { $rights }.
login-version-ends = This version of Ausrufer reads { $platform } in a way that exists there only until { $at }. Afterwards nothing new appears from there; what is there stays.
remedy-login = Connect it anew: ausrufer source connect { $channel }
remedy-login-unused = No channel uses it. Give it back: ausrufer source disconnect
remedy-login-version = Update Ausrufer before then. If you chose a version for the channel yourself, name a newer one: ausrufer source set CHANNEL version=YYYYMM
mail-login-intro = there is something to do about logins of { $town } at platforms:
mail-login-channels = Channels: { $channels }
mail-login-people = Who looks after it: { $people }
mail-login-more = When which login ends: ausrufer source logins --town { $host }
mail-login-sent-by = Ausrufer sends this for { $host } by itself, about the same thing only once.
mail-login-subject = { $town }: { $count ->
    [one] a login needs you
   *[other] { $count } logins need you
 }
