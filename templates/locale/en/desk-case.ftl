# The desk: the list of cases and the page of a case. For a caseworker who is tired, or was woken. Short, calm, exact; says what
# a press does and what it does not do.

## Words that both pages use

case-level-critical = Critical
case-level-urgent = Urgent
case-level-routine = Routine
case-status-new = new
case-status-acknowledged = seen
case-status-working = in work
case-status-referred = referred
case-status-closed = closed
case-reason-done = done
case-reason-spam = spam
case-reason-duplicate = told us twice
case-reason-out-of-scope = not for us
case-reason-out_of_scope = not for us
case-reason-test = practice or test
case-age-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
case-age-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
case-age-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
case-yes = Yes
case-no = Cancel
case-unsure = Not sure
case-tick = Please read this and tick it first.
case-answer-no = No
case-at-risk-me = The reporter
case-at-risk-other = Somebody else
case-at-risk-both = The reporter and others
case-danger-now = Yes, now
case-danger-3days = In the next 3 days
case-danger-2weeks = In the next 2 weeks
case-danger-later = Later
case-danger-no = No
case-danger-unknown = Not known

## The list

inbox-title = Cases
inbox-list = Cases, the most urgent first
inbox-new = New case by phone
inbox-handover = Pass all mine on
inbox-keys = Keyboard
inbox-loading = Looking for cases…
inbox-looked = Looked again just now.
inbox-old = The server has not answered for a while.
inbox-count = { $count ->
    [0] No cases.
    [one] { $count } case.
   *[other] { $count } cases.
}
inbox-count-of = { $count ->
    [0] No case of { $all }.
    [one] { $count } case of { $all }.
   *[other] { $count } cases of { $all }.
}
inbox-empty = Nothing waits here. New reports appear by themselves.
inbox-empty-narrow = No case fits what you chose.
inbox-all = Show all open cases
inbox-locked = Your keys are closed. You see how urgent and how old each case is, and can take a call or pass it on. Words need your keys.
inbox-unlock = Open my keys
inbox-locked-line = Its words are locked
inbox-not-for-you = You may not read this case
inbox-restricted-line = For named people: open it to read
inbox-never-opened = Not opened by anybody yet
inbox-summary-opening = …
inbox-summary-broken = The summary does not open. Open the case.
inbox-choose = Choose case { $number }
inbox-arrived = { $count ->
    [one] { $count } new case.
   *[other] { $count } new cases.
}
inbox-more = { $count ->
    [one] In { $count } case the reporter wrote more.
   *[other] In { $count } cases the reporter wrote more.
}
inbox-flag-practice = practice
inbox-flag-unread = unread
inbox-flag-rings = rings
inbox-flag-answered = answered
inbox-flag-no-answer = wants no answer
inbox-flag-withdrawn = taken back
inbox-flag-restricted = restricted
inbox-flag-unreadable = closed to you
inbox-flag-lowered = lowered: look at it
inbox-flag-ending = ends soon
inbox-flag-held = held
inbox-flag-hold-waits = hold: waits for a second person
inbox-flag-junk = maybe junk
inbox-flag-contact-due = contact due
inbox-flag-mine = mine

inbox-calls = { $count ->
    [one] { $count } call rings
   *[other] { $count } calls ring
}
inbox-take-call = Take this call
inbox-take-call-named = Take this call: case { $number }
inbox-contacts = { $count ->
    [one] { $count } case waits for a contact that is due
   *[other] { $count } cases wait for a contact that is due
} ({ $mine ->
    [0] none of them yours
   *[other] { $mine } of them yours
}).
inbox-contacts-show = Show these
inbox-pass-call = Pass it on
inbox-pass-call-named = Pass it on: case { $number }
inbox-pass-title = Who should be called?
inbox-pass-text = The next call for case { $number } goes to the person you choose. It rings until somebody takes it.
inbox-taken = You have case { $number } now. It rings no more.
inbox-passed = Case { $number } now rings for { $alias }.

