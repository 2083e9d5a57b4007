# 頁面說明由誰上鎖，以及程式工作時說的話。規則同 ui.ftl。

mode-server = 您傳來的內容到達時，由我們的伺服器上鎖。上鎖之前，伺服器能讀到它。
mode-device = 在這台裝置上鎖：您傳的內容先上鎖，再離開這台裝置。我們的伺服器讀不到。但如果有人控制了我們的伺服器，就能改動本頁。
mode-mailbox-server = 您的代碼會傳到我們的伺服器，由它為您打開回覆。
mode-mailbox-device = 您的代碼留在這台裝置上，回覆也在這裡打開。但如果有人控制了我們的伺服器，就能改動本頁。
checks-server = 我們的伺服器已經檢查：這些回覆是不是我們的團隊寫的，有沒有缺少。
checks-device = 這台裝置已經檢查：這些回覆是不是我們的團隊寫的，有沒有缺少。這裡的其他內容來自我們的伺服器。
leave-shift = 連按三次 Shift 鍵，也可以離開。

seal-preparing = 正在準備……
seal-locking = 正在這台裝置上鎖……
seal-sending = 正在傳送……
seal-resending = 連線斷了。{ $seconds } 秒後會再傳送同樣的內容，只算一次。請不要關掉本頁。
seal-waiting = 現在有非常多人在寫。{ $seconds } 秒後會自己再傳送。請不要關掉本頁。
seal-failed = 沒能在這台裝置上鎖。什麼都沒有傳出。您寫的內容還在這裡。可以再試一次。
seal-refused = 我們的伺服器沒有收下。什麼都沒有儲存。您寫的內容還在這裡。可以再試一次。
seal-closed = 我們的伺服器現在不能接收。什麼都沒有儲存。您寫的內容還在這裡。請以後再試。
seal-unknown = 連線斷了。我們不知道有沒有收到。您寫的內容還在這裡。請按「再傳送一次」：只算一次。
seal-offer = 您也可以讓伺服器上鎖後儲存。上鎖之前，伺服器能讀到它。
seal-offer-button = 傳送，由伺服器上鎖

files-sending = 您的檔案正在傳送
files-keep-open = 全部收到之前，請不要關掉本頁。您寫的文字我們已經收到。
files-size = 合計：{ $size } MB。連線慢或用 Tor 時，可能要很久。
file-waiting = 等待中
file-progress = { $done } / { $all } MB
file-again = 連線斷了。會自己繼續。
file-paused = 已暫停
file-pause = 暫停
file-go-on = 繼續
files-added = 全部收到了。

mailbox-opening = 正在打開……
mailbox-locks-device = 10 分鐘沒有人碰，或 2 分鐘沒有顯示在眼前，本頁就會自己鎖上。您也可以現在就鎖。
lock-soon = 一分鐘後本頁會自己鎖上。
lock-stay = 留在這裡
open-failed = 沒能在這台裝置上打開回覆。您的代碼沒有傳出。可以再試一次。
open-offer = 您也可以把代碼傳給我們的伺服器，由它為您打開回覆。
open-offer-button = 讓伺服器打開
mailbox-troubled-device = 有 { $count } 則回覆沒有顯示，因為我們不能證明是我們發出的。請在下面告訴我們。
sent-troubled-device = 這裡缺少您傳來的一部分內容。請在下面再告訴我們一次。
act-failed = 沒有成功。什麼都沒有改變。請再試一次。
act-unknown = 連線斷了。我們不知道有沒有成功。請按「再看一次」。
