page-skip = Skip to content
page-nav = Main menu
page-footer = Legal and other notes
page-home = News
page-channels = Channels
page-follow = Follow
page-imprint = Legal notice
page-privacy = Privacy
page-accessibility = Accessibility
page-how = How this page works
page-emergency = Emergency
page-authority-number = Public services
page-town-hall = Town hall
page-no-announcement = This page does not replace official public announcements.
page-announcements = Official announcements (in German)
page-software = Free software “Ausrufer” (AGPL)
page-source-code = Source code
page-language-name = English
page-arms-alt = Coat of arms: { $town }
page-description = All news from { $town } on one page. No account, no cookies.
page-time = { $time }

page-lead = Newest first. Nothing is picked by an algorithm.
page-lead-channel = All posts from this channel, newest first.
page-lead-hashtag = All posts with this hashtag, newest first.
page-lead-topic = All posts on this topic, newest first.
page-lead-district = All posts about this part of town, newest first.
page-from = from { $at }
page-older = Older posts
page-newest = To the newest
page-paging = Further pages
page-empty = There is nothing here yet.
page-to-all = To all posts
page-back = All posts
page-read-on = Read on
page-read-on-about = Read on: { $title }
page-more-pictures = { $count ->
    [one] One more picture
   *[other] { $count } more pictures
}
page-hashtags = Hashtags
page-sender = From:
page-labels = Topics and districts
page-class-municipal = Post of a municipal enterprise
page-class-third-party = Post of a third party
page-channel-municipal = Channel of a municipal enterprise
page-channel-third-party = Channel of a third party
page-edited = Changed on { $at }
page-original-at = See the original at “{ $name }”
page-originals = As the channels put it
page-own-words = In the words of “{ $name }”
page-same-words = “{ $name }”: the same words.
page-also-on = also on
page-joined = This message now stands elsewhere
holds-kind-closure = Closed to traffic
holds-kind-hours = Opening hours
holds-kind-deadline = Deadline
holds-kind-event = Event
holds-kind-warning = Warning
holds-until = Valid until { $until }
holds-over = Was valid until { $until }
holds-from = Valid from { $from }
holds-on = Valid on { $from }
holds-span = Valid from { $from }, until { $until }
holds-event = From { $from }, until { $until }
holds-event-on = On { $from }
holds-event-over = Was from { $from }, until { $until }
holds-event-was-on = Was on { $from }
page-original = View the original
page-leaves = (leaves this page: { $host })
page-alt-missing = Picture without description
page-alt-note = This picture has no description yet.
page-alt-auto = The description of this picture was made by a machine.
page-interrupted = The connection to the channel “{ $name }” has been interrupted since { $at }. New posts from there will follow once it works again.
page-channel-interrupted = Connection interrupted since { $at }.
page-channel-paused = This channel is taking a break.
page-channel-retired = This channel was closed on { $at }. Its posts stay readable.
page-channels-lead = The posts on this page come from these channels.
page-channels-none = No channel is connected yet.
page-channel-site = View the channel
page-posts = { $count ->
    [one] one post
   *[other] { $count } posts
}
page-newest-at = latest on { $at }
page-kind-feed = Website
page-kind-html = Website
page-kind-ical = Calendar
page-kind-oparl = Council information
page-kind-facebook = Facebook
page-kind-instagram = Instagram
page-kind-threads = Threads
page-kind-youtube = YouTube
page-kind-telegram = Telegram
page-kind-bluesky = Bluesky
page-kind-mastodon = Mastodon
page-kind-cap = Warnings
page-kind-linkedin = LinkedIn
page-kind-tiktok = TikTok
page-kind-x = X
page-kind-mail = E-mail

page-handle = Fediverse address:
page-profile-what = Official account: { $town }. You can follow it from any account in the Fediverse.
page-follow-box = Stay informed
page-follow-box-text = No account, no cookies, no personal data.
page-follow-all = All ways
page-feed = News feed (RSS)

page-follow-title = Stay informed
page-follow-lead = Choose what suits you. None of these ways needs an account here.
page-follow-bookmark = Bookmark
page-follow-bookmark-1 = Save the start page as a bookmark. The newest is always at the top.
page-follow-feed = News feed
page-follow-feed-1 = A feed reader fetches new posts by itself. Copy one of these addresses into your reader. Every channel has a feed of its own as well.
page-follow-fediverse = Fediverse
page-follow-fediverse-1 = The Fediverse is a network of many servers, for example Mastodon. With an account on one of them you can follow us:
page-follow-fediverse-2 = Your server then receives every new post. What is stored is explained under “Privacy”.
page-follow-step-1 = Copy the address.
page-follow-step-2 = Paste it into the search field of your server.
page-follow-step-3 = Choose “Follow”.

page-contact = Contact
page-website = Website
page-no-bekanntmachung = Official announcements
page-no-bekanntmachung-1 = This page does not replace official public announcements. The place named in the town’s statutes is authoritative.

