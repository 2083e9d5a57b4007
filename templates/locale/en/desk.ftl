# The desk: the frame, signing in, security, the team, the audit log, administration. Plain words for a volunteer at three
# in the morning. What a case says stands in desk-case.ftl.

# The language of these words and its direction: a page in a language that lacks them shows them as what they are.
desk-language = en
desk-direction = ltr
desk-title = Desk
desk-no-script = The desk works with script alone: keys are made and used on your own device. Without script, work offline with tocsin-desk.
desk-frame-title = Sound or film

## The frame

desk-menu = Menu
desk-skip = Skip to the content
desk-close = Close
desk-again = Try again
desk-cancel = Cancel
desk-not-now = Not now
desk-lock = Lock
desk-lock-hint = Forgets your keys until you open them again. Three presses of the Escape key do the same.
desk-sign-out = Sign out
desk-lock-soon = Nobody has touched this page for a while. In two minutes it locks.
desk-lock-stay = I am still here
desk-locked-title = Locked
desk-locked = Your keys are closed. Nothing that they opened is on this page any more.
desk-unsaved-title = You typed something that is not sent
desk-unsaved = If you go on, it is lost.
desk-unsaved-go = Leave this page
desk-unsaved-out = Sign out
desk-unsaved-stay = Stay here

## What went wrong

desk-problem-signed-out = You are signed out. Sign in and try again.
desk-problem-not-fresh = Show once more who you are, then try again.
desk-problem-forbidden = This is not there, or it is not for you.
desk-problem-wrong = That was not right. Check the name, the words and the code. A code counts only once: wait for the next.
desk-problem-too-many = { $minutes ->
    [one] Too many tries. Wait a minute, then try again.
   *[other] Too many tries. Wait { $minutes } minutes, then try again.
}
desk-problem-bad = The server did not take this. If it happens again, tell your administrator.
desk-problem-audit-moved = Many colleagues are working at once. Try again.
desk-problem-moved = Somebody else changed this meanwhile. Look at it again, then try once more.
desk-problem-taken = This name or address is taken.
desk-problem-unknown-invite = This link is not valid: it was used, it is too old, or a part of it is missing. Ask your administrator for a new one.
desk-problem-last-administrator = Nobody else could administer from the desk. Make somebody else an administrator first, and let them set up their account.
desk-problem-not-enrolled = This person has not set up their account yet.
desk-problem-busy = The server is very busy. Wait a little, then try again.
desk-problem-internal = The server has a problem of its own. Nothing you typed is lost. Try again soon.
desk-problem-unreachable = No connection. We do not know whether it arrived. Nothing you typed is lost. Try again.
desk-problem-locked = Your keys are closed. Open them and try again.
desk-problem-no-wrap = What you showed does not open your keys. Use your passphrase or your printed kit.
desk-problem-here = Something went wrong on this page. Nothing you typed is lost. Try again.
desk-problem-declined = This needs you to show who you are.
desk-refused = The desk does not accept this ({ $reason }). It did not pass its checks.
desk-refused-wrap = Your keys did not open. Check the words.
desk-refused-words = These words are not right. Check each one.
desk-refused-locked = Your keys are closed. Open them and try again.
desk-refused-broken = The part of this page that holds your keys has stopped. Load the page again.
desk-refused-keys = The keys that opened are not those of this account. Do not go on. Tell a lead by another way.
desk-refused-rosters = The list of teams that the server sent is not the true one ({ $problem }). Do not work here. Tell a lead and an administrator by another way.
desk-refused-roster-refused = The team's time ended more than 30 days ago. A lead must make a new team before anything can be written.
desk-false-team = The key of team { $epoch } that was given to you is not the true one. Tell a lead by another way.
desk-refused-no-team = You do not have the newest team key. A lead must give it to you.
desk-refused-no-grant = No key of yours opens this case.
desk-refused-hostile = This case does not fit together ({ $what } { $seq }: { $why }). Somebody may have changed it on the server. Use nothing of it, and tell an administrator by another way.
desk-refused-unknown-case = This case is not open here any more. Open it again.
desk-refused-restricted = This cannot be done in a restricted case. Restrict it anew, then try again.
desk-refused-file = This file is not the one that was announced ({ $why }). It was not opened.
desk-refused-text = These words cannot be taken: they are empty, too long, or hold something that does not belong there ({ $why }).
desk-refused-author = Your alias cannot be used as a name here.
desk-refused-recipient = This is not a key of the right kind.
desk-refused-member = The keys of a person are not those that they vouched for. Give them nothing, and tell an administrator by another way.
desk-refused-audit = The log does not fit together at entry { $seq } ({ $why }). Entries may have been changed or taken out. Tell an administrator by another way.
desk-refused-failed = The part of this page that holds your keys could not do this. Nothing you typed is lost.

