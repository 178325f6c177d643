# The admin area in the browser
desk-name = Administration
desk-working-for = You are working for
desk-path = Path
desk-problems = Please check what you entered
desk-title-problem = Error:
desk-public-page = See the public page
desk-towns = My towns
desk-no-towns = You have no role in any town at present. Ask the person who invited you.
desk-draft = Draft
desk-draft-text = This town is still a draft. Visitors do not see it.
desk-overview = Overview
desk-held = Approval
desk-channels = Channels
desk-team = Team
desk-log = Log
desk-account = My account
desk-stop-missing = There is no such page.
desk-stop-method = This address cannot be called like that.
desk-stop-origin = This request did not come from a page of the admin area. Nothing was changed. Open the page again and send it once more.
desk-stop-form = What you entered did not arrive completely. Nothing was changed.
desk-stop-failed = That did not work. Please try again in a few minutes.
desk-missing = There is no such page
desk-missing-text = Check the address. An address from an invitation works once and for a limited time only. Otherwise ask for a new one.
desk-closed = This is not your task
desk-closed-text = Your role in this town does not allow this. Ask someone from the town's administration.

# Signing in
desk-sign-in = Sign in
desk-sign-out = Sign out
desk-sign-in-over = You are no longer signed in. What you just sent did not arrive. Please sign in and send it again.
desk-sign-in-wrong = Login and password do not fit together.
desk-sign-in-pause = Those were too many tries. Please wait { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
 } and try again.
desk-login = Login
desk-login-hint = For example the mail address at work. Capitals do not matter.
desk-login-yours = You will sign in with this name.
desk-login-missing = Enter your login.
desk-password = Password
desk-password-missing = Enter your password.
desk-new-password = Choose a password
desk-new-password-hint = At least { $count } characters. Four or more words that have nothing to do with each other are good. Pasting is allowed.
desk-password-again = Password once more
desk-password-differs = The two passwords differ.
desk-password-short = The password is too short. It needs at least { $count } characters.
desk-password-long = The password is too long.
desk-password-guessable = This password is easy to guess. Take four words that have nothing to do with each other. The town, your name and a year are not enough.
desk-busy = Very many people are signing in just now. Please send it again.
desk-set-up = Set up the administration
desk-set-up-lead = You are the first person here. You get all rights and can invite others afterwards.
desk-set-up-submit = Set up and sign in
desk-your-name = Your name
desk-your-name-hint = The others see you by it in the team and in the log.
desk-invitation = Accept the invitation
desk-invitation-lead = Hello { $name }. Choose a password, and you are signed in.
desk-invitation-submit = Save the password and sign in
desk-account-login = Your login: { $login }
desk-devices = Where you are signed in
desk-device-unknown = Unknown device
desk-device-this = This device
desk-device-seen = Last used: { $at }
desk-end-others = Sign out everywhere else
desk-others-ended = You are signed out everywhere else.

# Overview
desk-today = To do today
desk-nothing-to-do = Nothing to do. Everything runs by itself.
desk-lights = Channels
desk-no-channels = No channel is connected yet.
desk-task-many = { $count ->
    [one] A channel changed or removed many things at once. Decide what holds.
   *[other] { $count } times a channel changed or removed many things at once. Decide what holds.
 }
desk-task-single = { $count ->
    [one] One post waits for your decision.
   *[other] { $count } posts wait for your decision.
 }
desk-task-login-dead = The login for “{ $name }” has expired. The channel must be connected again.
desk-task-login-ends = The login for “{ $name }” expires on { $day }. Connect the channel again before then.
desk-task-only-in-picture = { $count ->
    [one] The message of one post is only in its picture. The picture needs a description.
   *[other] The messages of { $count } posts are only in their pictures. The pictures need descriptions.
 }
desk-task-undescribed = { $count ->
    [one] One more post has a picture without a description.
   *[other] { $count } more posts have pictures without a description.
 }

# Approval
desk-held-none = Nothing waits for your decision.
desk-held-lead = What is listed here changes nothing on the public page until you decide.
desk-held-since = waiting since { $since }
desk-held-more = { $count ->
    [one] And one more post.
   *[other] And { $count } more posts.
 }
desk-held-withdrawals = { $count ->
    [one] One post vanished there
   *[other] { $count } posts vanished there at once
 }
desk-held-withdrawals-text = Usually the account was closed. Then the channel is discontinued and the posts stay. If the posts were really withdrawn, remove them here as well.
desk-held-edits = { $count ->
    [one] One post changed there
   *[other] { $count } posts changed there at once
 }
desk-held-edits-text = This may be intended or a mistake of the website. Whoever has the posts already gets the new version.
desk-held-approval-text = This post appears only when you approve it. Reason: { $reason }
desk-held-doubt-text = Does this post say the same as “{ $other }”?
desk-held-overridden-text = You wrote something here yourselves ({ $fields }). The source changed it afterwards as well. Which version holds?
desk-piece-other = The other post
desk-piece-ours = What stands on the page now
desk-piece-source-says = The source says now
desk-piece-before = Before: { $text }
desk-piece-vanished = Vanished since { $since }
desk-piece-original = See it
desk-answer-closed = The channel was closed
desk-answer-withdraw = Approve: remove the posts
desk-answer-keep = Reject: keep the posts
desk-answer-take-edits = Approve: take the new versions
desk-answer-keep-ours = Reject: keep the earlier version
desk-answer-release = Approve
desk-answer-refuse = Reject
desk-answer-join = Yes, join them
desk-answer-part = No, keep them apart
desk-answer-take-source = Take the source's version
desk-answer-keep-staff = Keep our version
desk-done-released = Approved.
desk-done-rejected = Rejected. Nothing changes on the public page.
desk-done-closed = The channel is discontinued. Its posts stay.
desk-done-already = That was decided already, or has settled itself meanwhile.

