# The words of the pages a reporter sees. Plain words, short sentences, reading age 9 to 11.
# Never: a promise of safety, of secrecy from courts, of rescue, of an answer at night; blame; "anonymous".
# A receipt is never put into a message. A line break inside a message starts a new sentence or point on the page.

## Frame of every page

# The window's title. Neutral on purpose: it stands in the browser's history.
title-form = Form
title-page = Page
skip-to-content = Go to the main text
leave = Leave this page
languages-label = Language
nav-label = Pages
nav-home = Start
nav-report = Write to us
nav-mailbox = Read our answer
nav-safety = Safer steps
demo-banner = This is a practice copy. Nobody reads it. Do not write anything real here.
unreviewed-note = A native speaker has not checked these words yet. Some may be wrong. If something looks strange, look at another language too.
unstaffed-note = You can write in your language. We may need longer to answer, because we must find a person we trust to read it.
run-by = This page is run by { $name } ({ $country }).
helplines-title = People you can call
privacy-title = What the people who run this page say about your data
emergency-line = In danger right now? Call the local emergency number, if that is safe for you.

## When somebody reads

reading-now = Somebody is reading now.
reading-in-hours = { $hours ->
    [one] Nobody is reading right now. Next reading in about { $hours } hour.
   *[other] Nobody is reading right now. Next reading in about { $hours } hours.
}
reading-unknown = We cannot say when somebody reads next. It may take days.
on-call-now = Somebody is on call now for danger that cannot wait.
on-call-partly = In this part of the day somebody is on call for danger that cannot wait, but perhaps not at this minute.
on-call-next = Nobody is on call right now. Next: { $day ->
    [mon] Monday
    [tue] Tuesday
    [wed] Wednesday
    [thu] Thursday
    [fri] Friday
    [sat] Saturday
   *[sun] Sunday
} { $part ->
    [night] after midnight
    [morning] in the morning
    [afternoon] in the afternoon
   *[evening] in the evening
}, by the clock in { $place }.
on-call-next-time = Nobody is on call right now. Next: { $day ->
    [mon] Monday
    [tue] Tuesday
    [wed] Wednesday
    [thu] Thursday
    [fri] Friday
    [sat] Saturday
   *[sun] Sunday
} from { $time }, by the clock in { $place }.
on-call-nobody = Nobody is on call in the next days. It may take longer until somebody reads.
reading-rest = What can wait may take days.

## Public warnings

home-advisories = Warnings for everybody
home-advisories-note = What others have met, and what to do.
advisories-title = Warnings
advisories-intro = These warnings come from several reports or strong documents. We leave out what could point to one person.
advisories-none = There is no warning now. This does not mean that nothing can happen.
advisories-stale = This list is out of date since { $day }. A newer one should be here. Look at another of our addresses.
advisories-withdrawn = We took this warning back.
advisories-written = Written on { $day }.
advisories-until = Valid until { $day }.
advisories-signed-copy = Signed copy
advisories-number = List number { $number }.
advisories-check-title = Is this really from us?
advisories-check = Every file has a signature, in a file of the same name that ends in .minisig.
    The program minisign checks it with our public key, which stands below.
    Compare that key with our printed card or another place. A false page would show a false key.
    If you saw a higher list number before, somebody keeps the newer list from you.
advisories-text = All as one text
advisories-feed = News feed
advisories-list = Signed list
advisories-addresses = Our true addresses

## Start page

home-title = Is a state you left trying to reach you?
home-lead = Calls from police. Pressure on your family. A stranger at your door. A trip that feels like a trap. You can tell us here.
home-report = Write to us
home-report-note = Three questions. You need no name, no account and no e-mail.
home-mailbox = Read our answer
home-mailbox-note = You need the code we gave you when you wrote.
home-safety = Steps that can make you safer
home-safety-note = You can read these without telling us anything.
home-about-title = Who we are
home-about = We collect reports about people who are put under pressure by a state they left.
    Trained caseworkers read what you write.
home-protect-title = How we try to protect you
home-protect = Your report is locked before it is stored. Only caseworkers hold the keys.
    This page is designed so that we do not learn your address on the internet.
    E-mails between our staff hold no details about you.
home-risks-title = Risks that stay
home-risks = Someone may watch your phone or stand behind you.
    Someone may know you by the way you write.
    A court where we work could order us to hand over what we still have. So we delete early.
    People make mistakes. Software can be broken into.
    If somebody takes over our computer while it is running, they could read what is sent after that.

## What we can do, what we cannot; device advice; first steps

can-title = What we can and cannot do
can-list = We can listen, and think with you about what to do next.
    We can check risks of a trip.
    We can help you find lawyers and helplines.
    If you agree, we can pass facts on or warn others.
