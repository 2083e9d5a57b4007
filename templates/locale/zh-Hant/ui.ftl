# The words of the pages a reporter sees, in Traditional Chinese. Same ids and lines as the English file.
# Never: a promise of safety, of secrecy from courts, of rescue, of an answer at night; blame; "anonymous".
# For readers from Taiwan and from Hong Kong: where the two say a thing differently, a word both know.
# The code is 代碼, not 密碼, so that nobody types the password of a mailbox or phone here.
# The Chinese list of receipt words has single characters, hence 「字」 where English says “words”.

## Frame of every page

title-form = 表格
title-page = 頁面
skip-to-content = 跳到主要內容
leave = 離開本頁
languages-label = 語言
nav-label = 頁面
nav-home = 首頁
nav-report = 寫給我們
nav-mailbox = 看我們的回覆
nav-safety = 更安全的做法
demo-banner = 這是練習用的版本，沒有人會讀。請不要在這裡寫任何真實的事。
unreviewed-note = 這裡的文字還沒有請母語人士檢查過，有些可能有錯。如果覺得奇怪，請也看看另一種語言。
unstaffed-note = 您可以用自己的語言寫。我們要找一個信得過的人來讀，所以回覆可能要久一點。
run-by = 本頁由 { $name } 負責（{ $country }）。
helplines-title = 您可以打電話找的人
privacy-title = 負責本頁的人對您資料的說明
emergency-line = 現在就有危險嗎？如果對您安全，可以打當地的緊急求助電話。

## When somebody reads

reading-now = 現在有人在讀。
reading-in-hours = { $hours ->
   *[other] 現在沒有人在讀。大約 { $hours } 小時後會再有人讀。
}
reading-unknown = 我們不能確定下次什麼時候有人讀。可能要好幾天。
on-call-now = 現在有人值班，看等不得的危險。
on-call-partly = 這個時段有人值班，看等不得的危險，但此刻不一定有人。
on-call-next = 現在沒有人值班。下一次：{ $day ->
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
}（{ $place }時間）。
on-call-next-time = 現在沒有人值班。下一次：{ $day ->
    [mon] 星期一
    [tue] 星期二
    [wed] 星期三
    [thu] 星期四
    [fri] 星期五
    [sat] 星期六
   *[sun] 星期日
} { $time } 起（{ $place }時間）。
on-call-nobody = 接下來幾天沒有人值班。可能要更久才有人讀。
reading-rest = 可以等的事，可能要好幾天才有人讀。

## Public warnings

home-advisories = 給所有人的警告
home-advisories-note = 別人遇到過什麼，可以怎麼做。
advisories-title = 警告
advisories-intro = 這些警告來自多份報告或可靠的文件。凡是可能指向某個人的內容，我們都略去。
advisories-none = 現在沒有警告。這不等於不會出事。
advisories-stale = 這份清單從 { $day } 起已經過期。這裡應當有更新的一份。請看我們的其他網址。
advisories-withdrawn = 我們撤回了這則警告。
advisories-written = 寫於 { $day }。
advisories-until = 有效期至 { $day }。
advisories-signed-copy = 有簽章的副本
advisories-number = 清單編號 { $number }。
advisories-check-title = 這真的是我們發的嗎？
advisories-check = 每個檔案都有簽章，在同名、以 .minisig 結尾的檔案裡。
    用 minisign 程式和下面的公鑰可以核對簽章。
    請把這個公鑰與我們的印刷卡片或別處的公鑰比較。假網頁會顯示假的公鑰。
    如果您以前見過更大的清單編號，就是有人不讓您看到新的清單。
advisories-text = 全部內容（一份文字）
advisories-feed = 訂閱源
advisories-list = 有簽章的清單
advisories-addresses = 我們的真實網址

## Start page

home-title = 您離開了，那邊的政府還在找您嗎？
home-lead = 警察打來電話。家人受到壓力。門口來了陌生人。一趟像圈套的旅程。您可以在這裡告訴我們。
home-report = 寫給我們
home-report-note = 三個問題。不需要姓名、帳號或電郵。
home-mailbox = 看我們的回覆
home-mailbox-note = 您需要寫給我們時拿到的代碼。
home-safety = 能讓您更安全一些的做法
home-safety-note = 您可以只看這些，什麼都不告訴我們。
home-about-title = 我們是誰
home-about = 有些人離開了一個國家，那邊的政府還在向他們施壓。我們收集關於這些人的報告。
    受過訓練的個案工作員會讀您寫的內容。
