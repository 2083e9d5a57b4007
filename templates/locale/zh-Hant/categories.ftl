# What happened, in the words of the person it happened to. Same ids as the English file.
# “Home country” is 家鄉: 國內 would mean another place to each of the readers.

group-family = 我在家鄉的家人或朋友
group-contact = 打給我的電話、傳給我的訊息
group-person = 有人來到我身邊
group-travel = 旅程、機場，或有人被帶走
group-legal = 通緝名單、警方通報、護照、錢財
group-online = 我的帳號、手機，或網上的謊言
group-community = 我在這裡的社群
group-other = 其他事情，或我不確定

method-family-police-visit = 警察或官員上門找過我的家人，或打電話給他們、問他們話。
method-family-home-search = 他們搜查我家人的住處，或拿走手機、電腦、證件或文件。
method-family-detained = 我的家人被帶走、被關起來，或不准離開。
method-family-forced-contact = 有親人被逼打電話、傳訊息或來見我，叫我「回來」或「別再做了」。
method-family-forced-break = 我的伴侶或家人被逼和我離婚、斷絕關係，或公開指責我。
method-family-fake-emergency = 有人告訴我，親人快要過世或病得很重，要我馬上回去。
method-family-punished = 我的家人因為我而受罰（工作、上學、退休金、護照、生意、房子）。

method-contact-officials = 家鄉那邊的警察或官員打過電話或傳過訊息給我。
method-contact-threat = 有人威脅要傷害或殺害我，或我愛的人。
method-contact-info-demand = 他們要我的證件或文件、我的地址，或要我監視別人。
method-contact-money-demand = 他們要錢（「稅款」、「保釋金」、「罰款」、「證明你清白」）。

method-person-at-door = 有人在我家門口，或來過我家。
method-person-approach = 有人在這裡找上我，或約我見面。
method-person-impersonation = 有人假扮警察、聯邦調查局（FBI）、律師、記者、送貨員或援助人員。
method-person-asking-around = 有人向我的房東、老闆、學校或鄰居打聽我，或寄信給他們。
method-person-followed = 有人跟蹤我、監視我或拍攝我。
method-person-attack = 我在這裡被襲擊，或有人想強行帶走我。

method-travel-lure = 有人約我到另一個國家見面，或見面地點一直改。
method-travel-plan-check = 我打算出遠門，想知道有沒有風險。
method-travel-held = 我（或別人）在機場、邊境或路上被攔下、被捕或被扣留。
method-travel-kidnapped = 有人在國外被強行帶走，或不知去向。
method-travel-forced-return = 我正要被送回去，或被逼「自願」回去。

method-legal-interpol = 國際刑警組織有關於我的通報或訊息。
method-legal-wanted-list = 我上了通緝名單，有人懸賞（懸紅）抓我，或我被控告、罪名被加重。
method-legal-passport = 我的護照、簽證、證件或領事協助被拒絕、被取消，或被用來逼我；或我的國籍被取消。
method-legal-assets = 我在家鄉的銀行帳戶、房子或生意被凍結或被拿走。
method-legal-false-report = 他們利用這裡的法律對付我（冒我的名報假炸彈或報假案、打官司、向我的老闆或移民局投訴）。

method-online-hack = 我的手機或帳號被入侵，或我收到奇怪的連結。
method-online-harass = 網上有人貼出威脅、謊言、我的地址，或我的假照片、私密照片。
method-online-fake-me = 有人冒充我，或仿冒我們的團體。
method-online-watched = 我覺得有人在看我的聊天或我們的群組。

method-community-informant = 我的社群裡有人暗中報告我們的事，或逼我不要出聲。
method-community-event = 我們的抗議、商店、清真寺、辦公室或活動被襲擊、拍攝或阻擋。

method-other-missing = 我認識的人失蹤了。
method-other-unsure = 我覺得不對勁，但說不出是什麼。
method-other-witness = 我有一些資料，是關於做這些事的人。