cannot-list = We cannot come to you or stop the police.
    We cannot protect your family at home.
    We cannot promise a lawyer, or an answer at once.
free-to-skip = You do not have to give your name. You can skip any question and stop at any time.

now-title = What to do right now
now-list = If you are in danger this minute: call the local emergency number, if that is safe for you. Go where other people are.
    If somebody is at your door: you can keep it shut. Move away from it.
    If you are told to travel: wait. Tell us before you book or leave.
    If writing is dangerous now: close this page. Come back from another place.

device-title = Is this phone or computer safe to write on?
device-list = Use a device they cannot reach. Not a work phone. Not a phone from your home country. Not a phone that police have held.
    Do not write inside WeChat or another app from the state you left.
    Best: Tor Browser from torproject.org, set to “Safest”. This page works without scripts.
    Tor hides where you connect from. Someone who watches your line may still see that you use Tor.
    No Tor? Use a private window on a clean device. It does not hide you from the network or from spy software.
    Public Wi-Fi is better than the line at home or at work.
leave-title = If you must leave quickly
leave-list = “Leave this page” is at the top of every page. It opens a dull page.
    It does not clear the history of your browser. What you typed and did not send is lost.
    Later, remove only this page from the history. An empty history can look strange too.
    In Tor Browser: choose “New Identity”, or close the browser.

## Report form

report-title = Tell us what happened
report-intro = Three questions, then send. Nothing is sent or saved before you press the button.
report-optional = You may skip every question.
q-narrative = What happened?
q-narrative-hint = Write in any language. Short is fine. What happened last, and where? Leave out names that we do not need.
q-danger = Is someone in danger now, or in the next hours?
danger-now = Yes, now
danger-3days = In the next 3 days
danger-2weeks = In the next 2 weeks
danger-later = Later
danger-no = No
danger-unknown = I do not know
q-answer = May we answer you here?
q-answer-hint = You get a secret code. With it you can come back and read our answer.
answer-yes = Yes
answer-no = No, I need no answer
more-title = Do you want to tell us more?
more-hint = Everything below may stay empty. You can send now.
yes = Yes
no = No
unsure = I am not sure
send-report = Send
send-again = Send again
send-note = Pressing this sends your words to us.

part-methods = What kind of thing was it?
part-methods-hint = Choose as many as fit. “I am not sure” is a good answer too.
part-facts = Facts that help us to act faster
part-facts-hint = These questions may be hard. You can stop here and send.
q-safe-now = Are you safe now?
q-at-door = Is somebody at your door or outside now?
q-held = Is somebody held, locked up or missing?
q-held-who = Who is held, and where?
q-child = Is a child in danger, held or left alone?
q-travel-from = Trip: from where?
q-travel-to = Trip: to where?
q-travel-via = Trip: stops on the way
q-travel-when = Trip: when?
q-when-hint = For example: tomorrow, next week, or a date.
q-deadline = Did they set you a date or a deadline?
q-deadline-when = Which date?
q-knows-address = Do they know where you live?
q-papers = Did you get official papers, or are there papers about you?
part-person = Who is at risk, and how to reach you
q-at-risk = Who is at risk?
at-risk-me = I am
at-risk-other = Somebody else
at-risk-both = I am, and others too
q-at-risk-who = Who is the person? You may leave out the name.
q-never-contact = How must we never contact you?
q-never-contact-hint = For example: no calls, no WeChat, not through my family.
q-contact = Another way to reach you, if you want one
q-contact-hint = You do not need to give one. We answer here.
q-not-community = Do not show this to people from my own community, if you can avoid it
part-consent = What may we do with your report?
part-consent-hint = Nothing here is chosen for you. Choose only what you agree to. You can change your mind later. We cannot pull back what was already handed over.
consent-pass-on = You may pass it to a lawyer, the UN or a helpline. Ask me first which facts, and if my name is in it.
consent-count = You may count it in numbers, without details.
consent-publish = You may use it for a public warning that does not point to me.
consent-keep = You may keep it for a court in the future. If you do not choose this, we delete it 90 days after we close it.
part-before = Did you write to us before?
q-wrote-before = I wrote to you before
part-files = Photos, papers or other files
part-files-hint = You can also add files after you send your words. That is safer if your connection is slow.
q-files = Choose files
q-files-hint = Files can hold your place, your device and your name. Send them only if we need them. Together at most { $limit } MB.
q-clean = Make a clean copy of each photo, without place and device
q-clean-hint = We then have both: your photo as it is, as proof, and a copy without hidden data. What can be seen in the picture stays in both.
files-refused-note = We cannot take files at the moment. Your words still reach us. Please send only text now.