home-protect-title = 我們怎樣盡力保護您
home-protect = 您的報告會先上鎖，再儲存。只有個案工作員有鑰匙。
    本頁的設計，是讓我們不知道您的上網位址（IP）。
    我們工作人員之間的電郵，不會寫任何和您有關的細節。
home-risks-title = 仍然存在的風險
home-risks = 可能有人監視您的手機，或站在您身後。
    可能有人從您的寫法認出您。
    我們所在地的法院，可能命令我們交出還留著的東西。所以我們很早就刪除。
    人會犯錯，程式也可能被入侵。
    如果有人控制了我們正在運作的電腦，就可能讀到之後傳來的內容。

## What we can do, what we cannot; device advice; first steps

can-title = 我們能做什麼，不能做什麼
can-list = 我們可以聽您說，和您一起想下一步怎麼辦。
    我們可以查一趟旅程的風險。
    我們可以幫您找律師和求助熱線。
    如果您同意，我們可以轉交資料，或提醒別人。
cannot-list = 我們不能到您那裡去，也不能阻止警察。
    我們不能保護您在家鄉的家人。
    我們不能保證有律師，也不能保證馬上回覆。
free-to-skip = 您不必寫姓名。任何問題都可以跳過，隨時可以停下來。

now-title = 現在可以做什麼
now-list = 如果這一刻就有危險：打當地的緊急求助電話，如果這樣做對您安全。到有其他人的地方去。
    如果有人在您家門口：您可以不開門。離開門邊。
    如果有人叫您出遠門：先等一等。訂票或出發之前告訴我們。
    如果現在寫有危險：關掉本頁。換個地方再來。

device-title = 用這部手機或電腦寫，安全嗎？
device-list = 用他們碰不到的裝置。不要用工作用的手機。不要用從家鄉帶出來的手機。不要用警察拿過的手機。
    不要在微信（WeChat）裡寫，也不要在您離開的國家的其他應用程式裡寫。
    最好：從 torproject.org 下載 Tor 瀏覽器，設為「最安全」（Safest）。本頁不用 JavaScript 也能用。
    Tor 會隱藏您從哪裡上網。監視您線路的人，仍可能看到您在用 Tor。
    沒有 Tor？在乾淨的裝置上用隱私視窗（無痕視窗）。它擋不住網路上的監視，也擋不住間諜程式。
    公共 Wi-Fi 比家裡或工作地方的線路好。
leave-title = 如果您要趕快離開
leave-list = 每一頁最上面都有「離開本頁」。它會打開一個平常的網頁。
    它不會清除瀏覽紀錄。您寫了還沒傳送的內容會不見。
    之後，只從瀏覽紀錄刪掉本頁。空白的紀錄也會顯得奇怪。
    在 Tor 瀏覽器裡：選「新身分」（New Identity），或關閉瀏覽器。

## Report form

report-title = 告訴我們發生了什麼
report-intro = 三個問題，然後傳送。您按下按鈕之前，什麼都不會傳送或儲存。
report-optional = 每個問題都可以跳過。
q-narrative = 發生了什麼？
q-narrative-hint = 用任何語言寫都可以，短也沒關係。最近發生了什麼，在哪裡？我們不需要的名字，請不要寫。
q-danger = 現在或接下來幾小時，有人有危險嗎？
danger-now = 有，就是現在
danger-3days = 3 天之內
danger-2weeks = 2 星期之內
danger-later = 更晚
danger-no = 沒有
danger-unknown = 我不知道
q-answer = 我們可以在這裡回覆您嗎？
q-answer-hint = 您會拿到一個秘密代碼。用它可以回來看我們的回覆。
answer-yes = 可以
answer-no = 不用，我不需要回覆
more-title = 您想多告訴我們一些嗎？
more-hint = 下面的都可以空著。您現在就可以傳送。
yes = 是
no = 否
unsure = 我不確定
send-report = 傳送
send-again = 再傳送一次
send-note = 按下這裡，您寫的內容就會傳給我們。

