# What to do, what to avoid, what to keep. Same ids and lines as the English file.

guide-general-do =
    先停一下。找一個別人看不到您螢幕的地方。
    現在有危險嗎？如果對您安全，可以打當地的緊急求助電話。
    許多國家用 112、911 或 999。
    告訴身邊一個您信任的人。
guide-general-avoid =
    今天您不必出遠門、見面、付錢、簽名或答覆任何人。
    盡量不要告訴別人您曾寫給我們。
    官員可能知道的手機或應用程式，請小心使用。
guide-general-keep =
    訊息、信件和號碼，請照原樣保留。
    寫下發生的事：日期、時間和原話。
    把筆記放在別人不會看的地方。

guide-feelings =
    發生的事不是您的錯。
    覺得害怕、生氣或麻木，都很正常。
    您可以休息一下，之後再來。
    當地的心理支援熱線、醫生或朋友，也許能幫您分擔。

guide-family-police-visit-do =
    花幾分鐘，寫下您知道的事和日期。
    想一想，家人的手機裡可能有誰的聊天紀錄。
    您可以問我們，有哪些低調的辦法和公開的辦法能幫忙。
    如果家人同意，律師可以寫信給聯合國。
guide-family-police-visit-avoid =
    打到家鄉的電話，可能有別人在聽。
    盡量不要說出是誰告訴您的。
    您不必答覆那些官員。
guide-family-police-visit-keep =
    記下日期、時間、部門名稱和您聽到的原話。
    保留關於這次上門的訊息，不要改動。

guide-family-home-search-do =
    寫下哪些手機、電腦、證件或文件被拿走，什麼時候拿走的。
    想一想，那些聊天、照片和通訊錄裡還有誰。
    您也許想用安全的辦法提醒他們。我們可以和您一起想。
    您可以用他們沒拿過的裝置改密碼。這可能會被發現。
guide-family-home-search-avoid =
    那些裝置上登入過的帳號，盡量不要再用。
    打到家鄉的電話，可能有別人在聽。
    盡量不要說出是誰告訴您的。
guide-family-home-search-keep =
    保留被拿走物品的清單、文件或照片。
    記下日期、時間和部門名稱。

guide-family-detained-do =
    寫下誰被帶走，什麼時候，在哪裡，被誰帶走。
    如果有孩子沒人照顧，或有人需要藥，請現在告訴我們。
    如果家人同意，律師可以寫信給聯合國。
    低調的辦法和公開的辦法，都可能有用，也可能有害。您可以先問我們。
guide-family-detained-avoid =
    打到家鄉的電話，可能有別人在聽。
    得到建議之前，盡量不要付錢或答應什麼。
    盡量不要說出是誰告訴您的。
guide-family-detained-keep =
    保留關於抓人的文件、訊息或照片。
    記下您最後一次有親人消息的時間、地點和原話。
    如果知道，記下部門名稱。

guide-family-forced-contact-do =
    如果正在通話，請當作旁邊可能有人在聽。
    您可以說得短一點、溫和一點。要不要說，由您決定。
    通話之後，寫下說的話、時間和用的應用程式。
    等到安全的時候，您可以和親人約定一個普通的暗語。
guide-family-forced-contact-avoid =
    盡量不要說出地址、打算、路線或別人的名字。
    答應回去的話，以後可能被用來逼您。
    在電話裡和警察爭吵，可能會傷到您的親人。
    錄音可能會在親人那邊被發現。
guide-family-forced-contact-keep =
    訊息和通話紀錄，請照原樣保留。
    記下有沒有別人在場，說話像不像在照稿念。
    記下期限或約定的地點。

guide-family-forced-break-do =
    慢慢來。今天您不必答覆，也不必簽名。
    這樣的話，常常是在壓力下說的。
    簽名以前，您可以先問家事律師。有孩子時更值得問。
    您可以為自己和孩子找人支持。
guide-family-forced-break-avoid =
    生氣時的回話，可能被別人看到和利用。
    現在簽的文件，以後可能影響您的權利。
guide-family-forced-break-keep =
    保留離婚文件、信件、訊息和連結。
    記下日期、期限和在場的人。

