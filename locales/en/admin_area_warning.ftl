# Issue, change and end a warning
desk-warn = Issue a warning
desk-warn-nav = Warning
desk-warn-lead = What do you warn of? You then get texts that you can adapt.
desk-warn-adjust = Adapt the texts. You then see the warning before it appears.
desk-warn-write = Write short sentences. You then see the warning before it appears.
desk-warn-happening = What has happened?
desk-warn-happening-missing = Write what has happened.
desk-warn-advice = What shall people do?
desk-warn-advice-missing = Write what people shall do.
desk-warn-long = This text is too long. It may have { $count } characters.
desk-warn-until = Holds until
desk-warn-until-hint = Day and time, for example 01.12.2026 18:00. “18:00” or “morgen 8:00” will do, too.
desk-warn-until-unread = Give day and time like this: 01.12.2026 18:00
desk-warn-until-past = This time is over already.
desk-warn-until-far = A warning holds for a year at most.
desk-warn-places = Where?
desk-warn-places-hint = Districts or streets, with commas between them. Empty means everywhere.
desk-warn-places-many = Name { $count } places at most.
desk-warn-level = How grave is it?
desk-warn-exercise = This is an exercise
desk-warn-exercise-hint = The warning really appears, but with the word EXERCISE everywhere.
desk-warn-look = Check
desk-warn-check = Not yet published. Please check the warning.
desk-warn-now = Warn now
desk-warn-ask = Hand over for confirmation
desk-warn-two = A second person must confirm the warning. Only then it appears.
desk-warn-again = Change something
desk-warn-other = Something else
desk-warn-waiting = Waits for confirmation: { $title }
desk-warn-runs = Warning holds: { $title }
desk-warn-waits = Confirm a warning
desk-warn-asked = Written by { $who }, { $at }.
desk-warn-confirm = Confirm and warn
desk-warn-refuse = Do not warn
desk-warn-refused = The warning was not issued.
desk-warn-alone-early = A second person must confirm. From { $from } on you can warn alone with a reason.
desk-warn-alone = Nobody has confirmed yet. You can now warn alone. Your reason is kept in the log.
desk-warn-reason = Why do you warn alone?
desk-warn-reason-missing = Give a reason.
desk-warn-done = The warning is published.
desk-warn-changed = The warning is changed.
desk-warn-ended = The all-clear is published.
desk-warn-same = Nothing has changed.
desk-warn-meanwhile = Somebody else has just changed the warning. Please check how it stands.
desk-warn-over = This warning is over.
desk-warn-running = The warning holds until { $until }.
desk-warn-page = Public page
desk-warn-page-after = Seen after { $seconds } seconds
desk-warn-server = Other servers
desk-warn-servers = { $count } of { $all } reached
desk-warn-servers-none = Nobody follows this town from another server yet.
desk-warn-missing = Who is missing?
desk-warn-server-waits = is on its way
desk-warn-server-again = cannot be reached, is tried again
desk-warn-server-no = did not accept it
desk-warn-reload = Look again
desk-warn-end = All-clear
desk-warn-end-text = What shall people know?
desk-warn-end-submit = Give the all-clear
desk-warn-closing = The danger is over. There is nothing more to heed.
desk-warn-closing-missing = Write a sentence, { $count } characters at most.
desk-warn-change = Change the warning
desk-warn-change-text = Whoever has the warning gets the change. A new time or place also comes as an answer.
desk-warn-change-submit = Publish the change

# Prefilled texts
desk-warn-happening-hochwasser = Streams and rivers are in flood. Streets, cellars and buildings may be flooded.
desk-warn-advice-hochwasser = Stay away from waters and flooded streets. Do not go into cellars and underground car parks. Bring people and animals to higher floors. In danger of life call 112.
desk-warn-happening-trinkwasser = Tap water is polluted. It may be used only when boiled.
desk-warn-advice-trinkwasser = Bring tap water to the boil once and let it cool for 10 minutes. Use only boiled water for drinking, cooking and brushing teeth. For showering and washing it may be used unboiled. Do not swallow any of it.
desk-warn-happening-stromausfall = The power has failed. We do not know yet for how long.
desk-warn-advice-stromausfall = Switch off cooker and heaters. Use a radio with batteries. Look after neighbours who need help. In an emergency call 112. If the telephone is dead, go to the fire station.
desk-warn-happening-bombenfund = A bomb from the Second World War was found. It is being defused.
desk-warn-advice-bombenfund = Leave the closed area and stay outside it until the all-clear. Follow the police and the public order office. Take identity card, medicine and warm clothes with you.
desk-warn-happening-unwetter = A heavy storm is coming up. There may be gales, heavy rain and hail.
desk-warn-advice-unwetter = Stay in the house and close windows and doors. Avoid woods, trees and scaffolding. Drive only if you must.
desk-warn-happening-brand = A major fire gives off toxic smoke.
desk-warn-advice-brand = Go inside. Close windows and doors. Switch off ventilation and air conditioning. Keep the streets free for rescue workers. Call 112 in an emergency only.
desk-warn-happening-sonstiges = {""}
desk-warn-advice-sonstiges = {""}

# Descriptions of pictures
desk-alt = Descriptions of pictures
desk-alt-nav = Pictures
desk-alt-left = { $count ->
    [one] One picture without a description is left
   *[other] { $count } pictures without a description are left
}
desk-alt-only = The message of this post is only in the picture. Copy what is written there, too.
desk-alt-text = What does the picture show?
desk-alt-hint = One or two sentences, about { $count } characters at most. Do not begin with “picture of”.
desk-alt-missing = Write a description, or choose “Only decoration”.
desk-alt-long = This description is too long. It may have { $count } characters.
desk-alt-save = Save and next
desk-alt-skip = Skip
desk-alt-decoration = Only decoration
desk-alt-saved = The description is saved.
desk-alt-decoration-saved = The picture counts as decoration. Nobody is asked again.
desk-alt-post = The post
desk-alt-examples = Good descriptions sound like this
desk-alt-example-1 = Three firefighters stand before the new fire engine on the market place.
desk-alt-example-2 = Poster: Christmas market on 5 and 6 December, 14:00 to 20:00, castle courtyard, free entrance.
desk-alt-example-3 = Map of a diversion: the main street is closed between church and station. Cars go by Mühlweg.
desk-alt-skipped = { $count ->
    [one] You have skipped one picture.
   *[other] You have skipped { $count } pictures.
}
desk-alt-from-start = Begin again
desk-alt-done = All pictures are described.