part-methods = 是哪一類事情？
part-methods-hint = 符合的都可以選。選「我不確定」也很好。
part-facts = 能幫我們更快行動的資料
part-facts-hint = 這些問題可能讓人難受。您可以停在這裡，直接傳送。
q-safe-now = 您現在安全嗎？
q-at-door = 現在有人在您家門口或外面嗎？
q-held = 有人被扣留、關起來或失蹤嗎？
q-held-who = 誰被扣留，在哪裡？
q-child = 有沒有孩子有危險、被扣留或沒人照顧？
q-travel-from = 旅程：從哪裡出發？
q-travel-to = 旅程：到哪裡？
q-travel-via = 旅程：中途停留的地方
q-travel-when = 旅程：什麼時候？
q-when-hint = 例如：明天、下星期，或一個日期。
q-deadline = 他們給您定了日期或期限嗎？
q-deadline-when = 他們定了哪一天？
q-knows-address = 他們知道您住在哪裡嗎？
q-papers = 您收到過官方文件嗎，或有關於您的官方文件嗎？
part-person = 誰有風險，怎樣聯絡您
q-at-risk = 誰有風險？
at-risk-me = 我
at-risk-other = 別人
at-risk-both = 我，還有別人
q-at-risk-who = 這個人是誰？可以不寫名字。
q-never-contact = 哪些方式，我們絕對不能用來聯絡您？
q-never-contact-hint = 例如：不打電話，不用微信，不透過我的家人。
q-contact = 如果您願意，另一種聯絡您的方式
q-contact-hint = 可以不寫。我們在這裡回覆。
q-not-community = 如果能避免，請不要給我自己社群的人看
part-consent = 我們可以怎樣使用您的報告？
part-consent-hint = 這裡沒有替您選任何一項。只選您同意的。您以後可以改變主意。已經交出去的，我們收不回來。
consent-pass-on = 可以轉交給律師、聯合國或求助熱線。請先問我：轉交哪些資料，寫不寫我的名字。
consent-count = 可以計入統計數字，不寫細節。
consent-publish = 可以用於公開提醒，但不能讓人看出是我。
consent-keep = 可以為將來的法庭保留。如果您不選這一項，我們結案 90 天後刪除。
part-before = 您以前有沒有寫給我們？
q-wrote-before = 我以前寫過
part-files = 照片、文件或其他檔案
part-files-hint = 您也可以先傳送文字，之後再加檔案。連線慢的時候，這樣比較穩妥。
q-files = 選擇檔案
q-files-hint = 檔案裡可能有您的位置、裝置和姓名。我們需要時才傳。合計最多 { $limit } MB。
q-clean = 替每張照片另做一份去掉地點和裝置資訊的副本
q-clean-hint = 這樣我們有兩份：原照片作為證據，另一份沒有隱藏資訊。畫面裡看得見的內容，兩份都有。
files-refused-note = 我們暫時不能接收檔案。您寫的文字仍然會到我們這裡。現在請只傳送文字。

## Problems in a form

problems-title = 請看一下這裡
problems-kept = 您寫的內容還在本頁上。
problem-empty = 表格是空的。請寫幾個字，選一項，或加一個檔案。
problem-too-long = 文字太長：{ $length } 個字。請縮短到 { $limit } 個。
problem-files-too-large = 檔案合計太大，上限是 { $limit } MB。您寫的文字還在這裡。請少加一些檔案，或不加檔案，再傳送。
problem-files-refused = 我們暫時不能接收檔案。您寫的文字還在這裡。請不加檔案傳送。
problem-unreadable = 傳來的內容有一部分讀不出來。請看看文字，再傳送一次。
problem-busy = 現在有非常多人在寫。您寫的文字還在這裡。請等一分鐘再傳送。
problem-queue = { $minutes ->
   *[other] 現在有非常多人在寫。您已經在排隊。您寫的文字還在本頁上。請等大約 { $minutes } 分鐘，再按「再傳送一次」。等過的人優先。
}
problem-too-many = 請等大約 { $minutes } 分鐘再傳送。您寫的文字還在這裡。
problem-message-empty = 請寫幾個字，或加一個檔案。

## After sending

answer-title = 我們收到了
answer-title-added = 已加到您的報告裡
answer-new = 您的報告已經上鎖並儲存。我們收到了。
answer-repeated = 這份報告我們已經有了。沒有遺失，也沒有重複傳送。
answer-added = 您傳來的內容，已加到您之前傳送的報告裡。
answer-files-added = 已經加上。只有個案工作員能打開。
receipt-title = 您的秘密代碼
receipt-why = 只有用這個代碼，才能打開我們的回覆。我們不能再給您一次。
receipt-as-words = 同一個代碼，寫成字
receipt-as-digits = 同一個代碼，寫成數字
receipt-either = 字或數字：哪一種都能打開我們的回覆。只需要其中一種。
receipt-keep-title = 怎樣保管
receipt-keep = 寫在紙上。讓它看起來像別的東西，例如購物清單或遊戲。
    或者背熟。
    不要存在手機裡。不要拍照。
    不要給任何人看。除了「看我們的回覆」這一頁，我們絕不會向您要它。
