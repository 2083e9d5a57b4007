# The words of the pages a reporter sees, in Simplified Chinese. Same ids and lines as the English file.
# Never: a promise of safety, of secrecy from courts, of rescue, of an answer at night; blame; "anonymous".
# The Chinese list of receipt words has single characters, hence “汉字” where English says “words”.

## Frame of every page

title-form = 表格
title-page = 页面
skip-to-content = 跳到正文
leave = 离开此页
languages-label = 语言
nav-label = 页面
nav-home = 开始
nav-report = 写给我们
nav-mailbox = 看我们的回复
nav-safety = 更安全的做法
demo-banner = 这是练习用的版本，没有人会读。请不要在这里写任何真实的事。
unreviewed-note = 这里的文字还没有请母语者核对过，有些可能不对。如果觉得奇怪，请也看看另一种语言。
unstaffed-note = 您可以用自己的语言写。我们要找一个信得过的人来读，所以回复可能要久一些。
run-by = 此页由 { $name } 负责（{ $country }）。
helplines-title = 您可以打电话找的人
privacy-title = 负责此页的人怎样说明您的资料
emergency-line = 现在就有危险吗？如果对您安全，可以打当地的紧急求助电话。

## When somebody reads

reading-now = 现在有人在读。
reading-in-hours = { $hours ->
   *[other] 现在没有人在读。大约 { $hours } 小时后会再读。
}
reading-unknown = 我们说不准下一次什么时候有人读。可能要几天。
on-call-now = 现在有人值班，看等不得的危险。
on-call-partly = 这个时段有人值班，看等不得的危险，但此刻不一定有人。
on-call-next = 现在没有人值班。下一次：{ $day ->
    [mon] 星期一
    [tue] 星期二
    [wed] 星期三
    [thu] 星期四
    [fri] 星期五
    [sat] 星期六
   *[sun] 星期日
}{ $part ->
    [night] 凌晨
    [morning] 上午
    [afternoon] 下午
   *[evening] 晚上
}（{ $place }时间）。
on-call-next-time = 现在没有人值班。下一次：{ $day ->
    [mon] 星期一
    [tue] 星期二
    [wed] 星期三
    [thu] 星期四
    [fri] 星期五
    [sat] 星期六
   *[sun] 星期日
} { $time } 起（{ $place }时间）。
on-call-nobody = 接下来几天没有人值班。可能要更久才有人读。
reading-rest = 可以等的事，可能要几天才有人读。

## Public warnings

home-advisories = 给所有人的警告
home-advisories-note = 别人遇到过什么，可以怎么做。
advisories-title = 警告
advisories-intro = 这些警告来自多份报告或可靠的文件。凡是可能指向某个人的内容，我们都略去。
advisories-none = 现在没有警告。这不等于不会出事。
advisories-stale = 这份清单从 { $day } 起已经过期。这里应当有更新的一份。请看我们的其他网址。
advisories-withdrawn = 我们撤回了这条警告。
advisories-written = 写于 { $day }。
advisories-until = 有效期至 { $day }。
advisories-signed-copy = 有签名的副本
advisories-number = 清单编号 { $number }。
advisories-check-title = 这真的是我们发的吗？
advisories-check = 每个文件都有签名，在同名、以 .minisig 结尾的文件里。
    用 minisign 程序和下面的公钥可以核对签名。
    请把这个公钥与我们的印刷卡片或别处的公钥比较。假网页会显示假的公钥。
    如果您以前见过更大的清单编号，就是有人不让您看到新的清单。
advisories-text = 全部内容（一份文本）
advisories-feed = 订阅源
advisories-list = 有签名的清单
advisories-addresses = 我们的真实网址

## Start page

home-title = 您离开的国家，在设法找到您吗？
home-lead = 警察打来电话。家人受到压力。门口来了陌生人。一次像圈套的旅行。您可以在这里告诉我们。
home-report = 写给我们
home-report-note = 三个问题。不需要姓名、账号或电子邮箱。
home-mailbox = 看我们的回复
home-mailbox-note = 您需要上次写给我们时得到的密码。
home-safety = 能让您更安全一些的做法
home-safety-note = 您可以只看这些，什么都不告诉我们。
home-about-title = 我们是谁
home-about = 有些人受到自己离开的国家的压力。我们收集他们的报告。
    读您所写内容的，是受过训练的个案工作人员。