guide-family-fake-emergency-do =
    您可以先不訂票，花點時間查證。
    用另一個辦法查證，例如您自己查到的醫院電話。
    您可以問一個只有親人才答得出的問題。
    如果您可能要動身，可以先把路線告訴我們。
guide-family-fake-emergency-avoid =
    查證消息和路線之前，盡量不要出發。
    視訊通話能看到人，但看不出人是不是自由的。
    盡量不要把航班告訴打電話的人。
guide-family-fake-emergency-keep =
    保留帶來這個消息的訊息或號碼。
    記下誰告訴您的，什麼時候，原話是什麼。

guide-family-punished-do =
    寫下做了什麼，對誰，在哪一天。
    記下這之前您做過什麼，例如貼文或抗議。
    答覆任何要求之前，您可以先問我們或律師。
guide-family-punished-avoid =
    得到建議之前，盡量不要為了解決這件事付錢或簽名。
    就算答應回去，壓力也不一定會停。
guide-family-punished-keep =
    保留每一份命令、信件和訊息。
    記下日期，和他們要您拿什麼來換。

guide-contact-officials-do =
    您不必回應，也可以掛斷。
    您不必確認姓名、地址、工作或行程。
    寫下號碼、時間和說的話。
    您認得的號碼也可以是假冒的，不能證明什麼。
guide-contact-officials-avoid =
    盡量不要讓他們看到您的房間、臉或證件。
    罵人、談條件或答應什麼，可能被用來對付您或家人。
    盡量不要說您在哪裡、什麼時候出遠門。
guide-contact-officials-keep =
    通話紀錄和訊息，請照原樣保留。
    記下姓名、部門、警員編號和期限。
    記下他們已經知道您哪些事。

guide-contact-threat-do =
    可能馬上發生嗎？到有其他人的地方去，或鎖上門。
    如果對您安全，可以打當地的緊急求助電話。
    告訴身邊一個人。
    您可以把原話告訴我們。
guide-contact-threat-avoid =
    盡量不要刪除訊息，也不要回覆。
    如果威脅提到時間或地點，到時盡量不要獨自一人。
guide-contact-threat-keep =
    保留原來的訊息、語音、照片或信。
    紙張盡量少碰，放進乾淨的袋子。
    拍一張能看到傳送者、日期和時間的照片。

guide-contact-info-demand-do =
    您可以什麼都不說，也可以晚點再答。
    如果您已經給了什麼，那不是您的錯。
    您可以告訴我們給了什麼，這樣可以提醒別人。
    如果他們定了下一次通話或見面，請告訴我們。
guide-contact-info-demand-avoid =
    盡量不要給證件或文件，舊的也不要。
    假裝替他們做事，可能讓您和別人有危險。
    盡量不要獨自去見他們。
guide-contact-info-demand-keep =
    保留訊息，列出他們要的東西。
    記下您給了什麼，給誰，什麼時候。

guide-contact-money-demand-do =
    您可以停止聯絡，關掉鏡頭。
    這可能是詐騙，可能是政府所為，也可能兩者都是。
    您現在可以告訴朋友和銀行。如果已經付錢，更值得這樣做。
    如果安全，您可以向當地警察或防詐騙熱線報案。
guide-contact-money-demand-avoid =
    盡量不要付錢。付了往往還有下一次。
    就算他們要求，也盡量不要一直開著鏡頭，不要瞞著所有人。
    盡量不要傳證件照片。
guide-contact-money-demand-keep =
    保留號碼、帳戶資料、收據和他們傳來的文件。
    記下付了多少，什麼時候，怎樣付的。

guide-person-at-door-do =
    不要開門。和屋裡的人一起離開門邊。
    如果對您安全，可以打當地的緊急求助電話。
    可以讓他們隔著窗戶出示證件。您可以先查證。
    自己查到那個部門的電話，打過去問。
guide-person-at-door-avoid =
    盡量不要出去拍攝或說話。
    盡量不要讓任何人進來，翻譯也一樣。
    盡量不要說家裡還有誰。
guide-person-at-door-keep =
    記下長相、衣服、車、車牌和原話。
    記下他們往哪個方向走。
    保留門口攝影機的畫面、字條和名片。