receipt-none = 您選了不需要回覆，所以沒有代碼。
    如果您又想要回覆，請再寫給我們一次。
next-title = 接下來會怎樣
next-read = 個案工作員會讀您的報告。
next-return = 帶著代碼回到「看我們的回覆」。如果對您安全，一天後再來看。
next-no-call = 我們不會打電話給您，也不會用別的方式寫給您，除非您要我們這樣做。
next-tell-nobody = 不要在聊天裡提到我們的名字或本頁。
rules-title = 我們從您的回答裡看到的
guidance-title = 這段時間您可以做什麼
guidance-choose = 這些是選擇，不是命令。您最清楚自己的處境。
guide-do = 您可以做的
guide-avoid = 要小心的
guide-keep = 值得保留的
feelings = 發生的事不是您的錯。害怕、生氣或麻木，都很正常。需要的話，休息一下。
add-files-title = 加入檔案
add-files-send = 傳送檔案
add-files-time = 30 分鐘內可以在本頁加入檔案。之後請用您的代碼。
files-title = 您的檔案
file-ok = 已收到
file-clean = 另做了一份不含地點和裝置資訊的副本。
file-not-clean = 沒能做出去掉資訊的副本。它可能帶有您的地點和裝置資訊。
file-failed = 沒有收到
file-reason-broken = 連線斷了。
file-reason-too-large = 檔案太大。
file-reason-refused = 我們暫時不能接收檔案。
file-reason-empty = 檔案是空的。
file-reason-name = 檔案名稱讀不出來。
file-unnamed = 沒有名稱的檔案
upload-broken = 傳送檔案時連線斷了。您寫的文字已經收到。沒有收到的檔案，可以在下面再傳一次。

## Read our answer

mailbox-entry-title = 看我們的回覆
mailbox-entry-intro = 請輸入您寫給我們時拿到的代碼。12 個字或 40 個數字，都可以。
q-receipt = 您的代碼
q-receipt-hint = 大小寫和空格沒有關係。可以貼上。
open-mailbox = 打開
receipt-problem-empty = 請輸入您的代碼。
receipt-problem-word-count = { $count ->
   *[other] 我們看到 { $count } 個字。代碼有 12 個字。
}
receipt-problem-unknown-word = 請檢查第 { $number } 個字。它不在我們的字表裡。
receipt-problem-digit-count = { $count ->
   *[other] 我們看到 { $count } 個數字。代碼有 40 個數字。
}
receipt-problem-checksum = 請檢查代碼。有些地方對不上：也許兩個字換了位置，也許有一個不一樣。
receipt-problem-not-found = 用這個代碼打不開任何內容。請檢查一下。已撤回或已刪除的報告也打不開。
receipt-problem-locked = 過了 30 分鐘，本頁自己鎖上了。請再輸入一次代碼。
lost-receipt = 如果代碼遺失了，我們不能再給您一次。您可以重新寫給我們。

mailbox-title = 我們的回覆
mailbox-never-ask = 我們絕不會要您出遠門、見面、付錢，也絕不會要您的代碼。如果有人用我們的名義這樣做，那不是我們。
mailbox-locks = 30 分鐘後本頁會自己鎖上。您也可以現在就鎖。
mailbox-ends = 從這一天起（UTC），您的代碼打不開任何內容，我們會刪除這裡的內容：
mailbox-no-replies = 還沒有回覆。
mailbox-older = 還有更早的回覆和訊息，沒有顯示在本頁上。
show-all = 全部顯示
mailbox-troubled = { $count ->
   *[other] 有 { $count } 則回覆沒有顯示，因為我們不能證明是我們發出的。我們會得知這件事。
}
mailbox-gaps = 您看到的回覆之間少了一則。也許是您刪掉的。如果不是，請在下面告訴我們。
reply-heading = 回覆 { $number }
reply-from = 來自 { $author }
reply-day = 日期（UTC）
reply-delete = 我讀過了，刪除它
reply-delete-note = 刪除後，本頁上就沒有了，也不能復原。
check-again = 再看一次
lock-now = 現在鎖上
sent-title = 您傳來的內容
sent-report = 您的報告
sent-message = 訊息 { $number }
sent-files = { $count ->
    [0] 沒有檔案
   *[other] { $count } 個檔案
}
sent-waiting = 我們收到了。還沒有人來取。
sent-collected = 個案工作員已經取走了。
message-title = 再寫一些
message-closed = 這份報告不能再加內容了。您可以重新寫給我們。
q-text = 您想補充什麼？
q-text-hint = 您也可以更正，或要求我們刪除您的報告。
send-message = 傳送
notice-message-sent = 您的訊息我們收到了。
notice-files-sent = 您的檔案我們收到了。
notice-deleted = 回覆已刪除。
notice-not-deleted = 回覆沒有刪除成功。請再試一次。
notice-checked = 我們剛剛又看了一次。
withdraw-heading = 撤回
withdraw-ask = 撤回我的報告
withdraw-note = 我們會先告訴您之後會怎樣，再問您一次。
withdraw-title = 要撤回您的報告嗎？
withdraw-text = 報告會馬上隱藏。之後用您的代碼打不開任何內容，就像代碼錯了一樣。
    7 天後，我們會銷毀您的報告、您的檔案和我們的回覆。
    我們的團隊看得到有一份報告被撤回了。如果個案工作員以前取走過，可能還有一份副本。如果那份副本也要刪掉，請在撤回之前寫給我們。
    在這裡不能取消撤回。如果您在 7 天內改變主意，請寫一份新的報告給我們，說明您是哪一天撤回的。那樣我們可以停止刪除。但您的舊代碼仍然打不開。
