# Finding posts
desk-posts-visible = Visible
desk-posts-hidden = Hidden
desk-posts-waiting = Waits for approval
desk-posts-gone = Removed
desk-posts-words = Words in title and text
desk-posts-channel = Channel
desk-posts-any-channel = All channels
desk-posts-topic = Topic
desk-posts-any-topic = All topics
desk-posts-from = From (day)
desk-posts-until = Until (day)
desk-posts-search = Search
desk-posts-everything = Clear the selection
desk-posts-count = { $count ->
    [one] One post
   *[other] { $count } posts
 }
desk-posts-gone-words = Removed posts cannot be searched by words. Their text is deleted.

# One post
desk-post-text = Text
desk-post-text-hint = An empty line parts paragraphs. Addresses and hashtags with # are found by themselves.
desk-post-text-long = The text is too long for this form. Correct it where it comes from.
desk-post-back = Back to the post
desk-post-lifted = What the source says stands here again.
desk-by-hand = Written by you
desk-by-hand-sources = The source says:
desk-by-hand-lift = { $part }: as the source says again
field-sender = sender
field-topics = topics
field-districts = districts
refused-label-name = “{ $name }” does not fit. A name has at most 60 characters and at least one letter.
refused-label-many = These are too many names. At most { $most } are possible.

# Holds from until
desk-holds = Holds from until
desk-holds-by-text = The program read this from the text. If it is wrong, correct it here.
desk-holds-by-staff = You set this. It stays, even when the text changes.
desk-holds-no-by-staff = You set: this post holds without a period.
desk-holds-none = No period was found in the text.
desk-holds-kind = What holds?
desk-holds-other = Something else
desk-holds-from = Holds from
desk-holds-until = Holds until
desk-holds-hint = For example 27.11.2026 or 27.11.2026 18:00. One field may stay empty.
desk-holds-nothing = Without a period
desk-holds-text = Read it from the text again
desk-holds-missing = Give at least one day. Or choose “Without a period”.
refused-typed-time = “{ $text }” cannot be read as a day or time. Write for example 27.11.2026 18:00.
refused-typed-gap = There is no “{ $text }”: in this night the clock is put forward to summer time.

# Names
desk-labels = Sender, topics and districts
desk-labels-text = Otherwise the rules of the town and the channel hold.
desk-labels-hint = Part several with a comma.
desk-labels-sender-hint = Which department speaks? For example the fire brigade. Empty means: the town itself.

# Join and split
desk-join-and-split = Join and split
desk-join = Join with another post
desk-join-lead = Which post says the same? Nothing is changed yet.
desk-join-none = No similar post was found in the two days before and after.
desk-join-same = Very similar
desk-join-alike = Similar
desk-join-related = A little similar
desk-join-address = Address of the other post
desk-join-address-hint = Copy it from the address bar of the public page.
desk-join-look = Continue
desk-join-stays = This stays: “{ $title }”
desk-join-goes = This goes: “{ $title }”. Its address leads to the other post, and its words stand there below. Other servers are asked to delete it.
desk-join-sticks = So it stays, even when the channels are read again. You can split the posts later.
desk-join-now = Join
desk-post-joined = The posts are joined.
desk-split = Split off a channel
desk-split-from = Split off: { $channel }
desk-split-text = What stands in “{ $channel }” becomes a post of its own. It appears on the page and is delivered anew.
desk-split-sticks = So it stays, even when the channels are read again. You can join the posts later.
desk-split-now = Split off
desk-post-split-done = The channel is split off and has a post of its own.
desk-refused-no-post = There is no post “{ $address }” at { $host }. Copy the address from the address bar.
desk-refused-kept-back = One post is from a channel that is not passed on. It cannot be joined with another.

# Pictures
desk-picture-remove = Remove this picture at once
desk-picture-remove-text = The picture vanishes from the page at once, with all its copies. Other servers get the post without it. The channels do not bring it back. This cannot be undone.
desk-picture-remove-posts = { $count ->
    [one] It stands in one post.
   *[other] It stands in { $count } posts and vanishes from all.
 }
desk-picture-removed = The picture is removed.

# Removed
desk-gone = Removed post
desk-gone-text = Text and pictures are deleted, or will be within a day. Only that the post existed stands here.
desk-gone-id = Identifier
desk-gone-when = Removed on
desk-gone-who = Who
desk-gone-why = Why
desk-gone-joined = Joined with another post.
desk-gone-unknown = The reason is not recorded.
desk-gone-elder = To the post that says it now

# Who got it
desk-reach = Who got it
desk-reach-line = Arrived at { $delivered } of { $hosts } servers
desk-reach-line-gone = Deletion: { $delivered } of { $hosts } servers took it
desk-reach-sum = { $delivered } of { $hosts } servers took the last message about this post.
desk-reach-waiting = { $count ->
    [one] One still waits for it.
   *[other] { $count } still wait for it.
 }
desk-reach-given-up = { $count ->
    [one] One was given up.
   *[other] { $count } were given up.
 }
desk-reach-nobody = This post was delivered to no other server, or that is more than 30 days ago.
desk-reach-kept = These receipts are kept for 30 days. Whether a server really deletes is its own decision.
desk-reach-create = Post
desk-reach-update = New version
desk-reach-delete = Deletion
desk-reach-trouble = { $attempts } attempts, last: { $error }
desk-reach-before = Previous servers
desk-reach-further = More servers
desk-reached-delivered = Taken
desk-reached-waiting = Waits
desk-reached-given-up = Given up

# History
desk-history = History
desk-history-lead = The versions of this post, the newest first. What is underlined came, what is struck through went.
desk-history-first = The first version.
desk-history-nothing = Title, text and pictures did not change.
desk-history-channel = Channel “{ $channel }”
desk-history-unknown = Who it was is not recorded.
desk-history-undescribed = Picture without a description
desk-diff-added = added:
desk-diff-removed = removed:
desk-diff-end = End.
audit-validity-set = Period set: { $about }
audit-validity-none = Set to hold without a period: { $about }
audit-validity-text = Period read from the text again: { $about }
audit-picture-removed = Picture removed at once: { $about }