inbox-narrow = Search and filters
inbox-search = Search
inbox-search-hint = In summaries, labels and cases you opened. Only on this device; forgotten when you lock.
inbox-filters = Filters
inbox-filters-some = Filters ({ $count })
inbox-by-urgency = Urgency
inbox-any-urgency = Any
inbox-by-status = Status
inbox-any-status = Any, closed ones too
inbox-status-open = open
inbox-by-assignee = Who has it
inbox-any-assignee = Anybody or nobody
inbox-assignee-me = I have it
inbox-assignee-nobody = Nobody has it
inbox-assignee-somebody = Somebody has it
inbox-by-contact = Next contact
inbox-any-contact = With or without
inbox-contact-due = Due now
inbox-contact-day = Due within a day
inbox-contact-any = Has a date
inbox-by-language = Language
inbox-any-language = Any
inbox-by-label = Label
inbox-any-label = Any
inbox-only-unread = Unread only
inbox-only-restricted = Restricted only
inbox-only-junk = With signs of junk only
inbox-only-lowered = Lowered, waiting for a second look

inbox-bulk = Chosen cases
inbox-chosen = { $count ->
    [one] { $count } chosen
   *[other] { $count } chosen
}
inbox-choose-none = Choose none
inbox-close-spam = Close as spam
inbox-close-test = Close as test
inbox-bulk-spam = { $count ->
    [one] Close { $count } case as spam?
   *[other] Close { $count } cases as spam?
}
inbox-bulk-test = { $count ->
    [one] Close { $count } case as a test?
   *[other] Close { $count } cases as tests?
}
inbox-bulk-text = Closed cases can be opened again until they are deleted. A new message of the reporter opens them by itself.
inbox-bulk-critical = { $count ->
    [one] { $count } of them is marked critical. Did somebody read it?
   *[other] { $count } of them are marked critical. Did somebody read them?
}
inbox-bulk-yes = Close them
inbox-bulk-done = { $count ->
    [one] { $count } case closed.
   *[other] { $count } cases closed.
}

inbox-keys-title = Keyboard
inbox-key-next = next case
inbox-key-previous = case before
inbox-key-open = open the case
inbox-key-choose = choose the case
inbox-key-search = search
inbox-key-again = look again now
inbox-key-help = this help
inbox-key-lock = lock the desk
case-key-call = to the call, if it rings
case-key-answer = write an answer
case-key-note = write a note
case-key-back = back to the list
inbox-keys-list = In the list
inbox-keys-case = In a case
inbox-keys-anywhere = Everywhere
inbox-keys-on = Single letters work as keys

## The end of a shift

shift-title = Pass all your cases on
shift-text = { $count ->
    [one] { $count } open case is yours. It goes to the colleague you choose.
   *[other] { $count } open cases are yours. They go to the colleague you choose.
}
shift-note = A word for whoever takes over
shift-note-hint = Stands as a note in each of these cases.
shift-yes = { $count ->
    [one] Pass { $count } case on
   *[other] Pass { $count } cases on
}
shift-none = No open case is yours.
shift-writing = { $count ->
   *[other] Writing the note: { $count } of { $all }…
}
shift-done = { $count ->
    [one] { $count } case passed on to { $alias }.
   *[other] { $count } cases passed on to { $alias }.
}
shift-stay = { $alias } may not read these restricted cases, so they stay yours: { $numbers }. Ask a lead.
shift-failed = The note could not be written into: { $numbers }. The cases were passed on all the same. Tell your colleague.

## A case

