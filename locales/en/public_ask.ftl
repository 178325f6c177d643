ask-title = Your concern
ask-question-link = Ask a question
ask-barrier-link = Report a barrier
ask-notice-link = Report content
ask-removal-link = Have a photo or post removed
ask-question-about = Ask about this post
ask-removal-about = Have a photo or post removed
ask-description-link = Ask for a description

ask-form-question-title = Ask a question
ask-form-question-lead = What would you like to know? We usually answer within a week.
ask-form-question-text = Your question
ask-form-question-hint = Please write nothing confidential, such as details of your health.

ask-form-barrier-title = Report a barrier
ask-form-barrier-lead = Is there something on this page you cannot use? Please tell us what.
ask-form-barrier-address = You can copy the address here. The field may stay empty.
ask-form-barrier-text = What can you not use?
ask-form-barrier-hint = If you like: which device and which assistive technology do you use?

ask-form-notice-title = Report content
ask-form-notice-lead = Is something on this page unlawful? We examine your report and give reasons for our decision.
ask-form-notice-address = Please give the exact address. Separate several addresses with a space.
ask-form-notice-text = Why do you think the content is unlawful?
ask-form-notice-hint = Please give your reasons as precisely as you can.

ask-form-removal-title = Have a photo or post removed
ask-form-removal-lead = Are you or your child in a photo? Or does a post say something about you? We usually look into it within a day.
ask-form-removal-address = Please copy the address of the post here. Or describe it below.
ask-form-removal-text = What is to be removed?
ask-form-removal-hint = For example: the second photo. You need not give a reason.

ask-form-description-title = Ask for a description
ask-form-description-lead = Is a picture still without a description? We are glad to add it.
ask-form-description-text = What would you like to know about the picture?
ask-form-description-hint = The field may stay empty.

ask-usual-description = Please describe this picture.
ask-usual-removal = Please remove this content.

ask-address = Which page is it about?
ask-child = It is about the depiction of child abuse.
ask-child-hint = Then you need to give neither name nor e-mail address.
ask-name = Your name
ask-name-optional = Your name (optional)
ask-mail = Your e-mail address
ask-mail-optional = Your e-mail address (optional)
ask-mail-hint = Then we write to you as soon as there is an answer.
ask-true = To the best of my knowledge, what I say is correct and complete.
ask-trap = Please leave empty
ask-privacy = We use what you tell us only to deal with your concern.
ask-send = Send
ask-about = It is about:
ask-problems = Please check:

ask-text-missing = Please tell us your concern.
ask-text-long = Please shorten the text to { $count } characters.
ask-text-links = Please give { $count } web addresses at most.
ask-field-long = Please shorten this to { $count } characters.
ask-address-missing = Please give the address of the content.
ask-removal-missing = Please give the address, or describe what is to be removed.
ask-description-missing = Please open this form right below the picture.
ask-name-missing = Please give your name.
ask-mail-missing = Please give your e-mail address.
ask-mail-wrong = Please check the e-mail address, for example name@example.org.
ask-true-missing = Please confirm that what you say is correct.
ask-again = Please look over what you wrote once more, then send it.
ask-twice = We have this message already.

ask-stop-origin = The form did not come from this page. Please open it here again.
ask-stop-often = Too many messages are coming in just now. Please try again in some minutes, or call us.
ask-stop-large = The message is too long. Please shorten the text.
ask-taken-nothing = Thank you.

ask-case-title = Your case
ask-case-number = Your case number:
ask-case-keep = Please keep the address of this page. Only here you read our answer. Whoever knows the address can read everything.
ask-case-open = Your concern has arrived and is being dealt with.
ask-case-interim = We are working on your answer.
ask-case-answered = We have answered you.
ask-case-closed = This case is closed.
ask-case-due = We expect to answer by { $day }.
ask-case-said = What was said
ask-case-you = You
ask-case-add = Add something
ask-case-more = What you want to add
ask-case-erase = Delete what you told us
ask-case-erase-text = You can delete everything you wrote to us here. Our answers are deleted with it.
ask-case-erase-yes = Yes, delete everything for good
ask-case-erase-do = Delete what I wrote
ask-case-erase-sure = Please confirm first that everything is to be deleted.
ask-case-erased = What you told us is deleted.
ask-case-missing = This case does not exist, or not any more.

ask-mail-receipt-subject = Your concern { $number } to { $town } has arrived
ask-mail-receipt = your concern { $number } to { $town } has arrived.
ask-mail-answer-subject = News on your concern { $number } to { $town }
ask-mail-answer = there is an answer to your concern { $number } to { $town }.
ask-mail-where = Read everything about case { $number } here:
ask-mail-secret = Please do not pass this address on. Whoever knows it can read everything.
ask-mail-sent-by = { $town } · { $host }

ask-privacy-section = When you write to us
ask-privacy-section-1 = There are forms for questions and reports. Only what you enter is stored. Name and e-mail address are optional, except for reports of unlawful content.
ask-privacy-section-2 = Only those who deal with it see what you told us. It never appears in public. Six months after the case is closed it is deleted.
ask-privacy-section-3 = You can also delete everything yourself at once. The page of your case lets you do so.
