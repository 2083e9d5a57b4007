# What the pages say about who locks the words, in Turkish; rules and meaning as in en/script.ftl. Awaits a native reader.

## Which way is in force. A claim stands beside what it does not protect from.

mode-server = Gönderdiğinizi sunucumuz ulaştığı anda kilitler. O ana kadar okuyabilir.
mode-device = Bu cihazda kilitlenir: gönderdiğiniz, cihazdan çıkmadan önce kilitlenir. Sunucumuz okuyamaz. Ama sunucumuzu ele geçiren biri bu sayfayı değiştirebilir.
mode-mailbox-server = Kodunuz sunucumuza gider. Cevaplarımızı sizin için o açar.
mode-mailbox-device = Kodunuz bu cihazda kalır. Cevaplarımız burada açılır. Ama sunucumuzu ele geçiren biri bu sayfayı değiştirebilir.
checks-server = Sunucumuz, bu cevapları ekibimizin yazdığını ve eksik olup olmadığını kontrol etti.
checks-device = Bu cihaz, bu cevapları ekibimizin yazdığını ve eksik olup olmadığını kontrol etti. Buradaki başka her şey sunucumuzdan gelir.
leave-shift = Çıkmak için Shift tuşuna üç kez de basabilirsiniz.

## Locking and sending

seal-preparing = Hazırlanıyor…
seal-locking = Bu cihazda kilitleniyor…
seal-sending = Gönderiliyor…
seal-resending = { $seconds ->
    [one] Bağlantı koptu. Aynısı { $seconds } saniye sonra yeniden gönderilecek. Yalnızca bir kez sayılır. Lütfen bu sayfayı açık tutun.
   *[other] Bağlantı koptu. Aynısı { $seconds } saniye sonra yeniden gönderilecek. Yalnızca bir kez sayılır. Lütfen bu sayfayı açık tutun.
}
seal-waiting = { $seconds ->
    [one] Şu anda çok kişi yazıyor. { $seconds } saniye sonra kendiliğinden yeniden gönderilecek. Lütfen bu sayfayı açık tutun.
   *[other] Şu anda çok kişi yazıyor. { $seconds } saniye sonra kendiliğinden yeniden gönderilecek. Lütfen bu sayfayı açık tutun.
}
seal-failed = Bu cihazda kilitlenemedi. Hiçbir şey gönderilmedi. Yazdıklarınız hâlâ burada. Yeniden deneyebilirsiniz.
seal-refused = Sunucumuz almadı. Hiçbir şey saklanmadı. Yazdıklarınız hâlâ burada. Yeniden deneyebilirsiniz.
seal-closed = Sunucumuz şu anda hiçbir şey almıyor. Hiçbir şey saklanmadı. Yazdıklarınız hâlâ burada. Lütfen daha sonra yeniden deneyin.
seal-unknown = Bağlantı koptu. Ulaşıp ulaşmadığını bilmiyoruz. Yazdıklarınız hâlâ burada. “Yeniden gönder”e basın: yalnızca bir kez sayılır.
seal-offer = Sunucunun kilitleyeceği biçimde de gönderebilirsiniz. O ana kadar sunucu okuyabilir.
seal-offer-button = Sunucunun kilitleyeceği biçimde gönder

## Files

files-sending = Dosyalarınız yolda
files-keep-open = Hepsi ulaşana kadar lütfen bu sayfayı açık tutun. Sözleriniz zaten bizde.
files-size = Toplam: { $size } MB. Yavaş bir bağlantıda ya da Tor üzerinden bu uzun sürebilir.
file-waiting = bekliyor
file-progress = { $done } / { $all } MB
file-again = Bağlantı koptu. Kendiliğinden devam eder.
file-paused = duraklatıldı
file-pause = Duraklat
file-go-on = Devam et
files-added = Hepsi ulaştı.

## The mailbox

mailbox-opening = Açılıyor…
mailbox-locks-device = Bu sayfa 10 dakika dokunulmazsa ya da 2 dakika görünmezse kendini kilitler. Şimdi de kilitleyebilirsiniz.
lock-soon = Bu sayfa bir dakika içinde kendini kilitleyecek.
lock-stay = Burada kal
open-failed = Cevaplarınız bu cihazda açılamadı. Kodunuz gönderilmedi. Yeniden deneyebilirsiniz.
open-offer = Kodunuzu sunucumuza da gönderebilirsiniz. O zaman cevaplarımızı sizin için o açar.
open-offer-button = Sunucu açsın
mailbox-troubled-device = { $count ->
    [one] { $count } cevap gösterilmiyor, çünkü bizden geldiğini kanıtlayamadık. Lütfen bunu aşağıda bize yazın.
   *[other] { $count } cevap gösterilmiyor, çünkü bizden geldiklerini kanıtlayamadık. Lütfen bunu aşağıda bize yazın.
}
sent-troubled-device = Gönderdiklerinizin bir kısmı bu listede eksik. Lütfen içinde ne olduğunu aşağıda bize yeniden yazın.
act-failed = Bu olmadı. Hiçbir şey değişmedi. Lütfen yeniden deneyin.
act-unknown = Bağlantı koptu. Olup olmadığını bilmiyoruz. Lütfen “Yeniden bak”a basın.