## Signing in

desk-in-title = Sign in
desk-in-why = For members of the team.
desk-unlock-title = Open your keys
desk-unlock-why = You are signed in as { $alias }. Your keys are closed: reports can only be read when you open them.
desk-prove-title = Show that it is you
desk-prove-why = What you are about to do is sensitive. Show once more that you are { $alias }.
desk-passkey-in = Use your passkey
desk-passkey-unlock = Open with your passkey
desk-passkey-left = The passkey was not used. You can try again, or use your words.
desk-passkey-there = This device has a passkey of yours already. Use another device or a security key.
desk-no-passkeys = This browser has no passkeys. Use your words.
desk-or = or
desk-other-way = Another way: with your printed kit
desk-unlock-then-words = Your passkey shows that it is you. Then type your words: this passkey cannot open keys by itself.
desk-alias = Your name here (alias)
desk-words-kind = With words
desk-kind-passphrase = My passphrase (nine words) and a code from my app
desk-kind-kit = My printed kit (twelve words)
desk-passphrase = The words
desk-passphrase-hint = In order, with spaces between. Small or capital letters do not matter.
desk-words-either = Your passphrase or your printed kit
desk-words-either-hint = Nine or twelve words, in order, with spaces between.
desk-words-wrong = These are not { $count } words of the list in the right order. Check each word.
desk-code = Code from your app
desk-code-hint = Six digits. They change every half minute, and each counts once.
desk-in-words = Sign in
desk-unlock-words = Open
desk-prove-words = Go on
desk-shared = This is not a computer of mine alone
desk-shared-hint = Then nothing is remembered in this browser. Sign out when you leave.
desk-open-title = Open your keys
desk-open-why = You are signed in. This passkey cannot open your keys, so type your words.
desk-open-later = Later
desk-loading = One moment…
desk-next = Next

## Roles

desk-role-caseworker = Caseworker
desk-role-lead = Lead
desk-role-administrator = Administrator
desk-role-interpreter = Interpreter
desk-role-caseworker-means = reads reports and answers them
desk-role-lead-means = reads reports, and decides who else may
desk-role-administrator-means = invites people and runs the server, and reads no report
desk-role-interpreter-means = translates single cases that a colleague gives

## Setting up an account

desk-enrol-title = Set up your account
desk-enrol-welcome = Welcome, { $alias }. You were invited to { $service } as:
desk-enrol-keys = Your keys are made now, on this device. The server stores them sealed and cannot open them. Take ten quiet minutes, and have paper and a pen or a printer at hand.
desk-enrol-way = How do you want to sign in?
desk-enrol-passkey = With a passkey
desk-enrol-passkey-hint = Your phone, your computer or a security key shows that it is you, by finger, face or PIN. One touch signs you in and opens your keys.
desk-enrol-passphrase = With a passphrase and an app for codes
desk-enrol-passphrase-hint = Nine words that this page makes for you, and six digits from an app such as Aegis or FreeOTP. Just as good. Needs no special device.
desk-enrol-sign-in = Go to signing in
desk-passphrase-title = Your passphrase
desk-passphrase-why =
    Nine words, made by chance. Nobody else has them, and nobody can give them to you again.
    Write them down or keep them in a password manager. Never in a mail or a chat.
desk-kit-title = Your printed kit
desk-kit-why =
    If you lose your device or forget your passphrase, these twelve words open your account. They work even if this server gets another address.
    Print this page or copy it by hand. Keep the paper where nobody else looks, not beside your computer.
