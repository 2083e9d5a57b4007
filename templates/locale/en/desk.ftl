# The desk: the frame, signing in, security, the team, the audit log, administration. Plain words for a volunteer at three
# in the morning. What a case says stands in desk-case.ftl.

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
desk-no-passkeys = This browser has no passkeys. Use your words.
desk-or = or
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
