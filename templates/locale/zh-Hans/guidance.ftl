# What to do, what to avoid, what to keep. Same ids and lines as the English file.

guide-general-do =
    先停一下。找一个别人看不到您屏幕的地方。
    现在有危险吗？如果对您安全，可以打当地的紧急求助电话。
    许多国家用 112、911 或 999。
    告诉身边一个您信任的人。
guide-general-avoid =
    今天您不必旅行、见面、付钱、签字或答复任何人。
    尽量不要告诉别人您给我们写过信。
    官员可能知道的手机或应用，请小心使用。
guide-general-keep =
    消息、信件和号码，请照原样保留。
    写下发生的事：日期、时间和原话。
    把记录放在别人不会看的地方。

guide-feelings =
    发生的事不是您的错。
    感到害怕、愤怒或麻木，都很正常。
    您可以休息一下，以后再来。
    当地的心理求助热线、医生或朋友，也许能帮您分担。

guide-family-police-visit-do =
    花几分钟，写下您知道的事和日期。
    想一想，家人的手机里可能有谁的聊天记录。
    您可以问我们：哪些办法安静，哪些办法公开。
    如果家人同意，律师可以写信给联合国。
guide-family-police-visit-avoid =
    打到国内的电话，可能有别人在听。
    尽量不要说出是谁告诉您的。
    您不必答复那些官员。
guide-family-police-visit-keep =
    记下日期、时间、单位名称和他们说的话。
    保留关于这次上门的消息，不要改动。

guide-family-home-search-do =
    写下哪些手机、电脑或文件被拿走，什么时候拿走的。
    想一想，那些聊天、照片和通讯录里还有谁。
    您也许想用安全的办法提醒他们。我们可以和您一起想。
    您可以用他们没碰过的设备改密码。这可能会被发现。
guide-family-home-search-avoid =
    那些设备上登录过的账号，尽量不要再用。
    打到国内的电话，可能有别人在听。
    尽量不要说出是谁告诉您的。
guide-family-home-search-keep =
    保留被拿走物品的清单、单据或照片。
    记下日期、时间和单位名称。

guide-family-detained-do =
    写下谁被带走，什么时候，在哪里，被谁带走。
    如果有孩子没人照顾，或有人需要药，请现在告诉我们。
    如果家人同意，律师可以写信给联合国。
    安静的办法和公开的办法，都可能有用，也可能有害。您可以先问我们。
guide-family-detained-avoid =
    打到国内的电话，可能有别人在听。
    得到建议之前，尽量不要付钱或答应什么。
    尽量不要说出是谁告诉您的。
guide-family-detained-keep =
    保留关于抓人的文件、消息或照片。
    记下您最后一次有亲人消息的时间、地点和原话。
    如果知道，记下单位名称。

guide-family-forced-contact-do =
    如果正在通话，请当作旁边有人在听。
    您可以说得短一些、温和一些。要不要说，由您决定。
    通话以后，写下说的话、时间和用的应用。
    等到安全的时候，您可以和亲人约定一个普通的暗语。
guide-family-forced-contact-avoid =
    尽量不要说出地址、打算、路线或别人的名字。
    答应回去的话，以后可能被用来逼您。
    在电话里和警察争吵，可能会伤到您的亲人。
    录音可能会在亲人那边被发现。
guide-family-forced-contact-keep =
    消息和通话记录，请照原样保留。
    记下有没有别人在场，话听起来像不像在念稿。
    记下期限或约定的地点。

guide-family-forced-break-do =
    慢慢来。今天您不必答复，也不必签字。
    这样的话，常常是在压力下说的。
    签字以前，您可以先问家事律师。有孩子时更值得问。
    您可以为自己和孩子寻求帮助。
guide-family-forced-break-avoid =
    生气时的回话，可能被别人看到和利用。
    现在签的文件，以后可能影响您的权利。
guide-family-forced-break-keep =
    保留离婚文件、信件、消息和链接。
    记下日期、期限和在场的人。

