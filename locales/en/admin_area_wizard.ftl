# Setting a town up, step by step
desk-setup = Set up the town
desk-setup-lead = Seven steps lead to your page. Everything is saved; you can stop at any time.
desk-setup-numbered = Step { $n } of { $total }: { $title }
desk-setup-go-on = Go on setting up: { $step }
desk-setup-done = done
desk-setup-fediverse = Afterwards: a Fediverse account
desk-setup-another = Set up another town
desk-setup-put-away = Remind me no more
desk-setup-put-away-text = You do not need these steps? Then we stop reminding you.
desk-setup-was-put-away = We remind you no more. The steps are still here.
desk-setup-save = Save and go on
desk-setup-later = Fill in later
desk-setup-onward = Go on
desk-setup-step-ort = Town and state
desk-setup-step-aussehen = Name and looks
desk-setup-step-impressum = Legal notice and contact
desk-setup-step-kanal = First channel
desk-setup-step-team = Invite the team
desk-setup-step-vorschau = Preview
desk-setup-step-freischalten = Publish

# Step 1
desk-setup-place-lead = Nobody sees your page yet. It becomes public in the last step only.
desk-setup-name = What is your town called?
desk-setup-name-hint = In full, for example “Stadt Musterbach”.
desk-setup-name-missing = Enter the name of the town.
desk-setup-land = State
desk-setup-land-hint = It decides which duties your page has.
desk-setup-land-choose = Please choose
desk-setup-land-missing = Choose the state.
desk-setup-website = Address of your website
desk-setup-website-hint = For example www.musterbach.de. It may stay empty.
desk-setup-website-wrong = This is no web address. Write, for example, www.musterbach.de.
desk-setup-host = Address of the new page
desk-setup-host-hint = Everybody sees your page at this address. It cannot easily be changed later.
desk-setup-borrowed = This address is not ours. It is lent by the operator.
desk-setup-borrowed-hint = An address of your own is better, for example aktuell.musterbach.de.

# Step 2
desk-setup-page-name = Name on the page
desk-setup-page-name-hint = It stands at the top of each page.
desk-setup-claim = Sentence under the name
desk-setup-claim-hint = A short sentence. It may stay empty.
desk-setup-colour = Colour
desk-setup-colour-hint = The town's colour, for links and buttons.
desk-setup-colour-wrong = This is no colour. Choose one.
desk-setup-colour-reads = This colour reads well on white. Contrast { $ratio } to 1, 4.5 is needed.
desk-setup-colour-darkened = This colour reads badly on white. Contrast { $ratio } to 1. We darken it for text, which makes it { $darker } to 1.
desk-setup-arms = Coat of arms
desk-setup-arms-hint = A picture of up to 10 MB. It may stay empty.
desk-setup-arms-away = Remove the coat of arms
desk-setup-arms-large = The picture is larger than 10 MB. Take a smaller one.
desk-setup-arms-bad = This picture cannot be used. Take a PNG, JPEG, WebP or GIF picture.
desk-setup-looks = What it looks like
desk-setup-look-preview = Preview

# Step 3
desk-setup-imprint-lead = Without a legal notice and a contact the page may not become public.
desk-setup-field-impressum = Legal notice
desk-setup-hint-impressum = Name of the authority, address, representative and supervisor. Best take the text of your website.
desk-setup-field-kontakt = Contact
desk-setup-hint-kontakt = Name, telephone and e-mail. It stands in the legal notice and answers about accessibility, too.
desk-setup-field-telefon = Telephone of the town hall
desk-setup-hint-telefon = The number stands at the bottom of each page.
desk-setup-field-datenschutz = Data protection officer
desk-setup-hint-datenschutz = Name or office, address and e-mail.
desk-setup-field-bekanntmachungen = Official announcements
desk-setup-hint-bekanntmachungen = The web address of your official announcements. It may stay empty.
desk-setup-imprint-missing = The legal notice is missing. You can fill it in later, too.
desk-setup-contact-missing = The contact is missing. You can name it later, too.