guide-person-approach-do =
    您可以慢下來。您不必見面。
    您可以要求在網上談，或自己選地方。
    您可以帶一個朋友，並告訴別人您去哪裡。
    問一個和這件事無關的人怎麼看。
guide-person-approach-avoid =
    盡量不要獨自去。
    沒有得到建議之前，盡量不要進領事館，也不要上車。
    盡量不要說出地址、打算或別人的名字。
guide-person-approach-keep =
    保留訊息、名片和號碼。
    記下地點是誰選的，每次怎麼改。

guide-person-impersonation-do =
    您可以問姓名和部門，然後關門或掛斷。
    自己查公開的電話號碼，打過去查證。
    真正的警察會接受查證。
    寫下您說過或簽過什麼。
guide-person-impersonation-avoid =
    盡量不要用他們給的號碼。
    盡量不要讓他們進門，翻譯也一樣。
    查證之前，盡量不要簽名或出示證件。
guide-person-impersonation-keep =
    保留名片、文件、號碼和照片。
    記下長相、車、說的話、時間和地點。

guide-person-asking-around-do =
    您可以客氣地請房東、老闆或鄰居不要回答。
    告訴學校和大樓管理員，誰可以接孩子。
    您可以給鄰居一張短字條，說明怎麼做。
    您可以考慮先到別的地方住一段時間。
guide-person-asking-around-avoid =
    盡量不要打信裡的號碼。
    您住在哪裡，盡量少讓人知道。
guide-person-asking-around-keep =
    保留信和信封，盡量少碰。
    記下問了誰，什麼時候，對方怎麼說。

guide-person-followed-do =
    可以的話，去明亮、有人的地方。
    您信任的警察局也是一個選擇。
    您可以打電話給別人，一直不掛斷。
    之後檢查袋子、車和手機，有沒有不認得的追蹤器。
guide-person-followed-avoid =
    盡量不要直接回家。
    盡量不要和他們說話，也不要攔他們。
    盡量不要每天走同樣的路、用同樣的時間。
guide-person-followed-keep =
    記下地點、時間、長相和車牌。
    安全的時候才拍照。
    如果找到追蹤器，拍下來，再問我們。

guide-person-attack-do =
    可以的話，到有其他人的地方去。您現在可以打當地的緊急求助電話。
    就算覺得沒事，也去看醫生。
    請一個您信任的人陪您。
    等您比較安全了，告訴我們發生了什麼。
guide-person-attack-avoid =
    今晚盡量不要獨自一人。
    盡量不要洗或丟掉那身衣服。
guide-person-attack-keep =
    保留衣服、訊息和醫生給的文件。
    替傷口和損壞的東西拍照，寫上日期。
    記下誰看到了。

guide-travel-lure-do =
    您可以慢下來。您不必訂票，也不必登機。
    您可以要求在網上見，或在您選的地方見。
    查一查：誰付錢，誰選的國家，為什麼改了。
    您可以用我們的旅程頁面查每一個停留的地方。
guide-travel-lure-avoid =
    盡量不要獨自去。
    沒有得到建議，盡量不要為了簽個名走進領事館。
    盡量不要交出護照或手機。
guide-travel-lure-keep =
    保留邀請、機票、姓名、號碼和訊息。
    記下每次更改的地點或日期。

guide-travel-plan-check-do =
    看清楚路上的每個國家，包括中途停留的地方和航空公司所屬的國家。
    如果您被通緝或在名單上，過任何邊境之前先問律師。
    帶上能證明您受保護的文件，把律師電話寫在紙上。
    和朋友約好：您什麼時候報平安，沒有您的消息時，他們怎麼做。
guide-travel-plan-check-avoid =
    不需要的中途停留，盡量避開。
    盡量不要在網上說這趟旅程。
    「沒有條約」或「查不到」，不等於沒有風險。
guide-travel-plan-check-keep =
    把機票、護照和文件的副本留給朋友。
    留下您下一次報平安的時間。
    路上帶一部裡面東西很少的手機。

guide-travel-held-do =
    您可以早一點、清楚地說：「我害怕被送回去。我要申請庇護。」
    您可以要求見律師，要求聯絡聯合國難民署（UNHCR）。
    替別人寫嗎？請寫護照上的姓名、航班、機場和時間。
    您可以說，您不想見您離開的國家的使館人員。