page-privacy-lead = You can read everything on this page without telling anything about yourself.
page-privacy-readers = When you read here
page-privacy-readers-1 = This page sets no cookies and stores nothing on your device. Visits are not counted, there is no advertising and no script.
page-privacy-readers-2 = Fonts, pictures and everything else come from this server. While you read, your browser connects to no other server.
page-privacy-readers-3 = The application keeps no access log and stores no IP addresses. To bring pages to you, the equipment in the data centre processes your IP address. Ask the office named below whether logs are kept there.
page-privacy-posts = What is published here
page-privacy-posts-1 = We show posts of our own from our channels. Our server fetches text and pictures there and stores them itself.
page-privacy-posts-2 = When we delete a post in the channel, it disappears here as well. Are you in a picture and do not want to be? Write to us.
page-privacy-fediverse = When you follow us in the Fediverse
page-privacy-fediverse-1 = New posts go to the servers of our followers. They are stored and spread there. The operators of those servers are responsible for them.
page-privacy-fediverse-2 = For this we store the public address of your account, the delivery address of your server and since when you have followed. We do not show the list of accounts, only their number.
page-privacy-fediverse-3 = When you stop following, we deliver nothing more to you. We remember when you followed, so that later deletions reach your server too.
page-privacy-fediverse-4 = When we delete or change a post, we tell those servers. We cannot make them comply.
page-privacy-leaving = When you leave this page
page-privacy-leaving-1 = Links to the original lead to other providers. This is always stated. Their privacy rules apply there; cookies may be set.
page-privacy-basis = Legal basis
page-privacy-basis-1 = We inform the public as part of our duties (Article 6(1)(e) GDPR together with state law).
page-privacy-rights = Your rights
page-privacy-rights-1 = You can ask for access, rectification, erasure and restriction, and object to the processing.
page-privacy-rights-2 = You can complain to the data protection authority of the state.
page-privacy-controller = Controller
page-privacy-officer = Data protection officer

page-accessibility-title = Accessibility statement
page-accessibility-lead = This statement is a draft. A review by experts is still to come.
page-accessibility-state = State
page-accessibility-state-1 = We want everyone to be able to use this page. The goal is the European standard EN 301 549.
page-accessibility-state-2 = The page works without script, with the keyboard, with screen readers and strongly enlarged. Light and dark display follow your device.
page-accessibility-gaps = What is missing
page-accessibility-gaps-1 = Some pictures have no description yet; this is stated at the picture. Content in plain German and in sign language is not available here yet.
page-accessibility-report = Report a barrier
page-accessibility-report-1 = Is something in your way? Please tell us:

page-how-lead = Here you find what { $town } says in many places: on one page, readable for everyone.
page-how-order = Newest first
page-how-order-1 = The order is time. No algorithm picks, nothing is pushed up, nothing is hidden.
page-how-origin = Where the posts come from
page-how-origin-1 = A program regularly asks our own channels and takes over new posts. It takes over changes and deletions as well.
page-how-not = What we do not do
page-how-not-1 = We set no cookies, count no visits and embed nothing from other servers.
page-how-not-2 = Whoever reads here leaves nothing with us. There is more under “Privacy”.
page-how-comments = Why there are no comments
page-how-comments-1 = This page informs. With your concerns you reach us in the ways given in the legal notice.
page-how-software = The software
page-how-software-1 = This page runs on the free software “Ausrufer”, version { $version }. Its licence is AGPL 3.0 or later. Everyone may look at it, use it and improve it.

page-missing = This page does not exist
page-missing-text = Perhaps the address is not complete.
page-hidden = Not available
page-hidden-text = This post is not available at the moment.
page-gone = Post deleted
page-gone-text = This post was deleted on { $at }.
page-gone-text-undated = This post was deleted.
page-draft = Not published yet
page-draft-text = This page has not been published yet.
page-unavailable = Back in a moment
page-unavailable-text = The page cannot be shown right now. Please try again in a minute.
page-misdirected = There is no page at this address here.
page-method = This is not meant for this place.
page-address-long = This address is too long.
page-form = There is no such form of this here.
page-table = Table
page-only-picture = The text stands in the picture only.
page-lead-delay = { $count ->
    [one] What changes there stands here after a minute at most.
   *[other] What changes there stands here after { $count } minutes at most.
 }
door-login = Login arrived
door-login-text = Copy this line and paste it where you began to log in. It is good for ten minutes and only once.
door-login-denied = The platform did not confirm the login
door-login-denied-text = Paste this line where you began to log in, or begin again there.
door-login-nothing = Nothing arrived here
door-login-nothing-text = You come to this page after logging in at a platform. Begin the login again.
door-deletion = Deletion of data from Facebook, Instagram and Threads
door-deletion-how = Whoever logged in at Meta for this town’s app can take that back at any time: at Facebook under “Settings, Apps and websites”. Meta then tells us, and we delete at once. You may also write to whoever is named under “Privacy”.
door-deletion-what = All that is stored of you is the login with which the town’s own posts are read. The posts belong to the town and stay.
door-deletion-done = Your request arrived and was carried out at { $at }. { $count ->
    [0] No login of yours was stored here.
    [one] One login was deleted.
   *[other] { $count } logins were deleted.
} Your code:
door-deletion-unknown = Nothing is known about this code. We forget it after a year.
page-veil = Pictures with a content warning: open to see them
page-warning = Content warning: { $words }