guide-family-fake-emergency-do =
    您可以先不订票，花些时间核实。
    用另一个办法核实，比如您自己查到的医院电话。
    您可以问一个只有亲人才答得出的问题。
    如果您可能要走，可以先把路线告诉我们。
guide-family-fake-emergency-avoid =
    核实消息和路线之前，尽量不要出发。
    视频能看到人，但看不出人是不是自由的。
    尽量不要把航班告诉打电话的人。
guide-family-fake-emergency-keep =
    保留带来这个消息的短信或号码。
    记下谁告诉您的，什么时候，原话是什么。

guide-family-punished-do =
    写下做了什么，对谁，在哪一天。
    记下这之前您做过什么，比如发文或抗议。
    答复任何要求之前，您可以先问我们或律师。
guide-family-punished-avoid =
    得到建议之前，尽量不要为了解决这件事付钱或签字。
    就算答应回去，压力也不一定会停。
guide-family-punished-keep =
    保留每一份命令、信件和消息。
    记下日期，和他们要您拿什么来换。

guide-contact-officials-do =
    您不必接，也可以挂断。
    您不必承认姓名、地址、工作或行程。
    写下号码、时间和说的话。
    您认识的号码也可以被伪造，不能证明什么。
guide-contact-officials-avoid =
    尽量不要让他们看到您的房间、脸或证件。
    骂人、讲条件或许诺，可能被用来对付您或家人。
    尽量不要说您在哪里、什么时候出门旅行。
guide-contact-officials-keep =
    通话记录和消息，请照原样保留。
    记下姓名、单位、警号和期限。
    记下他们已经知道您哪些事。

guide-contact-threat-do =
    可能马上发生吗？到有人的地方去，或锁上门。
    如果对您安全，可以打当地的紧急求助电话。
    告诉身边的一个人。
    您可以把原话告诉我们。
guide-contact-threat-avoid =
    尽量不要删除消息，也不要回复。
    如果威胁提到时间或地点，那时尽量不要一个人。
guide-contact-threat-keep =
    保留原来的消息、语音、照片或信。
    纸张尽量少碰，放进干净的袋子。
    拍一张能看到发送人、日期和时间的照片。

guide-contact-info-demand-do =
    您可以什么都不说，也可以晚些再答。
    如果您已经给了什么，那不是您的错。
    您可以告诉我们给了什么，好提醒别人。
    如果约了下一次通话或见面，请告诉我们。
guide-contact-info-demand-avoid =
    尽量不要发证件，旧的也不要。
    假装替他们做事，可能让您和别人有危险。
    尽量不要一个人去见他们。
guide-contact-info-demand-keep =
    保留消息，列出他们要的东西。
    记下您发了什么，给谁，什么时候。

guide-contact-money-demand-do =
    您可以停止联系，关掉摄像头。
    这可能是诈骗，可能是国家所为，也可能两者都是。
    您现在可以告诉朋友和银行。如果已经付钱，更值得这样做。
    如果安全，您可以向当地警察或防诈骗热线报告。
guide-contact-money-demand-avoid =
    尽量不要付钱。付了往往还有下一次。
    就算他们要求，也尽量不要一直开着摄像头，不要瞒着所有人。
    尽量不要发证件照片。
guide-contact-money-demand-keep =
    保留号码、账户信息、收据和他们发来的文件。
    记下付了多少，什么时候，怎么付的。

guide-person-at-door-do =
    不要开门。和屋里的人一起离开门边。
    如果对您安全，可以打当地的紧急求助电话。
    可以让他们隔着窗户出示证件。您可以先核实。
    自己查到那个机构的电话，打过去问。
guide-person-at-door-avoid =
    尽量不要出去拍摄或说话。
    尽量不要让任何人进来，翻译也一样。
    尽量不要说家里还有谁。
guide-person-at-door-keep =
    记下长相、衣服、车、车牌和原话。
    记下他们往哪个方向走。
    保留门口摄像头的画面、纸条和名片。

