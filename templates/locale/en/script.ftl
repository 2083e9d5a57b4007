# What the pages say about who locks the words, and what the script says while it works. Same rules as in ui.ftl.

## Which way is in force. A claim stands beside what it does not protect from.

mode-server = Our server locks what you send as it arrives. Until then it could read it.
mode-device = Locked on this device: what you send is locked before it leaves. Our server cannot read it. But somebody who takes over our server could change this page.
mode-mailbox-server = Your code goes to our server. It opens our answers for you.
mode-mailbox-device = Your code stays on this device. Our answers are opened here. But somebody who takes over our server could change this page.
checks-server = Our server has checked that our team wrote these answers, and whether one is missing.
checks-device = This device has checked that our team wrote these answers, and whether one is missing. All else here comes from our server.
leave-shift = You can also press the Shift key three times to leave.

## Locking and sending

seal-preparing = Getting ready…
seal-locking = Locking it on this device…
seal-sending = Sending…
seal-resending = { $seconds ->
    [one] The connection broke. The same is sent again in { $seconds } second. It counts only once. Please keep this page open.
   *[other] The connection broke. The same is sent again in { $seconds } seconds. It counts only once. Please keep this page open.
}
seal-waiting = { $seconds ->
    [one] Very many people are writing now. It is sent again by itself in { $seconds } second. Please keep this page open.
   *[other] Very many people are writing now. It is sent again by itself in { $seconds } seconds. Please keep this page open.
}
seal-failed = It could not be locked on this device. Nothing was sent. What you wrote is still here. You can try again.
seal-refused = Our server did not take it. Nothing was stored. What you wrote is still here. You can try again.
seal-closed = Our server takes nothing right now. Nothing was stored. What you wrote is still here. Please try again later.
seal-unknown = The connection broke. We do not know if it arrived. What you wrote is still here. Press “Send again”: it counts only once.
seal-offer = You can also send it so that the server locks it. Until then the server could read it.
seal-offer-button = Send it so that the server locks it

## Files

files-sending = Your files are on their way
files-keep-open = Please keep this page open until all of them have arrived. Your words are with us already.
files-size = Together: { $size } MB. Over a slow connection or Tor this can take long.
file-waiting = waits
file-progress = { $done } of { $all } MB
file-again = The connection broke. It goes on by itself.
file-paused = paused
file-pause = Pause
file-go-on = Go on
files-added = All of them have arrived.

## The mailbox

mailbox-opening = Opening…
mailbox-locks-device = This page locks itself when nobody touches it for 10 minutes, or when it is out of sight for 2 minutes. You can lock it now.
lock-soon = This page locks itself in one minute.
lock-stay = Stay here
open-failed = Your answers could not be opened on this device. Your code was not sent. You can try again.
open-offer = You can also send your code to our server. Then it opens our answers for you.
open-offer-button = Let the server open it
mailbox-troubled-device = { $count ->
    [one] { $count } answer is not shown, because we could not prove that it comes from us. Please tell us about it below.
   *[other] { $count } answers are not shown, because we could not prove that they come from us. Please tell us about it below.
}
sent-troubled-device = Part of what you sent is missing in this list. Please tell us again below what was in it.
act-failed = That did not work. Nothing was changed. Please try again.
act-unknown = The connection broke. We do not know if it worked. Please press “Check again”.
