# A channel's rules
desk-rules = Rules
desk-rules-lead = Say what is taken over from this channel. Try rules first: you then see which earlier posts they would have left out.
desk-rules-nur-worte = Only posts with one of these words
desk-rules-ohne-worte = No posts with one of these words
desk-rules-nur-schlagworte = Only posts with one of these hashtags
desk-rules-ohne-schlagworte = No posts with one of these hashtags
desk-rules-words-hint = Separate several with commas. An asterisk stands for the rest of a word: *closure*
desk-rules-tags-hint = Separate several with commas, for example #internal, #test
desk-rules-kinds = Leave these out
desk-rules-age = How old a post may be at most when it arrives here
desk-rules-age-any = any age
desk-rules-age-day = a day
desk-rules-age-week = a week
desk-rules-age-month = a month
desk-rules-age-year = a year
desk-rules-approval = Does each post wait for approval?
desk-rules-approval-town = As it is for the whole town
desk-rules-approval-yes = Yes, somebody approves each post
desk-rules-approval-no = No, posts appear at once
desk-rules-class = Whose channel it is
desk-rules-thema = Topics
desk-rules-thema-hint = One line for each topic. After the colon stand the words by which it is known: “Traffic: *closure*, #traffic”. Without a colon the topic always applies.
desk-rules-ortsteil = Districts
desk-rules-ortsteil-hint = One line for each district, as with topics.
desk-rules-absender = Senders
desk-rules-absender-hint = One line for each sender, for example “Fire brigade” or “Depot: *snow*”.
desk-rules-save-text = Rules apply to everything that comes from now on. What is on the page already stays.
desk-rules-try = Try
desk-rules-save = Save
desk-rules-saved = The rules are saved.
desk-rules-trial-title = What the rules would have done
desk-rules-trial = { $total ->
    [0] There is nothing in this channel yet to try the rules on.
    [one] Of one post the rules would have left out { $left } and made { $waiting } wait.
   *[other] Of { $total } posts the rules would have left out { $left } and made { $waiting } wait.
 } Nothing is saved yet.
desk-rules-trial-left = Left out
desk-rules-trial-waiting = Waits for approval
desk-rules-word-wrong = “{ $value }” cannot be used. A word needs at least one letter. The asterisk stands at the beginning or end, for example *closure*.
desk-rules-hashtag-wrong = “{ $value }” is no hashtag. Write a word without spaces, for example #internal.
desk-rules-name-wrong = In the line “{ $value }” the name before the colon is missing.

# Signing in at a platform
desk-other-ways = Accounts for which you must sign in
desk-platform-facebook = Facebook page
desk-platform-instagram = Instagram account with its own sign-in
desk-platform-instagram-facebook = Instagram account that is linked to the Facebook page
desk-platform-threads = Threads
desk-platform-x = X
desk-platform-linkedin = LinkedIn page
desk-platform-tiktok = TikTok
desk-login-anew = Sign in anew
desk-login-state = Sign-in
desk-login-people = In charge
desk-login-connected = The channel is connected. What appeared there meanwhile is fetched.
desk-login-at = Sign in at { $platform }
desk-login-lead = We only read what you published there yourselves. We read no messages, no comments and nothing about visitors.
desk-login-time-facebook = The first time this takes about half an hour.
desk-login-time-instagram = The first time this takes about half an hour.
desk-login-time-instagram-facebook = This takes about ten minutes when the Facebook page is connected already.
desk-login-time-threads = The first time this takes about half an hour.
desk-login-time-x = The first time this takes about half an hour. X charges for reading; unless you say otherwise, five dollars a month at most.
desk-login-time-linkedin = LinkedIn examines the request first. That takes days to weeks; the work itself takes about an hour.
desk-login-time-tiktok = The first time this takes about an hour.
desk-login-app-known = The town's app is known already. You need not enter anything.
desk-login-steps = How to prepare it
desk-login-steps-facebook =
    Open developers.facebook.com and sign in with an account that may create content on the page.
    Create an app. Choose the use case “Manage pages”.
    Enter yourself and your deputy under “App roles”. Both must agree.
    Add the product “Facebook Login”. Enter the return address there; it stands below.
    Enter the address for the deletion of data under “App settings”.
    Copy the id and the secret from “App settings, Basic” into the form.