guide-person-approach-do =
    您可以慢下来。您不必见面。
    您可以要求在网上谈，或自己选地方。
    您可以带一个朋友，并告诉别人您去哪里。
    问一个与此事无关的人怎么看。
guide-person-approach-avoid =
    尽量不要一个人去。
    没有得到建议之前，尽量不要进领事馆或上车。
    尽量不要说出地址、打算或别人的名字。
guide-person-approach-keep =
    保留消息、名片和号码。
    记下地点是谁选的，每次怎么变。

guide-person-impersonation-do =
    您可以问姓名和单位，然后关门或挂断。
    自己查公开的电话号码，打过去核实。
    真正的警察会接受核实。
    写下您说过或签过什么。
guide-person-impersonation-avoid =
    尽量不要用他们给的号码。
    尽量不要让他们进门，翻译也一样。
    核实之前，尽量不要签字或出示证件。
guide-person-impersonation-keep =
    保留名片、文件、号码和照片。
    记下长相、车、说的话、时间和地点。

guide-person-asking-around-do =
    您可以请房东、老板或邻居不要回答。
    告诉学校和楼下前台，谁可以接孩子。
    您可以给邻居一张短纸条，说明怎么做。
    您可以考虑先住到别的地方一段时间。
guide-person-asking-around-avoid =
    尽量不要打信里的号码。
    您的住处，尽量少让人知道。
guide-person-asking-around-keep =
    保留信和信封，尽量少碰。
    记下问了谁，什么时候，对方怎么说。

guide-person-followed-do =
    可以的话，去明亮、有人的地方。
    您信任的警察局也是一个选择。
    您可以打电话给别人，一直保持通话。
    之后检查包、车和手机上有没有陌生的定位器。
guide-person-followed-avoid =
    尽量不要直接回家。
    尽量不要和他们说话，也不要拦他们。
    尽量不要每天走同样的路、用同样的时间。
guide-person-followed-keep =
    记下地点、时间、长相和车牌。
    安全的时候才拍照。
    如果找到定位器，拍下来，再问我们。

guide-person-attack-do =
    可以的话，到有人的地方去。您现在可以打当地的紧急求助电话。
    就算感觉没事，也去看医生。
    请一个您信任的人陪您。
    等情况好一些，告诉我们发生了什么。
guide-person-attack-avoid =
    今晚尽量不要一个人。
    尽量不要洗或扔掉那身衣服。
guide-person-attack-keep =
    保留衣服、消息和医院的文件。
    给伤口和损坏的东西拍照，写上日期。
    记下谁看到了。

guide-travel-lure-do =
    您可以慢下来。您不必订票，也不必登机。
    您可以要求在网上见，或在您选的地方见。
    查一查：谁付钱，谁选的国家，为什么改地方。
    您可以用我们的旅行页面查每一个中转地。
guide-travel-lure-avoid =
    尽量不要一个人去。
    没有得到建议，尽量不要为了“签个字”走进领事馆。
    尽量不要交出护照或手机。
guide-travel-lure-keep =
    保留邀请、机票、姓名、号码和消息。
    记下每次更改的地点或日期。

guide-travel-plan-check-do =
    看清路上的每个国家，包括中转地和航空公司所属的国家。
    如果您被通缉或在名单上，过任何边境之前先问律师。
    带上能证明您受保护的文件，把律师电话写在纸上。
    和朋友约好：您什么时候报平安，没有消息时怎么办。
guide-travel-plan-check-avoid =
    不需要的中转地，尽量避开。
    尽量不要在网上说这次旅行。
    “没有条约”或“没有查到”，不等于没有风险。
guide-travel-plan-check-keep =
    把机票、护照和文件的副本留给朋友。
    留下您下一次报平安的时间。
    旅行时带一部里面东西很少的手机。

guide-travel-held-do =
    您可以早一点、清楚地说：“我害怕被送回去。我申请庇护。”
    您可以要求见律师，要求联系联合国难民署（UNHCR）。
    替别人写吗？请写护照上的姓名、航班、机场和时间。
    您可以说，您不想见自己国家的使馆人员。
