audit-who-machine = Automatic
audit-who-cli = { $name } (command line)
audit-who-staff = { $name }
audit-hidden = Post { $about } hidden: it looks withdrawn in all its channels ({ $channel }).
audit-shown-again = Post { $about } shown again: it is still there in { $channel }.
audit-share-withdrawn = Post { $about } stays without the share of { $channel }: withdrawn there ({ $evidence }).
audit-withdrawn = Post { $about } withdrawn for good ({ $evidence }).
audit-merged = A message from { $channel } joined post { $about }.
audit-joined = Post { $others } joined with post { $about }.
audit-split = Post { $about } split. New: { $others }.
audit-removed = Post { $about } removed at once.
audit-retracted = Post { $about } retracted.
audit-held = { $channel }: { $count ->
    [one] one change
   *[other] { $count } changes
 } held (no. { $about }).
audit-released = { $channel }: { $count ->
    [one] one held change
   *[other] { $count } held changes
 } released (no. { $about }).
audit-rejected = { $channel }: { $count ->
    [one] one held change
   *[other] { $count } held changes
 } rejected (no. { $about }).
audit-asked = { $channel }: a new post waits for approval (no. { $about }).
audit-approved = { $channel }: a new post was approved (no. { $about }).
audit-turned-down = { $channel }: a new post was turned down (no. { $about }).
audit-left-out = Post { $about } withdrawn. { $rule }
audit-share-left-out = Post { $about } stays without the share of { $channel }. { $rule }
audit-closed = { $channel }: the account was closed (no. { $about }).
audit-void = { $channel }: held change no. { $about } no longer applies.
audit-source-paused = Channel { $about } paused.
audit-source-resumed = Channel { $about } resumed.
audit-source-retired = Channel { $about } discontinued.
audit-source-removed = Channel { $about } removed.
audit-login-removed = Login at the platform for channel { $about } given back and deleted.
audit-source-set = Channel { $about }: settings changed ({ $names }).
audit-town-published = Town published.
audit-who-cli-nobody = command line (without a login name)
audit-post-named = “{ $heading }”
audit-edited = Post { $about } changed by hand: { $fields }.
audit-edit-lifted = Post { $about } follows its source again: { $fields }.
audit-doubted = { $channel }: a new post may say the same as another one (no. { $about }).
audit-doubt-joined = { $channel }: two posts are the same message (no. { $about }).
audit-doubt-parted = { $channel }: two posts are different messages (no. { $about }).
audit-overridden = { $channel }: the source changed what was written by hand here (no. { $about }).
audit-words-taken = { $channel }: took the source’s version (no. { $about }).
audit-words-kept = { $channel }: kept our own version (no. { $about }).
audit-staff-invited = { $about } invited, or given a further role: { $role }.
audit-staff-renewed = { $about } may choose a new password.
audit-staff-ended = { $about } no longer works for this town.
audit-warned = Warning { $about } issued.
audit-warned-alone = Warning { $about } issued alone. Reason: { $reason }
audit-warning-asked = Warning handed to a second person for confirmation.
audit-warning-changed = Warning { $about } changed.
audit-warning-ended = All-clear given for { $about }.
audit-password-chosen = { $about } chose a password.
audit-proof-set = { $about } set up a second proof for signing in.
audit-codes-renewed = { $about } got new emergency codes.
audit-code-used = { $about } used an emergency code.
audit-proof-reset = The second proof of { $about } was reset.
audit-draft-handed-in = Draft "{ $about }" handed in for approval.
audit-draft-returned = Draft "{ $about }" given back.
audit-draft-planned = Draft "{ $about }" approved. It appears at its time.
audit-draft-published = Own post { $about } published.
audit-draft-deleted = Draft "{ $about }" deleted.
