# The second proof at sign-in
desk-proof = Second proof
desk-proof-lead = Your password is right. Now show that you have your phone.
desk-proof-code = Number from the phone or emergency code
desk-proof-code-hint = Open the app with the numbers on your phone. If the phone is gone, take one of the printed codes.
desk-proof-submit = Continue
desk-proof-missing = Enter the number from the phone or an emergency code.
desk-proof-wrong = That does not fit. Each number and each code works once only. Wait until the phone shows a new number.
desk-proof-reset = Reset the second proof
desk-proof-reset-text = When phone and printed codes are gone: { $name } is signed out everywhere and sets up a new phone at the next sign-in. Ask in person before.
desk-proof-reset-now = Reset now
desk-proof-was-reset = The second proof is reset.
desk-own-proof = Second proof
desk-own-proof-lead = A password alone is not enough here. From now on your phone shows you a number at each sign-in.
desk-own-proof-again = Set up the other phone now. Until then the one before counts.
desk-own-proof-step-app = Open an app on the phone that shows numbers for signing in. Many phones have it in their passwords already. Otherwise FreeOTP or Aegis will do.
desk-own-proof-step-scan = Add a new entry there and point the camera at this picture.
desk-own-proof-picture = Picture for the camera of the phone. The same stands below as text.
desk-own-proof-text = Without a camera enter this key:
desk-own-proof-here = The app is on this device: open it there
desk-own-proof-step-number = Enter the number that the phone shows now. Only then it counts.
desk-own-proof-number = Number from the phone
desk-own-proof-number-hint = Six digits. After 30 seconds there is a new one.
desk-own-proof-submit = Set up the phone
desk-own-proof-wrong = This number does not fit. Check whether the clock of the phone is right, and take the next number.
desk-own-proof-done = Your phone is set up.
desk-own-proof-none = Not set up yet. Only the password protects your access.
desk-own-proof-since = Your phone is set up since { $day }.
desk-own-proof-see = See and change
desk-own-proof-code-used = The emergency code is used up. If your phone is gone, set up another one right away.
desk-own-proof-change = Change
desk-own-proof-change-text = For that you prove once more who you are.
desk-own-proof-other-phone = Set up another phone
desk-codes = Emergency codes
desk-codes-lead = Print this page or copy the codes. Each stands in for the phone once.
desk-codes-once = These codes are shown now only. Keep them in a safe place, not with the phone.
desk-codes-on = I have the codes, continue
desk-codes-renew = New emergency codes
desk-codes-renewed = These are your new codes. Those before work no more.
desk-codes-left = { $count ->
    [0] All emergency codes are used up. Get new ones.
    [one] One emergency code is left. Get new ones.
   *[other] { $count } emergency codes are left.
 }
refused-staff-no-role = “{ $login }” has no role at the moment. Give one first: ausrufer staff add