case-title = Case { $number }
case-title-plain = Case
case-back = Back to the list
case-opening = Opening…
case-none = No such case
case-none-text = This address leads to no case.
case-parts = Parts of this page
case-jump-conversation = Report
case-jump-files = Files
case-jump-answer = Answer
case-jump-notes = Notes
case-jump-manage = Work
case-rings = This case rings. Whoever takes it ends the call for everybody.
case-practice = This is practice: nobody is in danger here, and it deletes itself after a day. Answer it as you would a real one.
case-withdrawn = The reporter took this report back. It will be destroyed. If you think that somebody forced them, speak with a second person at once: together you can stop it.
case-more-came = The reporter wrote more.
case-changed = A colleague changed this case.
case-look = Look at it
case-hostile-title = Do not trust this case yet
case-hostile = Something in it was changed, exchanged or left out by somebody. Do not answer and do not act on it alone. Tell a lead now, by another way.
case-warnings-title = Look closely
case-not-community-title = Not for people from the reporter's own community
case-not-community = The reporter asked: do not show this to people from my own community, if you can avoid it. Think of interpreters and colleagues too, before you share or assign.
case-why = Why it is { $level }
case-conversation = What was said
case-report = Report
case-message = Message { $number }
case-reply = Our answer { $number }
case-reply-deleted = The reporter has read and deleted it.
case-no-words = No words were written.
case-unread-reply = This answer does not open, though it is signed as ours. Nothing of it is shown.
case-unread-message = This message does not open, or was not written by this reporter. Nothing of it is shown.
case-methods = What kind of thing
case-danger = In danger now, or in the next hours?
case-translate = Add a translation
case-translation-by = Translated by { $author }, { $from } to { $to }, { $at }
case-translation-other = This translation is of other words than those beside it. Do not rely on it.
case-translation-machine = Made by a machine
case-answer = Answer
case-notes = { $count ->
    [0] Notes
   *[other] Notes ({ $count })
}
case-files = { $count ->
   *[other] Files ({ $count })
}
case-manage = Work on it
case-timeline = { $count ->
   *[other] What happened ({ $count })
}
case-colleague = Colleague
case-choose-person = Choose somebody
case-person-away = { $alias } (away)
case-no-colleague = There is no other colleague yet.

# What the form asks, said of the reporter.
fact-safe-now = Safe now?
fact-at-door = Somebody at the door or outside now?
fact-medical = Needs a doctor?
fact-held = Somebody held, locked up or missing?
fact-held-who = Who is held, and where
fact-child = A child in danger, held or left alone?
fact-travel-from = Trip from
fact-travel-to = Trip to
fact-travel-via = Trip, on the way
fact-travel-when = Trip, when
fact-deadline = Did they set a deadline?
fact-deadline-when = Deadline
fact-knows-address = Do they know the address?
fact-papers = Official papers?
fact-at-risk = Who is at risk
fact-at-risk-who = The person at risk
fact-never-contact = Never contact by
fact-contact = Another way to reach them
fact-not-my-community = Not to people from my community
fact-consent-pass-on = May be passed to a lawyer, the UN or a helpline (ask first)
fact-consent-count = May be counted in numbers
fact-consent-publish = May be used for a public warning
fact-consent-keep = May be kept for a court
fact-wrote-before = Wrote to us before
fact-method-other = Other kinds
fact-answer-here = Answer here
fact-taken-by = Taken down on the phone by

# Warnings, by their code.
warning-urgency-differs = The urgency that was sealed is not what the facts give. Read it yourself.
warning-server-urgency = The server claims another urgency than the one that was sealed.
warning-unread-message = A message, an answer or a note does not open, or was not written by whom it should be. The rest is here, and you can write on.
warning-grant-mismatch = A key of this case was exchanged, does not open, or a false one was put beside it. What you write is sealed to the true one alone. If what colleagues wrote last does not open to you, your next note makes a new key for notes, and what was written before stays as readable as it is.
warning-gap = A message, an answer or a note is missing between those that are here.
warning-junk = The server noticed signs of junk.
warning-no-answer-wanted = The reporter wants no answer here.
warning-old-rules = It was sealed under other rules than today's.
warning-value-sealed = sealed
warning-value-computed = from the facts
warning-value-claimed = the server says
warning-value-seq = number
warning-value-what = where
warning-value-sign = sign
junk-same-text = the same text came several times within a day
junk-many-from-one-side = many reports came from the same side within an hour

## Answering

answer-never = We never ask anybody to travel, to meet, to pay, or for their code. An answer that does is a trap, whoever wrote it.
answer-hostile = This case was tampered with. Speak with a lead, by another way, before you answer.
answer-not-wanted = The reporter wants no answer here. Do not look for another way unless they named one.
answer-withdrawn = The report was taken back. Nothing that you write would be read.
answer-safe-title = How to answer safely, as the reporter asked
answer-safe-tick = I have read this, and my answer keeps to it.
answer-phrases = Approved sentences
answer-phrases-hint = The same in your language and in theirs. They may be sent without a second look, if nothing is added.
answer-phrase-add = Add
answer-phrase-added = Sentence added.
answer-no-phrases = There are no approved sentences in { $language } yet.
answer-text = Answer, in { $language }
answer-reads = I read { $language } well enough to know what I send
answer-translation = The same in { $language }
answer-translation-hint = For the colleague who looks at it, and for whoever reads the case later.
answer-approved = Approved sentences only: you may send it.
answer-needs-look = You do not read this language. A colleague must look at it before it is sent.
answer-asks = This answer seems to ask for something that we never ask for:
answer-asks-travel = a trip, a ticket or coming somewhere
answer-asks-meet = a meeting
answer-asks-money = money
answer-asks-code = the secret code
answer-asks-address = an address, a link or a telephone number: a false answer would carry one
answer-asks-tick = I have read it again. It does not ask the reporter to do this.
answer-empty = Write a few words first.
answer-send = Send the answer
answer-done = Sent. The reporter finds it with their code.
answer-kept = What you had typed is still here.

