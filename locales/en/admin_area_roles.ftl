# Roles, approval and agency
role-for-all = Counts for all senders and channels.
role-for-some = Counts only for: { $names }
desk-beyond-text = Your role in this town counts only for: { $names }. Ask someone who runs the area.
desk-signed-in-until = Signed in until { $time } if you open nothing more. Each new page extends the time. Save before.

# Changing town
desk-change-town = Change town
desk-other-town = You are working for another town
desk-other-town-page = You are working for { $current }. This page is about { $town }.
desk-other-town-form = You are working for { $current }. This form is about { $town }. Nothing was changed.
desk-enter-town = Work for { $town } now
desk-stay-in-town = Stay with { $town }
desk-my-towns = My towns
desk-my-towns-lead = Every line says which town it is about. The button changes the town.
desk-my-towns-table = How your towns are doing
desk-my-towns-town = Town
desk-my-towns-waiting = Waits for someone
desk-my-towns-undescribed = Pictures without a description
desk-my-towns-role = Your role
desk-my-towns-go = Change
desk-my-towns-current = You are working here
desk-my-towns-good = { $count ->
    [0] No channel yet
    [one] One channel, no trouble
   *[other] { $count } channels, no trouble
 }
desk-my-towns-failing = { $count ->
    [one] One channel in trouble
   *[other] { $count } channels in trouble
 }
desk-my-towns-queue = What waits in your towns
desk-my-towns-held = { $channel }: waits for a decision since { $since }

# Limits of a role
desk-person-deeds = What this person did
desk-person-roles = Roles in this town
desk-limits-set = Limit to senders and channels
desk-limits-text = Without any, the role counts for everything. Otherwise the person sees and changes only what is named.
desk-limits-senders = Only for these senders
desk-limits-senders-hint = Part several with commas. Known are:
desk-limits-channels = Only for these channels
desk-limits-save = Save limits
desk-limits-saved = The limits are saved. They count at once.
desk-invite-senders-hint = Leave it empty if the role counts for everything. Part several with commas. Channels are chosen on the person's page afterwards.
refused-role-unlimited = This role cannot be limited to senders and channels. Choose editor, author, approver or agency.
refused-limit-channel = There is no channel "{ $channel }" in this town.
refused-agency-end = An agency works for one town and until a day. Say how long.
refused-beyond = Your role does not count for this post.
desk-role-waits = { $town } gives you a role. Do you take it on?
desk-role-waits-sign-in = { $town } gives you a role. Sign in as { $login } first, then take it on here.
desk-role-waits-first = { $town } gives you a role. An older invitation for { $login } is still open. Take that one up first. Then open this address again.
desk-role-take-on = Take the role on
desk-invited-waits = Another town's invitation for this person is still open. They take that one up first and choose a password. Then they open this address and get the role in your town.

# Substitutes
desk-substitute = Substitute
desk-substitute-text = A substitute approves meanwhile what this person could approve. Nobody approves their own.
desk-substitute-person = Who stands in?
desk-substitute-from = From
desk-substitute-until = Until
desk-substitute-when-hint = For example 24.12.2026
desk-substitute-save = Save substitute
desk-substitute-end = End it
desk-substitute-saved = The substitute is saved.
desk-substitute-when = Say from when until when.
desk-substitute-who = Choose who stands in.
desk-stands-in = { $name } stands in from { $from } to { $until }.
refused-substitute-end = The end is before the beginning or over already.
refused-substitute = This person cannot stand in. It has to be somebody else, of the town itself.
refused-substitute-none = This person approves nothing and needs no substitute.

