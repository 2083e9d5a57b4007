# What happened, in the words of the person it happened to. Same ids as the English file.

group-family = 我在国内的家人或朋友
group-contact = 打给我的电话、发给我的消息
group-person = 有人来到我身边
group-travel = 旅行、机场，或有人被带走
group-legal = 通缉名单、警方通报、护照、钱财
group-online = 我的账号、手机，或网上的谎言
group-community = 我在这里的社群
group-other = 其他事情，或者我说不准

method-family-police-visit = 警察或官员上门找过我的家人，或打电话、问话。
method-family-home-search = 他们搜了我家人的住处，或拿走了手机、电脑、证件或文件。
method-family-detained = 我的家人被带走、被关起来，或不准离开。
method-family-forced-contact = 有亲人被逼着打电话、发消息或来见我，叫我“回来”或“别再做了”。
method-family-forced-break = 我的伴侣或家人被逼着和我离婚、断绝关系，或公开指责我。
method-family-fake-emergency = 有人告诉我，亲人病危或快要去世，要我马上回去。
method-family-punished = 我的家人因为我受到惩罚（工作、上学、养老金、护照、生意、住房）。

method-contact-officials = 国内的警察或官员给我打过电话或发过消息。
method-contact-threat = 有人威胁要伤害或杀害我，或我爱的人。
method-contact-info-demand = 他们要我的证件、我的地址，或要我监视别人。
method-contact-money-demand = 他们要钱（“税”、“保释金”、“罚款”、“证明你清白”）。

method-person-at-door = 有人在我家门口，或来过我家。
method-person-approach = 有人在这里找上我，或约我见面。
method-person-impersonation = 有人冒充警察、联邦调查局（FBI）、律师、记者、送货员或援助人员。
method-person-asking-around = 有人向我的房东、老板、学校或邻居打听我，或给他们寄信。
method-person-followed = 有人跟踪我、监视我或拍摄我。
method-person-attack = 我在这里受到袭击，或有人想强行带走我。

method-travel-lure = 有人约我到另一个国家见面，或见面地点一直在变。
method-travel-plan-check = 我打算旅行，想知道有没有风险。
method-travel-held = 我（或别人）在机场、边境或路上被拦下、逮捕或扣留。
method-travel-kidnapped = 有人在国外被强行带走，或失去了踪影。
method-travel-forced-return = 我正要被送回去，或被逼着“自愿”回去。

method-legal-interpol = 国际刑警组织有关于我的通报或消息。
method-legal-wanted-list = 我上了通缉名单，有人悬赏抓我，或我被指控、罪名被加重。
method-legal-passport = 我的护照、签证、身份证件或领事服务被拒绝、被取消，或被用来逼我；或我被取消国籍。
method-legal-assets = 我在国内的银行账户、房子或生意被冻结或被拿走。
method-legal-false-report = 他们利用这里的法律对付我（冒我的名报假炸弹或报假案、打官司、向我的老板或移民局投诉）。

method-online-hack = 我的手机或账号被入侵，或我收到奇怪的链接。
method-online-harass = 网上有威胁、谎言、我的地址，或我的假照片、私密照片。
method-online-fake-me = 有人冒充我，或仿冒我们的团体。
method-online-watched = 我觉得有人在看我的聊天或我们的群。

method-community-informant = 我的社群里有人告我们的密，或逼我不要说话。
method-community-event = 我们的抗议、店铺、清真寺、办公室或活动被袭击、拍摄或阻挡。

method-other-missing = 我认识的人失踪了。
method-other-unsure = 我觉得不对劲，但说不清是什么。
method-other-witness = 我知道一些关于做这些事的人的情况。