# Channels
desk-light-good = Running
desk-light-own = Own messages
desk-light-throttled = Throttled
desk-light-waits = Waits for you
desk-light-failing = In trouble
desk-light-paused = Paused
desk-light-retired = Discontinued
desk-channel-kind = Kind
desk-channel-address = Address
desk-channel-address-hint = For example www.musterbach.de/aktuelles or the address of a calendar.
desk-channel-address-missing = Enter the channel's address.
desk-channel-last-success = Last look
desk-channel-last-new = Last news
desk-channel-next = Next look
desk-channel-new = Connect a channel
desk-channel-new-lead = Enter the address of the website or account. We look and show you the latest posts. Nothing is published yet.
desk-channel-look = Look
desk-channel-trial = Is this the right channel?
desk-trial-found = The latest posts there
desk-trial-empty = There is no post at present. You can connect the channel all the same.
desk-trial-trouble = Nothing can be read there at present. You can connect the channel all the same.
desk-channel-name = Name of the channel
desk-channel-name-hint = Readers see it under this name.
desk-channel-add = Connect the channel
desk-channel-add-text = The posts then appear on the public page. What stands there already is delivered to nobody.
desk-channel-other = Enter another address
desk-channel-added = The channel is connected. The first posts appear in a few minutes.
desk-channel-changed = Changed.
desk-channel-pause = Pause
desk-channel-pause-text = While the channel is paused nobody looks at it. Its posts stay.
desk-channel-resume = Resume
desk-channel-retire = Discontinue the channel
desk-channel-retire-text = Nobody looks at the channel any more. Its posts stay. The public page then says that it is discontinued.
desk-channel-retire-now = Discontinue now
desk-refused-no-feed = There is no news feed at { $address }, and no list of messages that could be recognised for sure. Ask your agency for the feed's address.
desk-refused-unreachable = { $address } cannot be read. { $reason } { $remedy }
desk-refused-source-known = { $address } is connected already. You find the channel in the list.

# Team
desk-member-everywhere = in all towns
desk-member-until = ends on { $day }
desk-member-invited = has not accepted the invitation yet
desk-role-end = End the role
desk-role-end-text = { $name } can do nothing for this town afterwards.
desk-role-end-now = End it now
desk-role-ended = The role has ended.
desk-role-added = This person has a password already. The further role counts from now on.
desk-role-missing = Choose a role.
desk-role-not-yours = You cannot give this role.
desk-invite = Invite somebody
desk-invite-name = The person's name
desk-invite-role = Role
desk-invite-ends = For how long?
desk-invite-submit = Make the invitation
desk-role-lasts = Until somebody ends it
desk-role-three-months = Three months
desk-role-year = One year
desk-invited = Invitation made
desk-invited-text = Give { $name } this address. You can print this page as well.
desk-invited-address = Address for the browser
desk-invited-until = Works once, until
desk-invited-once = This address is shown only now. Whoever has it can choose the password. Give it only to the person.
desk-back-to-team = Back to the team
role-owner = Owner
role-owner-may = Everything, also inviting other owners
role-manager = Manager
role-manager-may = Writing and publishing, warning, channels, approvals, team and log
role-editor = Editor
role-editor-may = Writing and publishing, warning, correcting and removing posts, connecting channels, deciding what waits
role-author = Author
role-author-may = Writing and handing in; others decide
role-approver = Approver
role-approver-may = Deciding what waits and drafts of others, warning, removing posts
role-privacy = Data protection
role-privacy-may = Reading the log
role-technician = Technician
role-technician-may = Seeing how the channels are doing
role-agency = Agency
role-agency-may = Writing and handing in, connecting channels; only the town decides

# Log
desk-log-whole = The log is complete and unchanged ({ $count } entries).
desk-log-broken = From entry { $n } on the log is not as it was written. Tell those who run this server.
desk-log-empty = Nothing was decided yet.
desk-log-everything = Show everything
desk-log-people = Show only what people decided
refused-setup-done = Somebody works here already. Others are invited: ausrufer staff add. If there shall be one more person with all rights: ausrufer setup-url --even-so
refused-login-shape = “{ $login }” cannot be a login. Allowed are 3 to 100 letters and digits and @ . _ + -
refused-staff-name = Give a name of at most 80 characters.
refused-login-taken = The login “{ $login }” exists already. Choose another one.
refused-staff-left = “{ $login }” does not work here any more. Choose another login.
refused-role-not-yours = You cannot give a role that allows more or lasts longer than your own.
refused-no-staff = Nobody here has the login “{ $login }”. Who there is shows: ausrufer staff list
refused-not-of-this-town = This person has no role of their own in this town.

# Posts
desk-posts = Posts
desk-posts-filter = Selection
desk-posts-all = All
desk-posts-undescribed = Pictures without description
desk-posts-none = There are no posts here.
desk-posts-older = Older posts
desk-post-undescribed = picture without description
desk-post-see = See it on the public page
desk-post-hidden = This post cannot be seen just now: it seems to be withdrawn in its channels.
desk-post-original = As it stands in: { $channel }
desk-post-edit = Correct it
desk-post-edit-text = What you change here counts before what the channels say. Whoever has the post already gets the new version.
desk-post-title = Heading
desk-picture-alt = Description of picture { $n }
desk-picture-hint = What can be seen, and what is written on it? One or two sentences are enough.
desk-save = Save
desk-post-saved = Saved.
desk-post-remove = Remove at once
desk-post-remove-text = The post vanishes from the page at once, with text and pictures. Other servers are asked to delete it. Its channels do not bring it back. This cannot be undone.
desk-post-remove-now = Remove it for good now
desk-post-remove-not = Do not remove it
desk-post-removed = The post is removed.