guide-travel-held-avoid =
    看不懂的文件，尽量不要签。
    尽量不要争吵或解锁手机。您可以要求见律师。
    朋友：知道本人的意愿之前，尽量不要公开。
guide-travel-held-keep =
    记下姓名、制服、房间、时间和原话。
    保留机票、文件和难民证号码。
    朋友：保留每条消息，记下最后一条。

guide-travel-kidnapped-do =
    写下最后的时间、地点、电话号码和衣着。
    写下当时和谁在一起，有什么车。
    如果安全，您可以向当地警察报案。
    失踪后的头三个月，联合国有快速处理的办法。
guide-travel-kidnapped-avoid =
    尽量不要独自付赎金，或独自去见“帮忙的人”。
    知道家人的意愿之前，尽量不要公开。
    尽量不要使用失踪者的账号。
guide-travel-kidnapped-keep =
    保留最后的消息、通话和照片。
    保留报案文件和编号。
    记下谁告诉您什么，什么时候。

guide-travel-forced-return-do =
    您今天就可以要求看文件、要求见律师。
    告诉我们日期、航班和地点。
    把健康方面的需要告诉我们和律师。
    您可以清楚地说，您害怕被送回去。
guide-travel-forced-return-avoid =
    尽量不要独自签“自愿”文件。
    对您或家人的许诺，可能不会兑现。
guide-travel-forced-return-keep =
    保留每份文件、机票和消息，或拍下来。
    记下官员姓名、日期和他们说的话。

guide-legal-interpol-do =
    您可以留在原地，先推迟任何旅行。
    您可以找熟悉国际刑警组织案件的律师。
    可以向国际刑警组织的档案控制委员会（CCF）询问存有您什么资料。
    之后，可以要求它删除这些资料。
guide-legal-interpol-avoid =
    得到建议之前，尽量不要过边境。
    公开网站上没有您的名字，不能证明什么。
    尽量不要付钱给保证能删除的公司。
guide-legal-interpol-keep =
    保留难民身份证明和所有案件文件。
    保留通报的副本，写上日期和链接。

guide-legal-wanted-list-do =
    您可以先推迟旅行，和律师谈。
    保存那个页面或图片，写上日期和链接。
    如果上面有您的地址，告诉和您同住的人。
    您可以请邻居把收到的信留下来。
guide-legal-wanted-list-avoid =
    得到建议之前，尽量不要过边境。
    有人说花钱能“洗清罪名”，尽量不要理会。
guide-legal-wanted-list-keep =
    保留名单、指控或悬赏，写上日期和链接。
    保留难民身份证明。

guide-legal-passport-do =
    去领事馆之前，您可以先听听建议。
    今天看一看所有证件的有效期。
    您可以问您住的国家能不能发旅行证件。
    可能有给难民或外国人的旅行证件。
guide-legal-passport-avoid =
    回国换证件可能有危险。
    没有得到建议，尽量不要为了护照签字、付钱或说出别人的名字。
guide-legal-passport-keep =
    保留领事馆的信、拒绝通知和消息。
    把证件副本放在您拿得到的地方。

guide-legal-assets-do =
    写下什么被拿走或冻结，您什么时候知道的。
    您可以把信件给律师看。
    记下有没有人要您拿什么来换。
guide-legal-assets-avoid =
    尽量不要为了“解冻”汇钱。
    得到建议之前，尽量不要签字转让。
guide-legal-assets-keep =
    保留信件、命令、银行文件和属于您的证明。

guide-legal-false-report-do =
    您可以告诉当地警察，有人冒用您的名字。
    在下一次假电话之前说，会更有用。
    要一个案件编号。
    您可以向老板或移民局的负责人员说明情况。
guide-legal-false-report-avoid =
    如果有持枪警察来，尽量不要动作太快，让人看到您手里没有东西。
    尽量不要回复发送的人。
guide-legal-false-report-keep =
    保留预订邮件、信件和案件编号。
    记下日期，和那时您在哪里。