guide-travel-held-avoid =
    看不懂的文件，盡量不要簽。
    盡量不要爭吵，也不要解鎖手機。您可以要求見律師。
    朋友：知道本人的意願之前，盡量不要公開。
guide-travel-held-keep =
    記下姓名、制服、房間、時間和原話。
    保留機票、文件和難民證號碼。
    朋友：保留每則訊息，記下最後一則。

guide-travel-kidnapped-do =
    寫下最後的時間、地點、電話號碼和衣著。
    寫下當時和誰在一起，有什麼車。
    如果安全，您可以向那裡的警察報案。
    失蹤後的頭三個月，聯合國有快速處理的辦法。
guide-travel-kidnapped-avoid =
    盡量不要獨自付贖金，或獨自去見「幫忙的人」。
    知道家人的意願之前，盡量不要公開。
    盡量不要使用失蹤者的帳號。
guide-travel-kidnapped-keep =
    保留最後的訊息、通話和照片。
    保留報案文件和編號。
    記下誰告訴您什麼，什麼時候。

guide-travel-forced-return-do =
    您今天就可以要求看文件、要求見律師。
    告訴我們日期、航班和地點。
    把健康方面的需要告訴我們和律師。
    您可以清楚地說，您害怕被送回去。
guide-travel-forced-return-avoid =
    盡量不要獨自簽「自願」文件。
    對您或家人的承諾，可能不會兌現。
guide-travel-forced-return-keep =
    保留每份文件、機票和訊息，或拍下來。
    記下官員姓名、日期和他們說的話。

guide-legal-interpol-do =
    您可以留在原地，先延後任何旅程。
    您可以找熟悉國際刑警組織案件的律師。
    可以問國際刑警組織的檔案控制委員會（CCF），存有您什麼資料。
    之後，可以要求它刪除這些資料。
guide-legal-interpol-avoid =
    得到建議之前，盡量不要過邊境。
    公開網站上沒有您的名字，不能證明什麼。
    盡量不要付錢給保證能刪除的公司。
guide-legal-interpol-keep =
    保留難民身分證明和所有案件文件。
    保留通報的副本，寫上日期和連結。

guide-legal-wanted-list-do =
    您可以先延後任何旅程，和律師談。
    儲存那個頁面或圖片，寫上日期和連結。
    如果上面有您的地址，告訴和您同住的人。
    您可以請鄰居把收到的信留下來。
guide-legal-wanted-list-avoid =
    得到建議之前，盡量不要過邊境。
    有人說付錢能「還您清白」，盡量不要回應。
guide-legal-wanted-list-keep =
    保留名單、指控或懸賞，寫上日期和連結。
    保留難民身分證明。

guide-legal-passport-do =
    去領事館之前，您可以先聽聽建議。
    今天看一看所有證件的有效期限。
    您可以問您住的國家能不能發旅行證件。
    可能有給難民或外國人的旅行證件。
guide-legal-passport-avoid =
    回去換證件可能有危險。
    沒有得到建議，盡量不要為了護照簽名、付錢或說出別人的名字。
guide-legal-passport-keep =
    保留領事館的信、拒絕通知和訊息。
    把證件副本放在您拿得到的地方。

guide-legal-assets-do =
    寫下什麼被拿走或凍結，您什麼時候知道的。
    您可以把信件給律師看。
    記下有沒有人要您拿什麼來換。
guide-legal-assets-avoid =
    盡量不要為了「解凍」匯錢。
    得到建議之前，盡量不要簽名轉讓。
guide-legal-assets-keep =
    保留信件、命令、銀行文件和屬於您的證明。

guide-legal-false-report-do =
    您可以告訴當地警察，有人冒用您的名字。
    在下一次有人假報案之前說，會更有用。
    要一個案件編號。
    您可以向老闆或移民局的負責人員說明情況。
guide-legal-false-report-avoid =
    如果有帶槍的警察來，盡量不要動得太快。讓他們看到您手上沒有東西。
    盡量不要回覆寄件人。
guide-legal-false-report-keep =
    保留有關預訂的電郵、信件和案件編號。
    記下日期，和那時您在哪裡。

