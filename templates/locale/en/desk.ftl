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