home-protect-title = 我们怎样尽力保护您
home-protect = 您的报告先上锁，再保存。只有个案工作人员有钥匙。
    此页的设计，是让我们不知道您的网络地址。
    我们工作人员之间的邮件，不写您的任何情况。
home-risks-title = 仍然存在的风险
home-risks = 可能有人监视您的手机，或站在您身后。
    可能有人从您的写法认出您。
    我们所在地的法院，可能命令我们交出还保留的东西。所以我们很早就删除。
    人会出错，软件也可能被攻破。
    如果有人控制了我们正在运行的电脑，就可能读到那以后发来的内容。

## What we can do, what we cannot; device advice; first steps

can-title = 我们能做什么，不能做什么
can-list = 我们可以听您说，和您一起想下一步怎么办。
    我们可以查一次旅行的风险。
    我们可以帮您找律师和求助热线。
    如果您同意，我们可以转交情况，或提醒别人。
cannot-list = 我们不能到您那里去，也不能阻止警察。
    我们不能保护您在国内的家人。
    我们不能保证有律师，也不能保证马上回复。
free-to-skip = 您不必写姓名。任何问题都可以跳过，随时可以停下。

now-title = 现在可以做什么
now-list = 如果这一刻就有危险：可以打当地的紧急求助电话，如果对您安全。到有人的地方去。
    如果有人在您门口：您可以不开门。离开门边。
    如果有人叫您旅行：先等一等。订票或出发之前告诉我们。
    如果现在写有危险：关掉此页。换个地方再来。

device-title = 用这部手机或电脑写，安全吗？
device-list = 用他们碰不到的设备。不用工作的手机。不用从国内带出来的手机。不用警察拿过的手机。
    不要在微信里写，也不要在您离开的国家的其他应用里写。
    最好：从 torproject.org 下载 Tor 浏览器，设为“最安全”（Safest）。此页不用脚本也能用。
    Tor 会隐藏您从哪里上网。监视您线路的人，仍可能看到您在用 Tor。
    没有 Tor？在干净的设备上用隐私窗口。它挡不住网络上的监视，也挡不住间谍软件。
    公共无线网络，比家里或单位的网络好。
leave-title = 如果您要赶快离开
leave-list = 每页最上面都有“离开此页”。它会打开一个普通的页面。
    它不会清除浏览器的历史记录。您写了还没发送的内容会丢失。
    以后，只从历史记录里删掉此页。空的历史记录也会显得奇怪。
    在 Tor 浏览器里：选“新身份”（New Identity），或关闭浏览器。

## Report form

report-title = 告诉我们发生了什么
report-intro = 三个问题，然后发送。您按下按钮之前，什么都不会发送或保存。
report-optional = 每个问题都可以跳过。
q-narrative = 发生了什么？
q-narrative-hint = 用任何语言写都可以，短也可以。最近发生了什么，在哪里？我们不需要的名字，请不要写。
q-danger = 现在或接下来几小时，有人有危险吗？
danger-now = 有，就是现在
danger-3days = 3 天之内
danger-2weeks = 2 周之内
danger-later = 更晚
danger-no = 没有
danger-unknown = 我不知道
q-answer = 我们可以在这里回复您吗？
q-answer-hint = 您会得到一个密码。用它可以回来看我们的回复。
answer-yes = 可以
answer-no = 不用，我不需要回复
more-title = 您想多告诉我们一些吗？
more-hint = 下面的都可以空着。您现在就可以发送。
yes = 是
no = 否
unsure = 我不确定
send-report = 发送
send-again = 再次发送
send-note = 按下这里，您写的内容就会发给我们。