desk-kit-paper = Kit
desk-kit-service = Belongs to
desk-kit-address = Address
desk-kit-account = Account
desk-kit-paper-how = Signs in and opens without anything else. If somebody may have seen it, sign in and make a new one on the page “Security”.
desk-print = Print
desk-words-written = I have them on paper
desk-check-title = Type the words once more
desk-check-why = So that we both know that what you wrote down is right.
desk-words-again = The words from your paper
desk-words-again-hint = In order, with spaces between.
desk-words-differ = Word { $number } is not right, or is missing.
desk-words-look = Look at the words again
desk-touch-title = Make your passkey
desk-touch-why = Your browser asks where the passkey should live and lets you confirm with finger, face or PIN.
desk-touch = Make the passkey
desk-touch-second = Please confirm once more: your device opens your keys only at the second touch.
desk-device-name = A name for this device
desk-device-name-hint = So that you can tell your devices apart later. It does not have to say what it is.
desk-device-mine = My device
desk-no-prf-title = This passkey signs you in. Words open your keys
desk-no-prf-why = Your passkey cannot keep your keys. So you also get nine words: the passkey signs you in, and the words open what you read.
desk-finish-title = Almost done
desk-finish-why = Everything is written down and checked.
desk-finish = Set up my account
desk-totp-title = Connect your app for codes
desk-totp-why =
    Open an app for codes on your phone (Aegis, FreeOTP, or the one you have) and let it read this picture.
    Then type the six digits that it shows.
desk-totp-qr = QR code for your app
desk-totp-open = Open it in an app on this device
desk-totp-by-hand = Or type this into the app by hand:
desk-enrolled-title = Your account is set up
desk-enrolled-why = One thing is missing before you can read reports: a lead must make sure that it is really you.
desk-fingerprint-yours = Read this fingerprint aloud to a lead, by telephone or in person. Not by mail or chat.
desk-fingerprint-how = The lead sees the same on their page and then gives you the team's key.
desk-enrolled-go = Go to the desk

## Banners

desk-notice = Notice
desk-kit-used = { $count ->
    [one] Your printed kit was used once in the last month, at { $at }. Was it you?
   *[other] Your printed kit was used { $count } times in the last month, the last time at { $at }. Was it you?
}
desk-kit-used-do = If not: end the other sessions, make a new kit, and tell a lead
desk-kit-used-ok = It was me
desk-kit-used-by = printed kit used: { $at }
desk-alarm-new-team = The team's key has changed: from team { $from } to team { $to }.
desk-alarm-compare = This happens when somebody joins or leaves, or once in three months. Ask a colleague, by telephone or in person, whether they see the same:
desk-alarm-confirm = A colleague sees the same
desk-alarm-new-key = The administrators have replaced the key with which they sign teams. The key before signed for the new one.
desk-alarm-compare-key = This is rare. Ask an administrator, by telephone or in person, whether they see the same:
desk-alarm-other-key = Another key signs the teams than the one that this browser has seen before, and nothing leads from one to the other.
desk-alarm-older-team = The server shows an older team key ({ $to }) than this browser has seen before ({ $from }).
desk-alarm-other-team = The server shows another team key for team { $epoch } than this browser has seen before.
desk-alarm-no-team = The server shows no team key any more. This browser has seen team { $from }.
desk-alarm-shorter-log = The audit log has lost its end: it has { $to } entries, and this browser has seen { $from }.
desk-alarm-other-log = The audit log is not the one that this browser has seen before: entry { $seq } is another.
desk-alarm-hostile = This must not happen. Stop working here and call a lead and an administrator. After a restored backup they can tell you that it is expected.
desk-roster-soon = The team's key ends on { $day }. A lead makes a new one on the page “Team”, and an administrator signs it.
desk-roster-over = The team's key ended on { $day }. Thirty days after that, nobody can send reports. Make a new team now.

## Security