# Rules for approval
desk-approval-rules = Rules for approval
desk-approval-rules-lead = This holds for messages of the town's own before they appear.
desk-four-eyes = Nobody publishes their own alone
desk-four-eyes-hint = Somebody else reads the message and approves it.
desk-four-eyes-off = Who may publish may do so with their own
desk-second-approval = Second approval
desk-second-approval-hint = Two people approve. Neither of them wrote it.
desk-second-approval-off = One approval is enough
desk-remind-hours = Remind after so many hours
desk-remind-hours-hint = Whoever can approve or stands in gets a mail then. With 0 nobody is reminded.
desk-approval-rules-save = Save rules
desk-approval-rules-saved = The rules are saved.
desk-approval-hours-bad = Give a number from 0 to { $most }.
desk-draft-state-second = Waits for the second approval since { $at }
desk-draft-approve-first = Approve as the first person
desk-draft-approved-first = Approved. The second approval by another person is still missing.
desk-draft-approved-by-you = You approved already. The second approval is somebody else's.
desk-draft-foreign-sender = You write only for: { $names }. Give one of these senders.
desk-draft-no-sender = Your role counts for single channels only. It does not let you write messages of the town's own.
desk-task-approve = Approve: { $title }
desk-task-approve-late = Has waited long for approval: { $title }
mail-draft-subject = { $town }: { $count ->
    [one] One message waits
   *[other] { $count } messages wait
 } for your approval
mail-draft-intro = These messages for { $town } have waited for approval for some time:
mail-draft-since = Waits since { $since }
mail-draft-how = Open the address and tap "Approve".

# Agency
desk-agency = Agency
desk-agency-lead = An agency helps the town from outside. What it writes appears only with your approval. Its access ends by itself.
desk-agency-people = Who works for the town from outside
desk-agency-none = Nobody at the moment. You can invite somebody on the page "Team".
desk-agency-deeds = What did the agency do?
desk-agency-end = End the work together
desk-agency-end-text = All people of the agency lose their access to this town at once. Their posts stay.
desk-agency-end-now = End it now
desk-agency-ended = The agency has no access to this town any more.
desk-passes = Without approval
desk-passes-lead = For a sender or a channel you can do without approval for a time. That ends by itself. Where the town always wants an approval, it still does.
desk-pass-sender = Sender "{ $name }": without approval until { $until }
desk-pass-channel = Channel "{ $name }": without approval until { $until }
desk-pass-end = With approval again
desk-pass-for = What for?
desk-pass-for-sender = Messages under a sender
desk-pass-for-channel = Messages passed on from a channel
desk-pass-name = Name of the sender or channel
desk-pass-until = Until
desk-pass-until-hint = For example 24.12.2026, at most { $days } days
desk-pass-save = Do without approval
desk-pass-saved = Saved.
refused-pass-name = Give a name of at most 60 characters.
refused-pass-end = Give an end. It lies ahead, and at most three months.

# Log
desk-own-log = What the log says about you
desk-own-log-lead = Here is what you did in your towns and what was decided about you.
desk-log-check = Check the log
desk-log-sheet = Load as a table
desk-log-filter = Choose what is shown
desk-log-who = Who
desk-log-anybody = Everybody
desk-log-agency = The agency
desk-log-from = From
desk-log-until = Until
desk-log-show = Show
desk-log-older = Older entries
desk-sheet-n = Number
desk-sheet-at = Time
desk-sheet-who = Who
desk-sheet-deed = What
desk-sheet-hash = Checksum
audit-staff-limited = The role "{ $role }" of { $about } counts only for: { $names }.
audit-staff-unlimited = The role "{ $role }" of { $about } counts for all senders and channels.
audit-role-taken-on = { $about } took on the role in this town.
audit-substitute-set = { $other } approves for { $about } until { $until }.
audit-substitute-ended = Nobody stands in for { $about } any more.
audit-approval-rules-set = Rules for approval changed.
audit-agency-pass-set = The agency publishes for "{ $name }" without approval until { $until }.
audit-agency-pass-ended = For "{ $name }" the agency needs approval again.
audit-agency-ended = The work with the agency ended.
audit-turned-away = { $about } asked for something that is another town's. Nothing was shown.
audit-draft-approved-first = Draft "{ $about }" approved for the first time.
cli-staff-limited = The limits of the role of { $name } ({ $login }) are saved.
help-staff-limit = Limit a role to senders and channels; without any it counts for everything again
help-staff-limit-town = The town in which the role counts
help-staff-add-sender = Only for this sender; may be given several times
help-staff-add-channel = Only for this channel (short name); may be given several times
help-staff-limit-sender = Only for this sender; may be given several times
help-staff-limit-channel = Only for this channel (short name); may be given several times