part-methods = 是哪一类事情？
part-methods-hint = 符合的都可以选。选“我说不准”也很好。
part-facts = 能帮我们更快行动的情况
part-facts-hint = 这些问题可能让人难受。您可以停在这里，直接发送。
q-safe-now = 您现在安全吗？
q-at-door = 现在有人在您门口或外面吗？
q-held = 有人被扣留、关押或失踪吗？
q-held-who = 是谁，在哪里？
q-child = 有没有孩子有危险、被扣留或没人照顾？
q-travel-from = 行程：从哪里出发？
q-travel-to = 行程：到哪里？
q-travel-via = 行程：路上的中转地
q-travel-when = 行程：什么时候？
q-when-hint = 例如：明天、下周，或一个日期。
q-deadline = 他们给您定了日期或期限吗？
q-deadline-when = 哪一天？
q-knows-address = 他们知道您住在哪里吗？
q-papers = 您收到过官方文件吗，或有关于您的官方文件吗？
part-person = 谁有风险，怎样联系您
q-at-risk = 谁有风险？
at-risk-me = 我
at-risk-other = 别人
at-risk-both = 我，还有别人
q-at-risk-who = 这个人是谁？可以不写名字。
q-never-contact = 哪些方式，我们绝不能用来联系您？
q-never-contact-hint = 例如：不打电话，不用微信，不通过我的家人。
q-contact = 如果您愿意，另一种联系您的方式
q-contact-hint = 可以不写。我们在这里回复。
q-not-community = 如果能避免，请不要给我自己社群的人看
part-consent = 我们可以怎样使用您的报告？
part-consent-hint = 这里没有替您选任何一项。只选您同意的。您以后可以改变主意。已经交出去的，我们收不回来。
consent-pass-on = 可以转交给律师、联合国或求助热线。请先问我转交哪些情况，写不写我的名字。
consent-count = 可以计入统计数字，不写细节。
consent-publish = 可以用于公开提醒，但不能让人看出是我。
consent-keep = 可以为将来的法庭保留。如果您不选这一项，我们结案 90 天后删除。
part-before = 您以前给我们写过吗？
q-wrote-before = 我以前写过
part-files = 照片、文件或其他材料
part-files-hint = 您也可以先发文字，再加文件。网络慢的时候，这样更稳妥。
q-files = 选择文件
q-files-hint = 文件里可能有您的位置、设备和姓名。我们需要时才发。合计最多 { $limit } MB。
q-clean = 给每张照片另做一份去掉地点和设备信息的副本
q-clean-hint = 这样我们有两份：原照片作为证据，另一份没有隐藏信息。画面里看得见的内容，两份都有。
files-refused-note = 我们暂时不能接收文件。您写的文字仍然会到我们这里。现在请只发文字。

## Problems in a form

problems-title = 请看一下这里
problems-kept = 您写的内容还在此页上。
problem-empty = 表格是空的。请写几个字，选一项，或加一个文件。
problem-too-long = 文字太长：{ $length } 个字符。请缩短到 { $limit } 个。
problem-files-too-large = 文件合计太大，上限是 { $limit } MB。您写的文字还在这里。请少带一些文件，或不带文件发送。
problem-files-refused = 我们暂时不能接收文件。您写的文字还在这里。请不带文件发送。
problem-unreadable = 发来的内容有一部分读不出来。请看看文字，再发一次。
problem-busy = 现在有很多人在写。您写的文字还在这里。请等一分钟再发。
problem-queue = 现在有很多人在写。您正在排队。您写的文字还在这个页面上。请等大约 { $minutes } 分钟，再按“再次发送”。等过的人先轮到。
problem-too-many = 请等大约 { $minutes } 分钟再发。您写的文字还在这里。
problem-message-empty = 请写几个字，或加一个文件。

## After sending

answer-title = 我们收到了
answer-title-added = 已加到您的报告里
answer-new = 您的报告已经上锁保存。我们收到了。
answer-repeated = 这份报告我们已经有了。没有丢失，也没有重复发送。
answer-added = 您发来的内容，已加到您以前发的报告里。
answer-files-added = 已经加上。只有个案工作人员能打开。
receipt-title = 您的密码
receipt-why = 只有用这个密码，才能看到我们的回复。我们不能再给您一次。
receipt-as-words = 同一个密码，写成汉字
receipt-as-digits = 同一个密码，写成数字
receipt-either = 汉字或数字：哪一种都能打开我们的回复。只需要一种。
receipt-keep-title = 怎样保管
receipt-keep = 写在纸上。让它看起来像别的东西，比如购物单或游戏。
    或者背下来。
    不要存在手机里。不要拍照。
    不要给任何人看。除了“看我们的回复”这一页，我们绝不会向您要它。