draft-title = Waits for a second look
draft-mine = You wrote this. Somebody else must look at it.
draft-tick = I read { $language }. It says what stands beside it, and nothing else.
draft-send = Send this answer
draft-change = Change it
draft-ask = Ask a colleague to look at it
draft-needs-translation = Write what it says in your language too, so that somebody can compare.
draft-done = It waits for a colleague now. It is not sent yet.

## Translations

translate-title = Add a translation
translate-hint = It stands beside these very words, with your name. The reporter does not see it.
translate-source = The words
translate-from = From
translate-to = Into
translate-words = Translation
translate-empty = Write the translation first.
translate-same = Choose another language than that of the words.
translate-yes = Add it
translate-done = Translation added.

## Notes

note-new = A note to the team
note-hint = The reporter never sees it, and has no key to it.
note-empty = Write a few words first.
note-send = Add the note
note-done = Note added.
note-about-note = note
note-about-lowered = why it was lowered
note-about-handover = passed on
note-about-closed = closed
note-about-shared = handed to a body outside
note-about-restricted = readers changed

## What happened

timeline-report = { $files ->
    [0] The report arrived.
    [one] The report arrived, with { $files } file.
   *[other] The report arrived, with { $files } files.
}
timeline-message = { $files ->
    [0] The reporter wrote more.
    [one] The reporter wrote more, with { $files } file.
   *[other] The reporter wrote more, with { $files } files.
}
timeline-service = The server
timeline-replied = answered
timeline-case-opened = opened it for the first time
timeline-noted = wrote a note
timeline-translated = translated
timeline-labelled = changed the labels
timeline-drafted = wrote a draft
timeline-status = changed the status
timeline-assigned = assigned it
timeline-lowered = lowered the urgency
timeline-lowering-confirmed = confirmed the lower urgency
timeline-raised = raised the urgency
timeline-next-contact = set the next contact
timeline-linked = linked another case
timeline-unlinked = unlinked another case
timeline-restricted = restricted it to named people
timeline-opened-to-team = opened it to the team
timeline-former-readers = let the former readers read it again
timeline-former-dropped = deleted the keys of former readers, after two weeks
timeline-guest = let an interpreter in
timeline-guest-ended = the interpreter's time ended
timeline-shared = handed parts to a body outside
timeline-bulk-closed = closed it together with others
timeline-handover = passed it on at the end of a shift
timeline-acknowledged = took the call
timeline-passed = passed the call on
timeline-withdrawn = noted that the reporter took it back
timeline-kept = stopped the destruction
timeline-hold-asked = asked that it does not end
timeline-hold-confirmed = confirmed that it does not end
timeline-hold-dropped = took back the wish to hold it
timeline-release-asked = asked to let it go
timeline-hold-released = confirmed that it is let go
timeline-release-dropped = took back the wish to let it go
timeline-regranted = sealed it on to the new team
timeline-exported = exported it
timeline-imported = took in work done offline

## Files

files-hint = Nothing is opened before you press. A file can tell its sender that it was opened, or attack the device that opens it.
files-name-was = Its sender called it
files-clean-copy = Clean copy, without place and device, of
files-open = Look at it here
files-close = Close it
files-opening = Opening…
files-too-large = It is too large for this page. Open it offline with tocsin-desk.
files-picture = Picture, { $width } by { $height }
files-reveal = Show the picture
files-hide = Blur it again
files-save-pixels = Save the pixels only
files-original = The file itself…
files-playing = It plays in a frame of its own, which reaches neither the desk nor the network.
files-not-playable = This browser cannot play it.
files-not-shown = This kind of file is not shown here. Documents can attack whoever opens them.
files-refused-bytes = This picture is too large to be shown safely.
files-refused-pixels = This picture has more pixels than is safe. It may be made to freeze a device.
files-refused-broken = This picture is damaged, or is something else in a picture's clothes.
danger-title = This file can be dangerous
danger-why = A document can take over the device that opens it, or tell its sender where and when it was opened. Those who hunt our reporters have sent such files before.
danger-how-title = If you must open it
danger-how = Not on this device, and not on one that knows your accounts.
    Best: export the case and open it with tocsin-desk on a machine that was never and will never be on a network.
    Or start a clean system such as Tails without network, and let Dangerzone turn the document into pixels there.
    Ask a colleague who has done it before. There is no hurry that makes it safer.
