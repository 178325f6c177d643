# Spread a post
desk-share = Spread
desk-share-text = Copy the texts and publish them on the other platforms.
desk-share-known = Where we read that channel, we recognise the text. It stays one message.
desk-share-link = Short address of the message
desk-share-for = Text for { $platform }
desk-share-length = { $count } characters
desk-share-length-of = { $count } of { $most } characters
desk-share-cut = Shortened. The address leads to the whole text.
desk-share-download = Download:
desk-share-picture = Picture { $n } ({ $width } × { $height } pixels)
desk-share-pictures = Descriptions of the pictures
desk-share-pictures-text = Enter the description on the other platform as well.
desk-share-to-facebook = Facebook
desk-share-to-instagram = Instagram
desk-share-to-whatsapp = WhatsApp channel
desk-share-to-telegram = Telegram
desk-share-to-mastodon = Mastodon
desk-share-to-threads = Threads
desk-share-to-x = X (formerly Twitter)
desk-share-to-linkedin = LinkedIn
desk-share-to-presse = Mail to the press

# Clarification
desk-clarify = Write a clarification
desk-clarify-text = Say what is right first. Then name the false claim.
desk-clarify-right = What is right
desk-clarify-claim = What is claimed
desk-clarify-claim-hint = One short sentence will do. Do not name private persons.
desk-clarify-evidence = Source and evidence
desk-clarify-evidence-hint = Where can it be read? Web addresses become links by themselves.
desk-clarify-no-answer = Write what is right.
desk-clarify-no-claim = Write what is claimed.
clarification-title = Clarification: { $title }
clarification-untitled = Clarification
clarification-right = What is right: { $words }
clarification-claim = What is claimed: { $words }
clarification-evidence = Evidence: { $words }

# When a warning could be seen
audit-warning-shown = Warning { $about } was on the public page after { $seconds } seconds.

# Shared from a phone
desk-share-in = Publish what was shared
desk-share-in-where = For which town do you write?
desk-share-in-nowhere = You may not write messages in any town.