desk-security = Security
desk-you = You
desk-roles = Roles
desk-fingerprint = Fingerprint
desk-daily-code = Code of today
desk-daily-code-hint = It stands in every real mail that this service sends you today. A mail without it is not from us.
desk-devices = Devices with a passkey
desk-devices-none = No passkey yet.
desk-device-added = added on { $day }
desk-device-opens = signs in and opens
desk-device-signs = signs in; your words open
desk-device-remove = Remove
desk-device-remove-named = Remove { $name }
desk-device-remove-why = This device can then not sign in any more. Do this at once if it is lost or in other hands.
desk-device-last = It is your last way in besides your printed kit. Make sure that you have the kit at hand.
desk-device-removed = The device is removed.
desk-device-add = Add a device
desk-device-is-added = The device is added. It signs you in and opens your keys.
desk-device-is-added-signs = The device is added. It signs you in; your words open your keys.
desk-no-passkeys-here = This browser has no passkeys.
desk-sessions = Where you are signed in
desk-by-passkey = With a passkey
desk-by-passphrase = With the passphrase
desk-by-kit = With the printed kit
desk-session-this = here
desk-session-since = since { $since }, last used { $seen }
desk-session-shared = not your own computer
desk-session-end = End
desk-session-end-named = End the session since { $since }
desk-session-end-others = End all others
desk-session-ended = Ended.
desk-session-only = You are signed in nowhere else.
desk-words-section = Your words
desk-passphrase-there = You have a passphrase. It works together with the codes of your app.
desk-passphrase-not-there = You have no passphrase to sign in with. You can add one, for when your devices are not at hand.
desk-passphrase-new = Make a new passphrase
desk-passphrase-add = Add a passphrase
desk-passphrase-finish = Use this passphrase
desk-passphrase-is-new = Your passphrase is set.
desk-kit-new-why = If somebody may have seen your kit, or you lost it, make a new one. The old one then opens nothing here any more.
desk-kit-new = Make a new kit
desk-kit-new-sure = You get twelve new words. The old kit stays valid until you have written down the new one and typed it again.
desk-kit-finish = Put the new kit in force
desk-kit-finish-do = Use the new kit
desk-kit-is-new = Your new kit is in force. Destroy the old paper.

## The team

desk-team = Team
desk-yes = yes
desk-no = no
desk-members = Members
desk-members-none = Nobody has set up an account yet. An administrator invites people.
desk-members-hint = Whoever waits for the key cannot open any report. A lead gives the key after comparing the fingerprint by telephone or in person.
desk-member-reads = has the key
desk-member-waits = waits for the key
desk-grant = Give the team's key
desk-grant-named = Give the team's key to { $alias }
desk-grant-why =
    Call { $alias }, or meet. Ask for the fingerprint that stands on their page “Security”, and type what you hear.
    If somebody else has taken this account, the fingerprint is another. Whoever gets the key can read every report of the team.
desk-grant-heard = The fingerprint as you hear it
desk-grant-heard-hint = Sixteen digits and letters. Do not copy it from this page or from a message.
desk-grant-differs = This is not the fingerprint that the server shows for this account. If you heard it right, give no key and tell an administrator.
desk-granted = { $alias } has the team's key now.
desk-team-key = The team's key
desk-team-number = Number
desk-team-until = Good until
desk-team-over = over
desk-team-fingerprint = Fingerprint
desk-team-recovery = Recovery key
desk-team-none = There is no team key yet. No report can be sent until a lead makes one.
desk-newteam = Make a new team key
desk-newteam-first = Make the first team key
desk-newteam-why =
    Do this when somebody leaves, when a device was lost, and every three months. From then on, new reports open only for the people below.
    Reports from before stay readable for whoever had the old key: what somebody could read, they may have kept.
    It takes effect when an administrator signs it. Until then everything stays as it is.
desk-newteam-first-why =
    New reports will be sealed to this key. It opens for the people below and for nobody else, not for administrators.
    It takes effect when an administrator signs it.
desk-newteam-who = Who may read from then on?
desk-newteam-recovery = Also the recovery key of the present team
desk-newteam-recovery-other = Another recovery key: what the file recovery.pub says (leave empty if there is none)
desk-newteam-recovery-hint = Its parts are with people whom you chose together. Without it, reports are lost if everybody loses their keys.
desk-newteam-make = Make the key
desk-newteam-compare = Did you compare these fingerprints?
desk-newteam-compare-why = These people get a key for the first time, or the log does not say that they had it under this fingerprint. Ask each of them, by telephone or in person:
desk-newteam-compared = All of them were right
desk-newteam-made = The new team is ready. Now an administrator signs it.
desk-draft = Team { $epoch } waits for its signature
desk-draft-signed = The new team is signed and in force.
desk-draft-why = Made by { $by }, { $at }, for: { $names }. An administrator signs it on the server, or offline, with:
desk-reseal = Earlier reports
desk-reseal-why = { $count ->
    [one] One earlier report cannot be opened with the new team key yet. This page can seal it on, since you hold both keys.
   *[other] { $count } earlier reports cannot be opened with the new team key yet. This page can seal them on, since you hold both keys.
}
desk-reseal-start = Seal them on
desk-reseal-left = { $count ->
    [one] One to go. Keep this page open.
   *[other] { $count } to go. Keep this page open.
}
desk-reseal-done = All earlier reports open with the new key.
desk-reseal-rest = { $count ->
    [one] One report is left that your keys do not open. A colleague who can read it must do the same.
   *[other] { $count } reports are left that your keys do not open. A colleague who can read them must do the same.
}
desk-practice = Practice
desk-practice-why = Makes a report that looks like a real one, for training. It wakes nobody, is marked as practice, and deletes itself after a day.
desk-practice-make = Make a practice report
desk-practice-made = The practice report is in the inbox.