danger-name = It is saved under a name that no program opens. On the safe machine, take the ending .danger away.
danger-tick = I open it only on such a machine.
danger-save = Save the file

## Work on a case

manage-number = Number
manage-number-hint = To say aloud among colleagues. It is not the reporter's code.
manage-status = Status
manage-assignee = Who has it
manage-nobody = Nobody
manage-take = I look after it
manage-assign = Give it to…
manage-release = Let it go
manage-urgency = Urgency
manage-labels = Labels
manage-no-labels = None
manage-contact = Next contact
manage-no-contact = No date
manage-links = Other cases of this person
manage-no-links = None known
manage-link = Link a case
manage-unlink = Unlink
manage-linked-elsewhere = a case you cannot see
manage-readers = Who can read it
manage-team = The team
manage-restricted = Named people only
manage-have-read = Have read it:
manage-may-read = May read it:
manage-guest-until = { $alias } interprets until { $at }
manage-guest = Let an interpreter in
manage-restrict = Restrict to named people
manage-open = Open to the team
manage-expires = Deleted on
manage-ending = This is soon. A new message of the reporter gives it more time; two leads can hold it.
hold-ask = Ask that it does not end
hold-title = Hold this case
hold-why = For
hold-for-legal = a court or a duty to keep
hold-for-safety = somebody’s safety
hold-text = A held case is not deleted until two leads let it go. You ask for it; it is held once another lead confirms. Until then it ends on its day.
hold-asked-title = To hold this case waits for a second person
hold-asked-text = { $alias } asks that it does not end, for { $why } ({ $at }). It ends on its day until another lead confirms.
hold-held-title = This case is held
hold-held-text = It is not deleted, for { $why }. The second person was { $alias } ({ $at }).
hold-release-title = To let this case go waits for a second person
hold-release-text = { $alias } asks to let it go ({ $at }). It stays held, for { $why }, until another lead confirms.
hold-mine = You asked for this. Somebody else must confirm it.
hold-confirm = I agree: hold it
hold-drop = Take the wish back
release-ask = Ask to let it go
release-confirm = I agree: let it go
release-drop = No, keep holding it
manage-share = Hand parts to a body outside
manage-share-without = Hand over all the same
manage-change = Change
manage-save = Save
manage-done = Saved.
status-title = Status
status-reason = Why it is closed
status-reason-choose = Choose a reason
status-reason-hint = A new message of the reporter opens it again.
assign-title = Give this case to a colleague
assign-yes = Give it
urgency-title = Urgency
urgency-why = Why it is less urgent
urgency-why-hint = Stands as a note. A colleague must agree before it counts.
urgency-why-empty = Write why, so that a colleague can judge it.
lowered-title = Lower urgency waits for a second person
lowered-text = { $alias } wants to lower it from { $from } to { $to }.
lowered-mine = You asked for this. Somebody else must confirm it.
lowered-confirm = I agree
lowered-refuse = No, leave it as it was
labels-title = Labels
labels-field = Labels, with commas between
labels-hint = Sealed: only the team reads them. No names of people.
contact-title = Next contact
contact-hint = From this day on it stands in the list as due. Leave it empty for no date.
contact-wrong = This date cannot be read.
link-title = Another case of the same person
link-text = Both cases stay as they are, and both codes of the reporter go on working.
link-number = Number of the other case
link-hint = For example 4711-29.
link-unknown = There is no other case with this number in your list.
link-yes = Link
guest-title = Let an interpreter in
guest-text = An interpreter can read this one case and add translations, until the time is over. They see no other case.
guest-none = Nobody with the role of interpreter has an account.
guest-who = Interpreter
guest-days = For how long
guest-for = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
guest-differs = This is not the fingerprint that the server shows for this account. If you heard it right, let nobody in and tell an administrator.
guest-yes = Let them in
guest-done = { $alias } can read this case now.
case-seal-on = Seal it on again
case-seal-on-why = Somebody sealed this case on to the newest team with something that is not its key: colleagues who came later cannot open it. You can. Sealing it on again puts the right key beside it.
former-title = Let the former readers read it again?
former-text = Until { $at }, { $who } could read it. Then { $by } changed that.
former-team = the team
former-sure = { $who } can read this case again, and what staff wrote is as it was before. What was written since stays with those who can read it now.
    Everybody sees in the log that you did this. Whoever can read it now can undo it.