desk-login-steps-instagram =
    Turn the account into a “professional account” in the Instagram app. That is free.
    Open developers.facebook.com and create an app. Add “API with Instagram login”.
    Enter the account under “App roles, Instagram testers”. Accept the invitation in the Instagram app.
    Enter the return address under “Business login”; it stands below.
    Copy id and secret of the Instagram app into the form.
desk-login-steps-instagram-facebook =
    Link the Instagram account to the Facebook page.
    Take the app with which you connect the Facebook page, or create one.
    Give it the right “instagram_basic”, too.
    Enter the return address; it stands below.
    Copy id and secret of the app into the form.
desk-login-steps-threads =
    Open developers.facebook.com and create an app for the Threads API.
    Enter the account under “App roles, Threads testers”. Accept the invitation in Threads.
    Enter the return address and the one for the deletion of data; both stand below.
    Copy id and secret of the Threads app into the form.
desk-login-steps-x =
    Have your legal department check first whether the terms of X allow this.
    Open developer.x.com with the town's account. Create a project with an app and load a small credit.
    Enter the return address; it stands below.
    Copy id and secret for “OAuth 2.0” into the form.
desk-login-steps-linkedin =
    Open linkedin.com/developers and create an app. Link it to the town's page.
    Request the “Community Management API” under “Products” and wait for the answer.
    Enter the return address under “Auth”; it stands below.
    Copy id and secret into the form.
desk-login-steps-tiktok =
    Open developers.tiktok.com and create an app with “Login Kit” and “Display API”.
    Create a “Sandbox” in the app. Enter the town's account there.
    Enter the return address; it stands below.
    Copy id and secret into the form.
desk-login-values = To copy
desk-login-redirect = Return address
desk-login-deletion = Address for the deletion of data
desk-login-rights = Rights
desk-login-app = The app's id
desk-login-app-hint = Meta calls it App ID, others Client ID.
desk-login-app-missing = Enter the app's id.
desk-login-secret = The app's secret
desk-login-secret-hint = It is kept encrypted and never shown again.
desk-login-secret-missing = Enter the app's secret.
desk-login-terms = Who answers for it that X may be read
desk-login-terms-hint = Name and office, for example: legal department, Ms Example. It then stands in the log.
desk-login-terms-missing = Say who answers for it. Without that X is not read.
desk-login-person = Who renews the sign-in
desk-login-person-hint = A mail address. A message goes there before it ends.
desk-login-deputy = Deputy
desk-login-deputy-hint = Who steps in when that person is away.
desk-login-prepare = Continue
desk-login-back = Details
desk-login-onward-text = Now sign in on the platform's page and agree there. You have ten minutes. Then you come back here.
desk-login-onward = Continue to { $platform }
desk-login-denied = Nobody agreed there, or the platform refused. Nothing has happened. Begin again at the channel.
desk-login-came-back = Signing in there worked. One step is missing.
desk-login-go-on = Continue
desk-login-choose = Choose an account
desk-login-choose-text = What shall be read for { $town }?
desk-login-account = Account
desk-login-connect = Connect
desk-login-failed = That did not work
desk-login-again = Nothing was changed. Begin again at the channel or under “Connect a channel”.
desk-logins = Sign-ins
desk-logins-lead = On some platforms a sign-in ends after some time. Here you see when. A mail comes 14, 7, 3 days and one day before.
desk-logins-none = No channel needs a sign-in.
desk-login-by = In charge: { $person }
desk-login-by-deputy = Deputy: { $person }
desk-login-again-for = Sign in anew for “{ $channel }”
desk-channel-spent = Costs this month
desk-channel-spent-of = { $spent } of { $cap } US dollars at most
