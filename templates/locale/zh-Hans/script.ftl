# 页面说明由谁上锁，以及脚本工作时说的话。规则同 ui.ftl。

mode-server = 您发来的内容到达时，由我们的服务器上锁。上锁之前，服务器能读到它。
mode-device = 在这台设备上锁：您发的内容先上锁，再离开这台设备。我们的服务器读不了。但如果有人控制了我们的服务器，就能改动此页。
mode-mailbox-server = 您的密码会发到我们的服务器，由它为您打开回复。
mode-mailbox-device = 您的密码留在这台设备上，回复也在这里打开。但如果有人控制了我们的服务器，就能改动此页。
checks-server = 我们的服务器已经检查：这些回复是不是我们的团队写的，有没有缺少。
checks-device = 这台设备已经检查：这些回复是不是我们的团队写的，有没有缺少。这里的其他内容来自我们的服务器。
leave-shift = 连按三次 Shift 键，也可以离开。

seal-preparing = 正在准备……
seal-locking = 正在这台设备上锁……
seal-sending = 正在发送……
seal-resending = 连接断了。{ $seconds } 秒后会再发同样的内容，只算一次。请不要关掉此页。
seal-waiting = 现在有很多人在写。{ $seconds } 秒后会自己再发。请不要关掉此页。
seal-failed = 没能在这台设备上锁。什么都没有发出。您写的内容还在这里。可以再试一次。
seal-refused = 我们的服务器没有收下。什么都没有保存。您写的内容还在这里。可以再试一次。
seal-closed = 我们的服务器现在不能接收。什么都没有保存。您写的内容还在这里。请以后再试。
seal-unknown = 连接断了。我们不知道有没有收到。您写的内容还在这里。请按“再次发送”：只算一次。
seal-offer = 您也可以让服务器上锁后保存。上锁之前，服务器能读到它。
seal-offer-button = 发送，由服务器上锁

files-sending = 您的文件正在发送
files-keep-open = 全部收到之前，请不要关掉此页。您写的文字我们已经收到。
files-size = 合计：{ $size } MB。连接慢或用 Tor 时，可能要很久。
file-waiting = 等待中
file-progress = { $done } / { $all } MB
file-again = 连接断了。会自己继续。
file-paused = 已暂停
file-pause = 暂停
file-go-on = 继续
files-added = 全部收到了。

mailbox-opening = 正在打开……
mailbox-locks-device = 10 分钟没有人碰，或 2 分钟没有显示在眼前，此页就会自己锁上。您也可以现在就锁。
lock-soon = 一分钟后此页会自己锁上。
lock-stay = 留在这里
open-failed = 没能在这台设备上打开回复。您的密码没有发出。可以再试一次。
open-offer = 您也可以把密码发给我们的服务器，由它为您打开回复。
open-offer-button = 让服务器打开
mailbox-troubled-device = 有 { $count } 条回复没有显示，因为我们不能证明它来自我们。请在下面告诉我们。
sent-troubled-device = 这里缺少您发来的一部分内容。请在下面再告诉我们一次。
act-failed = 没有成功。什么都没有改变。请再试一次。
act-unknown = 连接断了。我们不知道有没有成功。请按“再看一次”。