guide-online-hack-do =
    用另一部裝置求助，不要用這一部。
    在另一部裝置上，先改電郵的密碼。
    您可以開啟登入驗證，用驗證程式或安全金鑰。
    Access Now 有免費求助熱線：help@accessnow.org
guide-online-hack-avoid =
    得到建議之前，盡量不要清空裝置。
    盡量不要再打開那個連結。
guide-online-hack-keep =
    保留連結、訊息和警告。拍張照片。
    記下日期、時間和您按了什麼。
    記下裝置裡有誰的資料。

guide-online-harass-do =
    先截圖，要能看到日期和連結。
    然後您可以檢舉和封鎖。
    朋友可以替您看、替您儲存。
    私密照片或孩子的照片，有專門的求助熱線。
guide-online-harass-avoid =
    回覆可能讓事情變大。您可以選擇不回。
    孩子的照片，盡量不要傳給任何人。
guide-online-harass-keep =
    保留連結、帳號名稱、日期和截圖。
    保留平台的答覆。

guide-online-fake-me-do =
    先替假帳號截圖，要有日期和連結。
    告訴您信任的人，用他們知道是您的方式。
    然後您可以向平台檢舉這個帳號。
guide-online-fake-me-avoid =
    盡量不要寫給假帳號。
    有人說能幫您處理時，盡量不要傳證件給他們。
guide-online-fake-me-keep =
    保留連結、帳號名稱、日期和冒用您名字發出的訊息。
    記下假帳號聯絡過誰。

guide-online-watched-do =
    您可以先不在這個群組裡談私事。
    群組小一點，不用真名，害處會小一些。
    您可以和大家約定哪些事不說。
    您可以換用不是家鄉那邊做的應用程式。
guide-online-watched-avoid =
    家鄉那邊的應用程式可能檢查檔案，國外帳號之間也一樣。
    沒有證據時，盡量不要怪某一個人。
guide-online-watched-keep =
    記下哪些話被人知道了，誰說的，什麼時候。
    記下用的應用程式，和群組裡有誰。

guide-community-informant-do =
    您可以先少說一些，自己選擇告訴誰。
    先告訴我們那個人的角色，名字可以之後再說。
    您可以在小圈子裡約定哪些事不說。
guide-community-informant-avoid =
    沒有證據時，盡量不要公開怪某一個人。
    互相害怕，也會傷害社群。
guide-community-informant-keep =
    記下日期、地點和原話。
    保留被傳出去的訊息或照片。

guide-community-event-do =
    正在發生嗎？帶大家到有出口的地方。
    如果對您安全，可以打當地的緊急求助電話。
    看看人是不是都在，誰需要醫生。
    請在場的人寫下看到的事。
guide-community-event-avoid =
    盡量不要靠近襲擊或拍攝的人。
    盡量不要公開參加者的臉。
guide-community-event-keep =
    保留影片、照片、傳單和損壞的東西。
    記下時間、長相、車和車牌。

guide-other-missing-do =
    寫下最後的時間、地點、電話號碼和衣著。
    想一想，誰可能最後見過這個人，或最後和這個人聯絡過。
    如果安全，您可以向那裡的警察報案。
    失蹤後的頭三個月，聯合國有快速處理的辦法。
guide-other-missing-avoid =
    打到家鄉的電話，可能有別人在聽。
    盡量不要獨自付錢，或獨自去見「幫忙的人」。
    知道家人的意願之前，盡量不要公開。
guide-other-missing-keep =
    保留最後的訊息、通話和照片。
    保留報案文件和編號。

guide-other-unsure-do =
    去您覺得比較安全，或有其他人的地方。
    告訴一個您信任的人，哪裡不對勁。
    您可以寫給我們最近發生的事，說不出是什麼也可以。
guide-other-unsure-avoid =
    今天您不必決定、出遠門、付錢或見面。
    不確定也可以問。
guide-other-unsure-keep =
    訊息和號碼，請照原樣保留。
    寫幾句筆記，加上日期和時間。

guide-other-witness-do =
    先停一下，想想誰可能知道您有這些資料。
    您可以告訴我們您看到什麼，怎麼知道的。
    用一部工作的地方和家鄉那邊都碰不到的裝置。
    您可以告訴我們，哪些內容會讓人認出您。