receipt-none = 您选了不需要回复，所以没有密码。
    如果您又想要回复，请再写给我们一次。
next-title = 接下来会怎样
next-read = 个案工作人员会读您的报告。
next-return = 带着密码回到“看我们的回复”。如果对您安全，一天后再来看。
next-no-call = 我们不会打电话给您，也不会在别处写信给您，除非您要求我们这样做。
next-tell-nobody = 不要把我们的名字或此页写进聊天里。
rules-title = 我们从您的回答里看到的
guidance-title = 这段时间您可以做什么
guidance-choose = 这些是选择，不是命令。您最了解自己的处境。
guide-do = 您可以做的
guide-avoid = 要小心的
guide-keep = 值得保留的
feelings = 发生的事不是您的错。害怕、愤怒或麻木，都很正常。需要的话，休息一下。
add-files-title = 添加文件
add-files-send = 发送文件
add-files-time = 30 分钟内可以在此页添加。以后请用您的密码。
files-title = 您的文件
file-ok = 已收到
file-clean = 另做了一份不带地点和设备信息的副本。
file-not-clean = 没能做出去掉信息的副本。它可能带有您的地点和设备信息。
file-failed = 没有收到
file-reason-broken = 连接断了。
file-reason-too-large = 文件太大。
file-reason-refused = 我们暂时不能接收文件。
file-reason-empty = 文件是空的。
file-reason-name = 文件名读不出来。
file-unnamed = 没有名字的文件
upload-broken = 发送文件时连接断了。您写的文字已经收到。没有收到的文件，可以在下面再发。

## Read our answer

mailbox-entry-title = 看我们的回复
mailbox-entry-intro = 请输入您写给我们时得到的密码。12 个汉字或 40 个数字，都可以。
q-receipt = 您的密码
q-receipt-hint = 大小写和空格没有关系。可以粘贴。
open-mailbox = 打开
receipt-problem-empty = 请输入您的密码。
receipt-problem-word-count = { $count ->
   *[other] 我们看到 { $count } 个字。密码有 12 个字。
}
receipt-problem-unknown-word = 请检查第 { $number } 个字。它不在我们的字表里。
receipt-problem-digit-count = { $count ->
   *[other] 我们看到 { $count } 个数字。密码有 40 个数字。
}
receipt-problem-checksum = 请检查密码。有些地方对不上：也许两个字换了位置，也许有一个不一样。
receipt-problem-not-found = 用这个密码打不开任何内容。请检查一下。已撤回或已删除的报告也打不开。
receipt-problem-locked = 过了 30 分钟，此页自己锁上了。请再输入一次密码。
lost-receipt = 如果密码丢了，我们不能再给您一次。您可以重新写给我们。

mailbox-title = 我们的回复
mailbox-never-ask = 我们绝不会要您旅行、见面、付钱，也绝不会要您的密码。如果有人用我们的名字这样做，那不是我们。
mailbox-locks = 30 分钟后此页会自己锁上。您也可以现在就锁。
mailbox-ends = 从这一天起（UTC），您的密码打不开任何内容，我们会删除这里的内容：
mailbox-no-replies = 还没有回复。
mailbox-troubled = { $count ->
   *[other] 有 { $count } 条回复没有显示，因为我们不能证明它来自我们。我们会得知这件事。
}
mailbox-gaps = 您看到的回复之间少了一条。也许是您删掉的。如果不是，请在下面告诉我们。
reply-heading = 回复 { $number }
reply-from = 来自 { $author }
reply-day = 日期（UTC）
reply-delete = 我读过了，删除它
reply-delete-note = 删除后，此页上就没有了，也不能恢复。
mailbox-older = 还有更早的回复和消息，没有显示在这个页面上。
show-all = 全部显示
check-again = 再看一次
lock-now = 现在锁上
sent-title = 您发来的内容
sent-report = 您的报告
sent-message = 消息 { $number }
sent-files = { $count ->
    [0] 没有文件
   *[other] { $count } 个文件
}
sent-waiting = 我们收到了。还没有人来取。
sent-collected = 个案工作人员已经取走了。
message-title = 再写一些
message-closed = 这份报告不能再添加内容了。您可以重新写给我们。
q-text = 您想补充什么？
q-text-hint = 您也可以更正，或要求我们删除您的报告。
send-message = 发送
notice-message-sent = 您的消息我们收到了。
notice-files-sent = 您的文件我们收到了。
notice-deleted = 回复已删除。
notice-not-deleted = 回复没能删除。请再试一次。
notice-checked = 我们刚刚又看了一次。
withdraw-heading = 撤回
withdraw-ask = 撤回我的报告
withdraw-note = 我们会先告诉您之后会怎样，再问您一次。
withdraw-title = 要撤回您的报告吗？
withdraw-text = 报告会马上隐藏。之后用您的密码打不开任何内容，就像密码错了一样。
    7 天后，我们会销毁您的报告、您的文件和我们的回复。
    我们的团队看得到有一份报告被撤回了。如果个案工作人员以前取走过，可能还有一份副本。如果那份副本也要删掉，请在撤回之前写给我们。
    在这里不能取消撤回。如果您在 7 天内改变主意，请给我们写一份新的报告，说明您是哪一天撤回的。那样我们可以停止删除。但您的旧密码仍然打不开。