former-yes = Let them read it again
former-done = It is readable again for: { $who }
former-closed = This case was closed to you
former-closed-text = A colleague restricted it to other people. That may be right: ask them first, by another way.
    Nobody but them has opened it with its new keys yet. If the keys hold nothing, the case would be lost. So you can still bring back those who could read it before.
restrict-title = Restrict to named people
restrict-text = The case gets new keys. From now on only the people you choose can open what is added, and the server gives it to nobody else.
    What somebody has read or copied before cannot be taken back.
    The list shows everybody that there is a restricted case and how urgent it is, so that it is not forgotten.
restrict-who = Who may read it
restrict-me = { $alias } (you)
restrict-yes = Restrict
restrict-alone-title = You alone?
restrict-alone = If you lose your keys or fall ill, nobody can read this case or answer it.
restrict-alone-yes = Yes, I alone
restrict-done = { $count ->
    [one] { $count } person can read it now.
   *[other] { $count } people can read it now.
}

## Handing over to a body outside

share-title = Hand parts to a body outside
share-consent-title = What the reporter allowed
share-consent = They said that you must ask first which facts, and if their name is in it. Did you ask?
share-consent-none = The reporter did not agree to this. Ask them first, unless a life hangs on it.
share-consent-no = not agreed
share-not-agreed = The reporter did not agree that anything is passed on. Ask them first. If they agree in their own words, or a life hangs on it, a lead can hand parts over.
share-parts = Which parts
share-file = File: { $name }
share-translation = Translation: { $beginning }
share-contact = How to reach the reporter
share-choose = Choose at least one part.
share-way = How
share-sealed = Sealed to the other body's key
share-html = As one page that any browser opens
share-html-hint = For those who have no such tool. It is not locked: hand it over by a safe way only.
share-key = Key of the other body (age1…)
share-key-hint = Compare it with them by another way, for example on the phone.
share-key-wrong = This is no such key.
share-note = A word for the other body
share-note-hint = Goes along with the parts. It says nothing that you did not choose.
share-why = Why, and to whom
share-why-hint = For the team. Stands as a note in the case, and is not handed over.
share-why-empty = Write why and to whom, so that colleagues understand it later.
share-tick = The reporter agreed to these parts, and to their name if it is in them.
share-tick-without = The reporter has agreed since, in their own words, or a life hangs on it. I answer for it.
share-yes = Make the file
share-done = The file is made, and noted in the log.

## A case by phone

new-title = New case by phone
new-intro = Write down what somebody tells you. It is locked on this device and sent like any report; you then read them their code.
new-language = Language in which they want our answers
new-language-hint = The code is shown as words where this language has a list.
new-narrative = What happened?
new-narrative-hint = Their words, if you can. Leave out names that we do not need.
new-answer = They want an answer here, with a code
new-facts = More facts, consent and contact
new-send = Lock and send
new-waiting = Sending…
new-empty = Write a few words first, or choose what kind of thing it was.
new-too-long = { $limit ->
   *[other] This is too long. The limit is { $limit } characters.
}
new-no-kit = The form's words did not come. Try again in a moment.
new-done = It is there
new-receipt = Read this code to them now. It is shown only once. It is the only key to our answers.
new-receipt-words = As words ({ $language })
new-receipt-digits = As digits
new-receipt-rules = They should write it on paper, and make it look like something else.
    Do not keep it yourself, and do not send it to them.
    Either the words or the digits are enough.
new-no-receipt = No answer was wanted, so there is no code.
new-print = Print
new-to-case = To the case