guide-other-witness-avoid =
    盡量不要為了更多證據冒更多風險。
    只有您才可能有的檔案，我們談過之前盡量不要傳。
    盡量不要告訴別人您曾寫給我們。
guide-other-witness-keep =
    把原件放在安全的地方，不要改動。
    記下日期、地點，哪些是親眼看到，哪些只是聽說。

# What a triage rule saw, said softly to the reporter. Never an answer time. One id per rule of
# config/triage.toml ("M.family.detained" becomes "rule-m-family-detained"), C9 and U11's language
# half for the desk. Each line is one point and equal points are shown once: a critical rule says
# first how the report is treated, so that several of them say it only once.

rule-d1 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，現在或接下來幾小時有人有危險。
rule-d2 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，3 天之內可能有危險。
rule-c1 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，您現在不安全。
rule-c2 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，現在有人在您家門口或外面。
rule-c3 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人被扣留、關起來或失蹤。幾個小時也可能很要緊。
rule-c4 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人可能很快被送回去。
rule-c5 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有孩子可能有危險。
rule-c6 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，可能有人被扣留，而且有人以此提出要求。
rule-c7 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，很快要出遠門或見面。這裡有危險的跡象。
rule-c8 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有一個可能很近的威脅。
rule-c9 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，不久前有人失蹤。頭三個月裡，聯合國有快速處理的辦法。
rule-c10 =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人可能馬上需要醫生或幫助。您現在可以打當地的緊急求助電話。
rule-m-family-detained =
    我們把您的報告當作非常緊急的事。
    您告訴我們，家人被帶走、被關起來或不准離開。
rule-m-person-at-door =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人來過您家。
rule-m-person-attack =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人被襲擊，或有人想帶走您。
rule-m-travel-held =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人在路上被攔下或扣留。
rule-m-travel-kidnapped =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人被強行帶走，或不知去向。
rule-m-other-missing =
    我們把您的報告當作非常緊急的事。
    您告訴我們，有人失蹤了。頭三個月裡，聯合國有快速處理的辦法。
rule-d3 = 您告訴我們，2 星期之內可能有危險。
rule-u1 = 您告訴我們，不久要出遠門。路上的每個國家都值得查一查。
rule-u2 = 您告訴我們，有期限，或他們知道您住在哪裡。
rule-u3 = 您告訴我們，有人被問話、扣留或搜查，或可能如此。
rule-u4 = 您告訴我們，有人來到近處、打聽您、跟蹤您或冒充別人。
rule-u5 = 您告訴我們，有通報、通緝名單、懸賞或指控。
rule-u6 = 您告訴我們，手機或帳號可能被入侵。別人也可能因此有危險。
rule-u7 = 您告訴我們，他們要證件或文件，或要您或別人的資料。
rule-u8 = 您告訴我們，他們要錢。這可能是詐騙，可能是政府所為，也可能兩者都是。
rule-u9 = 您告訴我們，有領事館的事，或證件被拒絕、快到期。
rule-u11 = 我們可能先要找能讀您的檔案或語言的人。
rule-x1 = 您告訴我們，事情和孩子有關。
rule-x2 = 您告訴我們，有件事您不確定，它可能很快變得要緊。
rule-x3 = 您告訴我們，有官方文件。上面可能有日期。
rule-m-family-forced-contact = 您告訴我們，有親人被逼打電話、寫信或來見您。
rule-m-family-fake-emergency = 您告訴我們，有人說親人生病，要您回去。
rule-m-contact-threat = 您告訴我們，有人威脅要傷人或殺人。
rule-m-person-approach = 您告訴我們，有人找上您，或約您見面。
rule-m-travel-lure = 您告訴我們，有人約您到另一個國家見面。
rule-m-travel-forced-return = 您告訴我們，有人正要被送回去，或被逼回去。
rule-m-legal-false-report = 您告訴我們，有人利用這裡的法律對付您。
rule-m-other-unsure = 您告訴我們，您覺得不對勁。說不出是什麼也沒關係。
rule-r1 = 我們會和其他報告一起，按順序讀。如果情況有變，請再寫給我們。
rule-default = 我們根據您說的事，定了緊急的程度。如果情況有變，請再寫給我們。