withdraw-forced = 有人逼您按这个吗？请先做能保护您安全的事。如果我们认为您是被逼的，我们可能会保留报告。拿着您密码的人看不出来。
withdraw-no = 不，回到我们的回复
withdraw-yes = 是，现在撤回
withdrawn-title = 完成了
withdrawn-text = 已经完成。请现在关掉这个窗口，这样别人按“后退”也看不到以前的页面。

locked-title = 已锁上
locked-text = 此页已锁上。没有您的密码，别人在这里读不到给您的回复。
    如果有人按“后退”，浏览器可能还会显示以前的页面。可以的话，请把这个窗口也关掉。
locked-again = 用密码再打开

## Safer steps

safety-title = 更安全的做法
safety-intro = 打开适合您的部分。没有人会得知您在这里看了什么。
safety-before-title = 写给我们之前
safety-kinds-title = 各种情况下您可以做什么

## Other pages

message-not-found-title = 没有这个页面
message-not-found = 请回到开始页。
message-too-many-title = 请稍等一下
message-too-many = { $minutes ->
   *[other] 短时间内来得太多。请大约 { $minutes } 分钟后再试。
}
message-busy-title = 现在这里有很多人
message-busy = 我们刚才没能接收。请一分钟后再试。
message-full-title = 这份报告已满
message-full = 不能再添加内容，您刚才写的没有保存。请复制下面您写的文字，作为一份新报告发送，并说明您以前给我们写过。
message-locked-title = 表格暂时关闭
message-locked = 我们现在不能接收报告，也不能显示回复。您以前发来的内容都没有丢失。请今天晚些时候再来。如果您有危险，请不要等我们：首页写着您可以打电话给谁。
message-cross-site-title = 我们没有接收
message-cross-site = 另一个网站带着填好的表格把您送到这里。我们没有接收。如果您想写给我们，请用我们自己的表格。
message-bad-request-title = 我们读不出来
message-bad-request = 有些内容传来的形式不对。什么都没有保存。请回去再试一次。
message-too-large-title = 一次太多了
message-too-large = 我们一次接收不了这么多。什么都没有保存。请先发文字，以后再加文件。
message-timeout-title = 时间太久了
message-timeout = 连接太慢或断了。什么都没有保存。请再试一次。先发文字，以后再发文件。
message-internal-title = 我们这边出了问题
message-internal = 这不是您的错。我们说不准是否已经保存。您可以回去，把同一份报告再发一次：我们只算一次。
message-incident = 如果您告诉我们这件事，请写上这个号码：
message-unsupported-title = 我们读不出来
message-unsupported = 您的浏览器用了我们不懂的方式发送。什么都没有保存。请用我们页面上的表格。
message-kept-title = 您写的内容
message-kept = 您可以选中这段文字，复制下来，再发一次。
message-kept-part = 您发送的内容有一部分没有传到。下面是我们收到的文字。请检查，补上缺少的内容，再发送。
message-to-start = 回到开始页