withdraw-forced = 有人逼您按這個嗎？請先做能保護您安全的事。如果我們認為您是被逼的，我們可能會保留報告。拿著您代碼的人看不出來。
withdraw-no = 不，回到我們的回覆
withdraw-yes = 是，現在撤回
withdrawn-title = 完成了
withdrawn-text = 已經完成。請現在關掉這個視窗，這樣別人按「上一頁」也看不到之前的頁面。

locked-title = 已鎖上
locked-text = 本頁已鎖上。沒有您的代碼，別人在這裡讀不到給您的回覆。
    如果有人按「上一頁」，瀏覽器可能還會顯示之前的頁面。可以的話，請把這個視窗也關掉。
locked-again = 用代碼再打開

## Safer steps

safety-title = 更安全的做法
safety-intro = 打開適合您的部分。沒有人會得知您在這裡看了什麼。
safety-before-title = 寫給我們之前
safety-kinds-title = 各種情況下您可以做什麼

## Other pages

message-not-found-title = 沒有這個頁面
message-not-found = 請回到首頁。
message-too-many-title = 請稍等一下
message-too-many = { $minutes ->
   *[other] 短時間內來得太多。請大約 { $minutes } 分鐘後再試。
}
message-busy-title = 現在這裡有非常多人
message-busy = 我們剛才無法接收。請一分鐘後再試。
message-full-title = 這份報告已滿
message-full = 不能再加入內容，您剛才寫的沒有保存。請複製下面您寫的文字，作為一份新報告送出，並說明您以前寫給我們過。
message-locked-title = 表格暫時關閉
message-locked = 我們現在不能接收報告，也不能顯示回覆。您以前傳來的內容都沒有遺失。請今天晚些時候再來。如果您有危險，請不要等我們：首頁寫著您可以打電話給誰。
message-cross-site-title = 我們沒有接收
message-cross-site = 另一個網站帶著填好的表格把您送到這裡。我們沒有接收。如果您想寫給我們，請用我們自己的表格。
message-bad-request-title = 我們讀不出來
message-bad-request = 有些內容傳來的形式不對。什麼都沒有儲存。請回去再試一次。
message-too-large-title = 一次太多了
message-too-large = 我們一次接收不了這麼多。什麼都沒有儲存。請先傳送文字，之後再加檔案。
message-timeout-title = 時間太久了
message-timeout = 連線太慢或斷了。什麼都沒有儲存。請再試一次。先傳送文字，之後再傳檔案。
message-internal-title = 我們這邊出了問題
message-internal = 這不是您的錯。我們不能確定有沒有儲存。您可以回去，把同一份報告再傳送一次：我們只算一次。
message-incident = 如果您告訴我們這件事，請寫上這個號碼：
message-unsupported-title = 我們讀不出來
message-unsupported = 您的瀏覽器用了我們不懂的方式傳送。什麼都沒有儲存。請用我們頁面上的表格。
message-kept-title = 您寫的內容
message-kept = 您可以選取這段文字，複製下來，再傳送一次。
message-kept-part = 您傳送的內容有一部分沒有傳到。下面是我們收到的文字。請檢查，補上缺少的內容，再傳送。
message-to-start = 回到首頁