## Problems in a form

problems-title = Please look at this
problems-kept = What you wrote is still on this page.
problem-empty = The form is empty. Please write a few words, choose something, or add a file.
problem-too-long = This text is too long: { $length } characters. Please shorten it to { $limit }.
problem-files-too-large = The files are too large together. The limit is { $limit } MB. Your words are still here. Please send them with fewer files, or none.
problem-files-refused = We cannot take files at the moment. Your words are still here. Please send them without files.
problem-unreadable = A part of what was sent could not be read. Please look at the text and send it again.
problem-busy = Very many people are writing now. Your words are still here. Please wait a minute and send again.
problem-queue = { $minutes ->
    [one] Very many people are writing now. You are in line. Your words are still on this page. Wait about { $minutes } minute, then press “Send again”. Whoever has waited goes first.
   *[other] Very many people are writing now. You are in line. Your words are still on this page. Wait about { $minutes } minutes, then press “Send again”. Whoever has waited goes first.
}
problem-too-many = Please wait about { $minutes } minutes and send again. Your words are still here.
problem-message-empty = Please write a few words or add a file.

## After sending

answer-title = We have it
answer-title-added = We added it to your report
answer-new = Your report is locked and stored. It reached us.
answer-repeated = We already had this report. Nothing was lost, and nothing was sent twice.
answer-added = We added what you sent to the report you sent before.
answer-files-added = We added it. Only caseworkers can open it.
receipt-title = Your secret code
receipt-why = This code is the only key to our answer. We cannot give it to you again.
receipt-as-words = The same code as words
receipt-as-digits = The same code as digits
receipt-either = Words or digits: each of the two opens our answer. You need only one.
receipt-keep-title = How to keep it
receipt-keep = Write it on paper. Make it look like something else, such as a shopping list or a game.
    Or learn it by heart.
    Do not save it in your phone. Do not take a picture of it.
    Do not show it to anybody. We never ask you for it, outside of the page “Read our answer”.
receipt-none = You chose that you need no answer. So there is no code.
    If you want an answer after all, write to us again.
next-title = What happens next
next-read = A caseworker reads your report.
next-return = Come back to “Read our answer” with your code. Look again after a day, if that is safe for you.
next-no-call = We do not call you or write to you anywhere else, unless you asked us to.
next-tell-nobody = Do not put our name or this page into chats.
rules-title = What we saw in your answers
guidance-title = What you can do meanwhile
guidance-choose = These are choices, not orders. You know your situation best.
guide-do = You can
guide-avoid = Better not
guide-keep = Worth keeping
feelings = What happened is not your fault. It is normal to be scared, angry or numb. Take a break if you need one.
add-files-title = Add files
add-files-send = Send the files
add-files-time = You can do this for 30 minutes on this page. Later, use your code.
files-title = Your files
file-ok = arrived
file-clean = A clean copy without place and device was made too.
file-not-clean = We could not make a clean copy. It may show your place and your device.
file-failed = did not arrive
file-reason-broken = The connection broke off.
file-reason-too-large = It is too large.
file-reason-refused = We cannot take files at the moment.
file-reason-empty = It is empty.
file-reason-name = Its name could not be read.
file-unnamed = File without a name
upload-broken = The connection broke off while files were sent. Your words arrived. You can send the missing files again below.

## Read our answer

mailbox-entry-title = Read our answer
mailbox-entry-intro = Type the code you got when you wrote to us. The 12 words or the 40 digits: both work.
q-receipt = Your code
q-receipt-hint = Capital letters and spaces do not matter. You can paste it.
open-mailbox = Open
receipt-problem-empty = Please type your code.
receipt-problem-word-count = { $count ->
    [one] We see { $count } word. The code has 12 words.
   *[other] We see { $count } words. The code has 12 words.
}
receipt-problem-unknown-word = Please check word number { $number }. It is not in our list of words.
receipt-problem-digit-count = { $count ->
    [one] We see { $count } digit. The code has 40 digits.
   *[other] We see { $count } digits. The code has 40 digits.
}
receipt-problem-checksum = Please check the code. Something in it does not fit: perhaps two words changed places, or one is different.
receipt-problem-not-found = Nothing opens with this code. Please check it. A report that was taken back or deleted cannot be opened either.
receipt-problem-locked = This page locked itself, because 30 minutes went by. Please type your code again.
lost-receipt = If you lost the code, we cannot give it to you again. You can write to us again.