# Step 4
desk-setup-without-channel = Go on without a channel
desk-channel-needs-login = { $platform }: strangers see nothing there. Connect the channel by signing in at the platform. The way there is below.

# Step 5
desk-setup-team-lead = Invite who works along. The invitation can be printed; no e-mail is needed.
desk-setup-team-done = Nobody else is to join?

# Step 6
desk-setup-preview-lead = Look at the page before others see it.
desk-setup-preview-wait = The first messages appear a few minutes after you connected a channel.
desk-setup-preview-open = Look at the preview
desk-preview-bar = Preview
desk-preview-draft = Preview. This is how the page will look; it is not public yet. Links lead nowhere here.
desk-preview-public = Preview. The page is public already. Links lead nowhere here.
desk-preview-back = Back to the desk

# Step 7
desk-setup-publish-lead = When you publish, everybody sees the page.
desk-setup-publish = Publish now
desk-setup-already-public = The page is public:
desk-setup-missing = Still missing
desk-setup-missing-problem = Something is missing. Until then the page stays a draft.
desk-setup-open = Can come later
desk-setup-open-channel = No channel is connected yet
desk-setup-open-land = The state
desk-setup-open-privacy = Data protection officer
desk-setup-open-arms = The coat of arms
desk-setup-is-public = Your page is public now.

# Fediverse
desk-fediverse = Fediverse
desk-borrowed-text = Your page stands at a borrowed address. If you move away, those who follow you are lost.
desk-fedi-lead = With a Fediverse account people follow you from many servers, for example with Mastodon.
desk-fedi-draft = The page is not public yet. Until then nobody finds the account.
desk-fedi-is = How others see your account
desk-fedi-would-be = How others would see your account
desk-fedi-name = Name of the account
desk-fedi-name-hint = Short, without umlauts and spaces. Most take rathaus.
desk-fedi-domain = Address behind the @
desk-fedi-domain-hint = Best your own, for example musterbach.de. Empty: the address of this page.
desk-fedi-look = Look and test
desk-fedi-other-name = Rather another one
desk-fedi-confirm = I know: this name is for ever. It cannot be changed any more.
desk-fedi-confirm-missing = Confirm that the name is for ever.
desk-fedi-add = Create the account
desk-fedi-added = The account is there.
desk-fedi-test = Test now
desk-fedi-tested = Tested
desk-fedi-good = Fine
desk-fedi-bad = Not yet
desk-fedi-search = Whoever looks for the account must come to { $host }. { $said }
desk-fedi-old-search = Older servers look in a second way. { $said }
desk-fedi-leads-here = The redirect leads here.
desk-fedi-leads-forgetful = The redirect leads here, but loses what was asked for. Everything behind the question mark must go along.
desk-fedi-leads-nowhere = There is no redirect. The website answers by itself (answer { $status }).
desk-fedi-leads-elsewhere = The redirect leads somewhere else: { $host }.
desk-fedi-leads-silent = The website does not answer, or not over a secure connection.
desk-fedi-recipe = Redirect at { $domain }
desk-fedi-recipe-text = Hand these lines to whoever runs your website.
desk-refused-username-taken = The account “@{ $name }” exists already, or was deleted. Choose another name.
desk-refused-domain-taken = On this server the address { $domain } belongs to another town.

# Log
audit-town-added = The town was added.
audit-town-set = Details of the town changed: { $names }
audit-actor-added = Fediverse account created: @{ $name }
audit-setting-name = name
audit-setting-bundesland = state
audit-setting-color = colour
audit-setting-arms = coat of arms
audit-setting-claim = sentence under the name
audit-setting-imprint = legal notice
audit-setting-contact = contact
audit-setting-privacy-officer = data protection officer
audit-setting-phone = telephone
audit-setting-website = website
audit-setting-announcements-url = official announcements
audit-setting-borrowed-host = borrowed address

# Command line
help-setup-url-host = While there is no town yet: the address at which its page will be.