## The audit log

desk-log = Log
desk-log-why = Whatever staff and the server do is written here, signed, each entry naming the one before. Reading offline is not in it.
desk-log-checking = Checking signatures…
desk-log-checked-so-far = Checked { $count } of { $all } entries.
desk-log-checked = { $count ->
    [one] One entry, checked: its signature and its place are right.
   *[other] { $count } entries, all checked: every signature and every place is right. To compare with a colleague or with “tocsin audit verify”:
}
desk-log-empty = The log is empty.
desk-log-broken = The log is broken at entry { $seq }: a signature or a place is not right.
desk-log-who = Who
desk-log-what = What
desk-log-search = Search
desk-log-everyone = everyone
desk-log-everything = everything
desk-log-none = No entry fits.
desk-log-more = Show more
desk-log-line = { $who }: { $what }
desk-log-about = Case { $id }
desk-log-account = Account { $id }
desk-log-since = Checked on from entry { $seq }, where an earlier visit of this browser ended.
desk-log-hidden = { $count ->
    [one] One of the entries read here does not concern you: you see that it is there, not what it says.
   *[other] { $count } of the entries read here do not concern you: you see that they are there, not what they say.
}
desk-log-server = the server
desk-log-somebody = somebody with the key …{ $key }
desk-log-unknown = unknown key
desk-act-enrolled = set up an account
desk-act-signed-in-by-kit = signed in with the printed kit
desk-act-confirmed-by-kit = unlocked or confirmed with the printed kit
desk-act-invited = invited somebody
desk-act-reinvited = invited somebody anew
desk-act-roles = changed somebody's roles
desk-act-disabled = took away somebody's access
desk-act-device-added = added a device
desk-act-device-revoked = removed a device
desk-act-passphrase-set = set a passphrase
desk-act-kit-set = made a new kit
desk-act-granted = gave the team's key
desk-act-roster-drafted = made a new team, which waits for its signature
desk-act-roster-signed = put a new team in force
desk-act-case-opened = opened a report for the first time
desk-act-replied = answered
desk-act-noted = wrote a note
desk-act-translated = translated
desk-act-labelled = set labels
desk-act-drafted = laid an answer aside for a second look
desk-act-status = changed the state of the work
desk-act-assigned = gave a case to somebody
desk-act-lowered = asked to lower the urgency
desk-act-lowering-confirmed = confirmed the lower urgency
desk-act-raised = raised the urgency
desk-act-next-contact = set the day of the next contact
desk-act-linked = linked two cases
desk-act-unlinked = took a link between cases away
desk-act-restricted = restricted a case to named people
desk-act-opened-to-team = opened a case to the team again
desk-act-former-readers = let the former readers of a case read it again
desk-act-former-dropped = deleted the keys of former readers of a case
desk-act-guest = let somebody read one case for a time
desk-act-guest-ended = ended somebody's reading of one case
desk-act-shared = handed parts to a body outside
desk-act-bulk-closed = closed several cases at once
desk-act-handover = passed all cases on
desk-act-acknowledged = answered a call
desk-act-passed = passed a call on
desk-act-withdrawn = a report was taken back
desk-act-kept = stopped a destruction
desk-act-hold-asked = asked that a case does not end
desk-act-hold-confirmed = confirmed that a case does not end
desk-act-hold-dropped = took back the wish to hold a case
desk-act-release-asked = asked to let a held case go
desk-act-hold-released = confirmed that a held case is let go
desk-act-release-dropped = took back the wish to let a held case go
desk-act-destroyed = a case was destroyed
desk-act-regranted = sealed earlier cases on to a new team
desk-act-keys-rotated = replaced keys of the server
desk-act-keys-destroyed = destroyed keys of the server
desk-act-keys-put-off = put off destroying keys
desk-act-backup = made a backup
desk-act-restored = brought a backup back
desk-act-exported = exported cases
desk-act-imported = took in work from offline
desk-act-practice = made a practice report