guide-online-hack-do =
    用另一台设备求助，不要用这一台。
    在另一台设备上，先改邮箱密码。
    您可以打开应用验证或安全密钥登录。
    Access Now 有免费求助热线：help@accessnow.org
guide-online-hack-avoid =
    得到建议之前，尽量不要清空设备。
    尽量不要再点那个链接。
guide-online-hack-keep =
    保留链接、消息和警告。拍张照片。
    记下日期、时间和您点了什么。
    记下设备里有谁的资料。

guide-online-harass-do =
    先截图，要能看到日期和链接。
    然后您可以举报和拉黑。
    朋友可以替您看、替您保存。
    私密照片或孩子的照片，有专门的求助热线。
guide-online-harass-avoid =
    回复可能让事情变大。您可以选择不回。
    孩子的照片，尽量不要发给任何人。
guide-online-harass-keep =
    保留链接、账号名、日期和截图。
    保留平台的答复。

guide-online-fake-me-do =
    先给假账号截图，要有日期和链接。
    告诉您信任的人，用他们知道是您的方式。
    然后您可以向平台举报这个账号。
guide-online-fake-me-avoid =
    尽量不要给假账号写信。
    有人说能帮您处理时，尽量不要发证件给他们。
guide-online-fake-me-keep =
    保留链接、账号名、日期和冒您名发的消息。
    记下联系过哪些人。

guide-online-watched-do =
    您可以先不在这个群里谈私事。
    群小一些，不用真名，害处会小一些。
    您可以和大家约定哪些事不说。
    您可以换用不是国内做的应用。
guide-online-watched-avoid =
    国内的应用可能检查文件，国外账号之间也一样。
    没有证据时，尽量不要怪某一个人。
guide-online-watched-keep =
    记下哪些话被人知道了，谁说的，什么时候。
    记下用的应用，和群里有谁。

guide-community-informant-do =
    您可以先少说一些，自己选择告诉谁。
    先告诉我们那人的角色，名字可以以后再说。
    您可以和小范围的人约定哪些事不说。
guide-community-informant-avoid =
    没有证据时，尽量不要公开怪某一个人。
    互相害怕，也会伤害社群。
guide-community-informant-keep =
    记下日期、地点和原话。
    保留被传出去的消息或照片。

guide-community-event-do =
    正在发生吗？带大家到有出口的地方。
    如果对您安全，可以打当地的紧急求助电话。
    看看人是不是都在，谁需要医生。
    请在场的人写下看到的事。
guide-community-event-avoid =
    尽量不要靠近袭击或拍摄的人。
    尽量不要公开参加者的脸。
guide-community-event-keep =
    保留录像、照片、传单和损坏的东西。
    记下时间、长相、车和车牌。

guide-other-missing-do =
    写下最后的时间、地点、电话号码和衣着。
    想一想，谁可能最后见过或听到过这个人。
    如果安全，您可以向当地警察报案。
    失踪后的头三个月，联合国有快速处理的办法。
guide-other-missing-avoid =
    打到国内的电话，可能有别人在听。
    尽量不要独自付钱，或独自去见“帮忙的人”。
    知道家人的意愿之前，尽量不要公开。
guide-other-missing-keep =
    保留最后的消息、通话和照片。
    保留报案文件和编号。

guide-other-unsure-do =
    去您觉得更安全，或有别人的地方。
    告诉一个您信任的人，哪里不对劲。
    您可以写给我们最近发生的事，说不出是什么也可以。
guide-other-unsure-avoid =
    今天您不必决定、旅行、付钱或见面。
    不确定也可以问。
guide-other-unsure-keep =
    消息和号码，请照原样保留。
    写几句记录，加上日期和时间。

guide-other-witness-do =
    先停一下，想想谁可能知道您有这些情况。
    您可以告诉我们您看到什么，怎么知道的。
    用一台工作单位和国内都碰不到的设备。
    您可以告诉我们，哪些内容会让人认出您。
guide-other-witness-avoid =
    尽量不要为了更多证据冒更多风险。
    只有您才可能有的文件，我们谈过之前尽量不要发。
    尽量不要告诉别人您给我们写过信。