mailbox-title = Our answers
mailbox-never-ask = We never ask you to travel, to meet, to pay, or for your code. If somebody does and uses our name, it is not us.
mailbox-locks = This page locks itself after 30 minutes. You can lock it now.
mailbox-ends = From this day on (UTC) your code opens nothing, and we delete what is here:
mailbox-no-replies = There is no answer yet.
mailbox-troubled = { $count ->
    [one] { $count } answer is not shown, because we could not prove that it comes from us. We are told about it.
   *[other] { $count } answers are not shown, because we could not prove that they come from us. We are told about it.
}
mailbox-gaps = An answer is missing between those you see. You may have deleted it. If you did not, please tell us below.
reply-heading = Answer { $number }
reply-from = From { $author }
reply-day = Day (UTC)
reply-delete = I have read it, delete it
reply-delete-note = It is then gone from this page and cannot be brought back.
mailbox-older = There are older answers and messages. They are not shown on this page.
show-all = Show all of them
check-again = Check again
lock-now = Lock now
sent-title = What you sent
sent-report = Your report
sent-message = Message { $number }
sent-files = { $count ->
    [0] no files
    [one] { $count } file
   *[other] { $count } files
}
sent-waiting = We have it. Nobody has collected it yet.
sent-collected = A caseworker has collected it.
message-title = Write more
message-closed = You cannot add to this report any more. You can write to us again.
q-text = What do you want to add?
q-text-hint = You can also correct something, or ask us to delete your report.
send-message = Send
notice-message-sent = We have your message.
notice-files-sent = We have your files.
notice-deleted = The answer is deleted.
notice-not-deleted = The answer could not be deleted. Please try again.
notice-checked = We looked again just now.
withdraw-heading = Take it back
withdraw-ask = Take my report back
withdraw-note = We first show you what happens then, and ask you once more.
withdraw-title = Take your report back?
withdraw-text = It is hidden at once. Then nothing opens with your code, as if the code were wrong.
    After 7 days we destroy your report, your files and our answers.
    Our team can see that a report was taken back. A caseworker who collected it before may still have a copy. If that copy should go too, write it to us before you take the report back.
    You cannot undo this here. If you change your mind within 7 days, write a new report to us and say on which day you took this one back. We can then stop the deletion. Your old code stays closed all the same.
withdraw-forced = Does somebody force you to press this? Do what keeps you safe now. If we think that you were forced, we may keep the report. Whoever has your code does not see that.
withdraw-no = No, back to our answers
withdraw-yes = Yes, take it back now
withdrawn-title = Done
withdrawn-text = It is done. Please close this window now, so that nobody sees old pages by pressing “back”.

locked-title = Locked
locked-text = The page is locked. Nobody can read your answers here without your code.
    Your browser may still show old pages when someone presses “back”. Close this window too, if you can.
locked-again = Open again with the code

## Safer steps

safety-title = Safer steps
safety-intro = Open what fits. Nobody is told what you read here.
safety-before-title = Before you write to us
safety-kinds-title = What you can do, case by case

## Other pages

message-not-found-title = There is no such page
message-not-found = Please go back to the start.
message-too-many-title = Please wait a little
message-too-many = { $minutes ->
    [one] Too much came in a short time. Please try again in about { $minutes } minute.
   *[other] Too much came in a short time. Please try again in about { $minutes } minutes.
}
message-busy-title = Very many people are here now
message-busy = We could not take it just now. Please try again in a minute.
message-full-title = This report is full
message-full = Nothing more can be added to it, and what you just wrote was not kept. Copy your words below and send them as a new report. Say in it that you wrote to us before.
message-locked-title = The form is closed for now
message-locked = We cannot take reports or show answers just now. Nothing that you sent before is lost. Please come back later today. If you are in danger, do not wait for us: the start page says whom you can call.
message-cross-site-title = We did not take this
message-cross-site = Another site sent you here with a form that is already filled in. We did not take it. If you want to write to us, please use our own form.
message-bad-request-title = We could not read this
message-bad-request = Something did not arrive in the right form. Nothing was stored. Please go back and try again.
message-too-large-title = That is too much at once
message-too-large = We could not take so much at once. Nothing was stored. Please send the text first. You can add files afterwards.
message-timeout-title = It took too long
message-timeout = The connection was too slow or broke off. Nothing was stored. Please try again. Send the text first, files later.
message-internal-title = Something is wrong on our side
message-internal = It is not your fault. We cannot say if it was stored. You can go back and send the same report again: we count it only once.
message-incident = If you tell us about it, give us this number:
message-unsupported-title = We could not read this
message-unsupported = Your browser sent it in a way we do not understand. Nothing was stored. Please use the form on our page.
message-kept-title = What you wrote
message-kept = You can mark this text, copy it, and send it again.
message-kept-part = A part of what you sent did not arrive. Below is what we have of your words. Please check them and add what is missing before you send them again.
message-to-start = Go to the start