## Administration

desk-admin = Administration
desk-admin-why = People, keys and health of the service. Nothing of any report.
desk-sign-roster =
    A lead made it, { $at }. Until you sign it, nothing changes. Ask the lead, by another way than mail, whether it is theirs.
    On the server, look at it and sign it. With an offline key, see “A new team” in the handbook:
desk-people = People
desk-people-none = Nobody yet.
desk-person-added = not invited
desk-person-invited = invited
desk-person-enrolled = active
desk-person-disabled = no access
desk-person-on-call = on call
desk-person-roles = Roles
desk-person-roles-named = Roles of { $alias }
desk-person-invite = New link
desk-person-reinvite = Invite anew
desk-person-reinvite-named = A new link for { $alias }
desk-person-disable = Take access away
desk-person-disable-named = Take access away from { $alias }
desk-disable-why =
    { $alias } is signed out at once and cannot sign in again.
    It does not take back what { $alias } has read, nor the team's key, if they had it. Ask a lead to make a new team key today.
desk-disabled = { $alias } has no access any more. Ask a lead to make a new team key.
desk-reinvite-why = For somebody who lost every device, the passphrase and the kit. { $alias } gets new keys; the old ones open nothing here any more. A lead must compare the new fingerprint and give the team's key again.
desk-invite = Invite somebody
desk-invite-make = Make a one-time link
desk-alias-new = Name here (alias)
desk-alias-new-hint = Not their real name. Reporters and colleagues see it.
desk-email = Mail address
desk-email-hint = Alerts go there. They never say who, what or where.
desk-roles-none = Choose at least one.
desk-roles-why = Roles say what the server allows. Reading needs the team's key besides, which only a lead gives. Taking a role away does not take back a key: a lead must make a new one.
desk-roles-set = Set roles
desk-last-lead-title = The last lead
desk-last-lead = Nobody else leads. Without a lead nobody can give anybody the team's key, restrict a case or make a new team. Name another lead first, if you can.
desk-roles-are-set = The roles are set.
desk-link = One-time link for { $alias }
desk-link-why =
    It is shown only now and good until { $until }. Whoever opens it first sets up the account.
    Give it to { $alias } in person or over a channel that you trust, not by plain mail.
desk-copy = Copy the link
desk-copied = Copied. Clear your clipboard afterwards.
desk-copy-by-hand = This browser did not copy it. Mark the link and copy it by hand.
desk-service = The service
desk-form = The form
desk-form-open = takes reports
desk-form-closed = closed
desk-roster = Team key
desk-roster-line = Team { $epoch }, good until { $day }
desk-roster-none = none: no report can be sent
desk-roster-state-current = in force
desk-roster-state-early = not yet
desk-roster-state-late = over
desk-roster-state-refused = refused
desk-backup = Last backup
desk-backup-never = never
desk-backup-old = too old
desk-backup-verified = verified
desk-backup-unverified = not verified
desk-mail = Mail
desk-mail-last = Last sent
desk-mail-waiting = Waiting
desk-mail-dead = Given up
desk-mail-dead-do = see “tocsin alerts status”
desk-never = never
desk-none = none
desk-unknown = unknown
desk-storage = Storage
desk-cases = Reports
desk-files = Sealed files
desk-free = Free space
desk-retention = Kept for
desk-retention-line = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
desk-retention-grace = At least kept after something new
desk-retention-ending = End within two weeks
desk-retention-held = Held by two people
desk-retention-wishes = Holds that wait for a second person
desk-retention-next = Next destruction
desk-keys = Keys of the server
desk-key = Key
desk-key-protects = Protects
desk-key-age = Age
desk-key-rows = Rows
desk-key-state = State
desk-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

## Newcomers

desk-waiting = You cannot open reports yet: a lead gives you the team's key.
desk-waiting-do = Call a lead, or meet, and read this fingerprint aloud:
desk-waiting-look = I have the key now