guide-other-witness-keep =
    把原件放在安全的地方，不要改动。
    记下日期、地点，哪些是亲眼看到，哪些是听说。

# What a triage rule saw, said softly to the reporter. Never an answer time. One id per rule of
# config/triage.toml ("M.family.detained" becomes "rule-m-family-detained"), C9 and U11's language
# half for the desk. Each line is one point and equal points are shown once: a critical rule says
# first how the report is treated, so that several of them say it only once.

rule-d1 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，现在或接下来几小时有人有危险。
rule-d2 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，3 天之内可能有危险。
rule-c1 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，您现在不安全。
rule-c2 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，现在有人在您门口或外面。
rule-c3 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有人被扣留、关押或失踪。几个小时也可能很要紧。
rule-c4 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有人可能很快被送回去。
rule-c5 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有孩子可能有危险。
rule-c6 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，可能有人被关着，而且有人以此提要求。
rule-c7 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，很快要出行或见面。这里有危险的迹象。
rule-c8 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有一个可能很近的威胁。
rule-c9 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，不久前有人失踪。头三个月里，联合国有快速处理的办法。
rule-c10 =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有人可能马上需要医生或帮助。您现在可以打当地的急救电话。
rule-m-family-detained =
    我们把您的报告当作非常紧急的事。
    您告诉我们，家人被带走、被关起来或不准离开。
rule-m-person-at-door =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有人来过您家。
rule-m-person-attack =
    我们把您的报告当作非常紧急的事。
    您告诉我们，您受到袭击，或有人想带走您。
rule-m-travel-held =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有人在路上被拦下或扣留。
rule-m-travel-kidnapped =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有人被强行带走，或失去了踪影。
rule-m-other-missing =
    我们把您的报告当作非常紧急的事。
    您告诉我们，有人失踪了。头三个月里，联合国有快速处理的办法。
rule-d3 = 您告诉我们，2 周之内可能有危险。
rule-u1 = 您告诉我们，不久要出行。路上的每个国家都值得查一查。
rule-u2 = 您告诉我们，有期限，或他们知道您住在哪里。
rule-u3 = 您告诉我们，有人被问话、关押或搜查，或可能如此。
rule-u4 = 您告诉我们，有人来到近处、打听您、跟踪您或冒充别人。
rule-u5 = 您告诉我们，有通报、通缉名单、悬赏或指控。
rule-u6 = 您告诉我们，手机或账号可能被入侵。别人也可能因此有危险。
rule-u7 = 您告诉我们，他们要证件，或要您和别人的情况。
rule-u8 = 您告诉我们，他们要钱。这可能是诈骗，可能是国家所为，也可能两者都是。
rule-u9 = 您告诉我们，领事馆的事，或证件被拒绝、快到期。
rule-u11 = 我们可能先要找能读您的文件或语言的人。
rule-x1 = 您告诉我们，事情和孩子有关。
rule-x2 = 您告诉我们，有一件可能很要紧的事您不确定。
rule-x3 = 您告诉我们，有官方文件。上面可能有日期。
rule-m-family-forced-contact = 您告诉我们，有亲人被逼着打电话、写信或来见您。
rule-m-family-fake-emergency = 您告诉我们，有人说亲人病重，要您回去。
rule-m-contact-threat = 您告诉我们，有人威胁要伤人或杀人。
rule-m-person-approach = 您告诉我们，有人找上您，或约您见面。
rule-m-travel-lure = 您告诉我们，有人约您到另一个国家见面。
rule-m-travel-forced-return = 您告诉我们，有人正要被送回去，或被逼着回去。
rule-m-legal-false-report = 您告诉我们，有人利用这里的法律对付您。
rule-m-other-unsure = 您告诉我们，您觉得不对劲。说不清是什么也没关系。
rule-r1 = 我们会和其他报告一起，按顺序读。如果情况有变，请再写给我们。
rule-default = 我们根据您说的事，定了紧急的程度。如果情况有变，请再写给我们。
