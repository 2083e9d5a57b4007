# The same sentences as in the English file, line by line.

phrase-read = 謝謝您告訴我們。您寫的，我們讀過了。
phrase-fault = 發生的事不是您的錯。
phrase-danger = 如果這一刻就有危險：打當地的緊急求助電話，如果這樣做對您安全。到有其他人的地方去。
phrase-door = 如果有人在您家門口：您可以不開門。離開門邊。
phrase-trip = 如果有人叫您出遠門：先等一等。訂票或出發之前告訴我們。
phrase-more = 可以多告訴我們一些嗎？最近發生了什麼，什麼時候，在哪裡？我們不需要的名字，請不要寫。
phrase-keep = 訊息、信件和號碼，請照原樣保留。寫下發生的事：日期、時間和原話。
phrase-safe-reading = 您在這裡看我們的回覆，安全嗎？如果不安全，請告訴我們什麼時候安全。
phrase-working = 我們正在想可以做什麼。我們會在這裡寫給您。
phrase-no-rush = 您不必今天就決定。我們可以一起想。
phrase-consent = 我們可以轉交給律師嗎？轉交哪些資料，寫不寫您的名字，由您決定。您沒有同意，我們什麼都不會轉交。
phrase-no-call = 我們不會打電話給您，也不會用別的方式寫給您，除非您要我們這樣做。
phrase-never-ask = 我們絕不會要您出遠門、見面、付錢，也絕不會要您的代碼。如果有人用我們的名義這樣做，那不是我們。
phrase-closing = 我們現在結案。需要的時候，您隨時可以用代碼回到這裡再寫。
