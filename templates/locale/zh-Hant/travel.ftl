# 旅程檢查。

nav-travel = 檢查旅程
home-travel = 檢查一趟旅程
home-travel-note = 路上各國已知的情況。什麼都不會儲存。

travel-title = 檢查一趟旅程
travel-lead = 請選出旅程中的每個國家或地方，只轉機的也要選。
travel-note =
    您會看到我們找到的事實和日期。它們可能有錯，也可能過時。
    它們從來不表示一趟旅程是安全的。
    您在這裡選的內容，我們不儲存，也不記錄。
    這一頁只知道國家或地方，不知道城市。飛機也可能降落在計畫以外的地方。
q-trip-origin = 您害怕哪個國家或哪裡的當局？
q-trip-from = 旅程從哪裡開始？
q-trip-to = 到哪裡結束？
q-trip-via = 中途停留 { $number }
q-trip-via-hint = 路上的每個國家或地方，就算您不走出機場。
q-trip-more = 更多中途停留
travel-choose = 請選擇
travel-check = 檢查這趟旅程
travel-problem-origin = 請選擇您害怕的國家或當局。
travel-problem-route = 請至少選擇旅程中的一個國家或地方。
travel-problem-place = 請從清單中選擇這個國家或地方。
travel-problem-many = 最多只能選 { $limit } 個國家或地方。

travel-danger = 這條路線有已知的危險
travel-danger-text = 在這條路線上，有人被抓、被扣留、被帶走或被移交，或者路線經過您害怕的國家。出發前請先徵求意見。
travel-advice = 有條約或過去的案例：請先徵求意見
travel-advice-text = 在這條路線上有條約，或者有人被移交或受到壓力。出發前請先徵求意見。
travel-nothing = 查不到：這不等於安全
travel-nothing-text = 我們沒有查到已生效或已簽署的條約，也沒有查到案例。很多事從不公開，沒有條約時也有人被送回。
travel-danger-here = 已知的危險
travel-advice-here = 請先徵求意見
travel-nothing-here = 查不到。這不等於安全。
travel-asked = 您問的是：{ $state }
travel-few = 關於這個國家，我們只知道個別案例，缺少很多。
travel-unheard = 關於這個國家，我們沒有任何資料。
travel-soon = 您很快就要出發。如果可以等，請等到有人給您意見。您現在就可以寫給我們。我們不能保證來得及回覆。
travel-later = 出發前不久，請再查一次。
travel-facts-title = 逐個地點
travel-own = 這就是您害怕的國家，或者是和它同屬一個政權管轄的地方。
travel-blank = 關於這個地方，我們沒有資料。
travel-kind-extradition = 引渡條約
travel-kind-surrender = 移交逃犯協定
travel-status-in-force = 已生效
travel-status-signed = 已簽署。我們不知道它是否已生效。
travel-status-none = 來源說沒有。沒有條約時也有人被送回。
travel-status-suspended = 已暫停
travel-status-ended = 已終止
travel-status-unknown = 我們沒能查清楚
travel-signed = 簽署：{ $date }
travel-since = 生效：{ $date }
travel-case-returned = 被移交或送回那個國家
travel-case-abducted = 被綁架，或失蹤後落到那個國家手裡
travel-case-held = 因那個國家的要求被扣留
travel-case-killed = 被殺害
travel-case-crime = 在一般刑事案件中被移交給那個國家
travel-case-pressed = 被那個國家的人跟蹤、威脅或逼迫回去
travel-people = 人數，至少：{ $count }
travel-in-transit = 發生在轉機途中。
travel-unsure = 我們對此沒有把握。
travel-sources = 來源
travel-undated = 沒有日期
travel-overdue = 從 { $date } 起沒有人再核對過。
travel-looked = 我們最近一次核對這些資料是在 { $date }。
travel-looked-oldest = 其中有些從 { $date } 起沒有人再核對過。
travel-old = 很久沒有人核對這些資料了。請少相信一些。
travel-keeper = 維護資料的是：{ $name }
travel-next-title = 您可以做什麼
travel-carry = 問我們這趟旅程
travel-carry-note = 表格打開時，這趟旅程已經填好。在您按「傳送」之前，什麼都不會送出。
travel-again = 檢查另一趟旅程
travel-carried = 我打算這樣出遠門，想請你們給意見。我害怕的國家或當局：
