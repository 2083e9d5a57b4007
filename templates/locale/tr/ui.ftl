# The words of the pages a reporter sees, in Turkish; rules and meaning as in en/ui.ftl. Awaits a native reader.

## Frame of every page

title-form = Form
title-page = Sayfa
skip-to-content = Asıl metne geç
leave = Bu sayfadan çık
languages-label = Dil
nav-label = Sayfalar
nav-home = Başlangıç
nav-report = Bize yazın
nav-mailbox = Cevabımızı okuyun
nav-safety = Daha güvenli adımlar
demo-banner = Bu bir deneme sayfasıdır. Kimse okumaz. Buraya gerçek bir şey yazmayın.
unreviewed-note = Bu sözleri ana dili Türkçe olan biri henüz kontrol etmedi. Bazıları yanlış olabilir. Bir şey size garip gelirse, başka bir dile de bakın.
unstaffed-note = Kendi dilinizde yazabilirsiniz. Cevabımız daha uzun sürebilir, çünkü okuması için güvendiğimiz birini bulmamız gerekir.
run-by = Bu sayfayı { $name } ({ $country }) yürütüyor.
helplines-title = Arayabileceğiniz kişiler
privacy-title = Bu sayfayı yürütenlerin verileriniz hakkında söyledikleri
emergency-line = Şu anda tehlikede misiniz? Sizin için güvenliyse yerel acil numarayı arayın.

## When somebody reads

reading-now = Şu anda biri okuyor.
reading-in-hours = { $hours ->
    [one] Şu anda kimse okumuyor. Yaklaşık { $hours } saat sonra okunacak.
   *[other] Şu anda kimse okumuyor. Yaklaşık { $hours } saat sonra okunacak.
}
reading-unknown = Ne zaman okunacağını söyleyemeyiz. Günler sürebilir.
on-call-now = Bekleyemeyen tehlikeler için şu anda nöbette biri var.
on-call-partly = Günün bu bölümünde bekleyemeyen tehlikeler için nöbette biri var, ama belki bu dakikada değil.
on-call-next = Şu anda nöbette kimse yok. Bir sonraki: { $day ->
    [mon] pazartesi
    [tue] salı
    [wed] çarşamba
    [thu] perşembe
    [fri] cuma
    [sat] cumartesi
   *[sun] pazar
} { $part ->
    [night] gece yarısından sonra
    [morning] sabah
    [afternoon] öğleden sonra
   *[evening] akşam
} ({ $place } saatiyle).
on-call-next-time = Şu anda nöbette kimse yok. Bir sonraki: { $day ->
    [mon] pazartesi
    [tue] salı
    [wed] çarşamba
    [thu] perşembe
    [fri] cuma
    [sat] cumartesi
   *[sun] pazar
}, saat { $time } ({ $place } saatiyle).
on-call-nobody = Önümüzdeki günlerde nöbette kimse yok. Okunması daha uzun sürebilir.
reading-rest = Bekleyebilecek şeyler günler sürebilir.

## Public warnings

home-advisories = Herkes için uyarılar
home-advisories-note = Başkalarının başına neler geldi, ne yapılabilir.
advisories-title = Uyarılar
advisories-intro = Bu uyarılar birkaç bildirime ya da güçlü belgelere dayanır. Tek bir kişiyi gösterebilecek her şeyi dışarıda bırakırız.
advisories-none = Şu anda uyarı yok. Bu, hiçbir şey olmayacağı anlamına gelmez.
advisories-stale = Bu listenin süresi { $day } gününde doldu. Burada daha yenisi olmalıydı. Başka bir adresimize bakın.
advisories-withdrawn = Bu uyarıyı geri aldık.
advisories-written = Yazıldığı gün: { $day }.
advisories-until = Geçerli olduğu son gün: { $day }.
advisories-signed-copy = İmzalı kopya
advisories-number = Liste numarası: { $number }.
advisories-check-title = Bu gerçekten bizden mi?
advisories-check = Her dosyanın bir imzası vardır; aynı adı taşıyan ve .minisig ile biten dosyadadır.
    minisign programı imzayı aşağıdaki açık anahtarımızla kontrol eder.
    Bu anahtarı basılı kartımızla ya da başka bir yerle karşılaştırın. Sahte bir sayfa sahte bir anahtar gösterir.
    Daha önce daha büyük bir liste numarası gördüyseniz, biri yeni listeyi sizden saklıyor.
advisories-text = Hepsi tek metinde
advisories-feed = Haber akışı
advisories-list = İmzalı liste
advisories-addresses = Gerçek adreslerimiz

## Start page

home-title = Ayrıldığınız bir devlet size ulaşmaya mı çalışıyor?
home-lead = Polisten aramalar. Ailenize baskı. Kapınızda bir yabancı. Tuzağa benzeyen bir yolculuk. Bunları bize burada anlatabilirsiniz.
home-report = Bize yazın
home-report-note = Üç soru. Ad, hesap ya da e-posta gerekmez.
home-mailbox = Cevabımızı okuyun
home-mailbox-note = Yazdığınızda size verdiğimiz kod gerekir.
home-safety = Sizi daha güvende tutabilecek adımlar
home-safety-note = Bunları bize hiçbir şey söylemeden okuyabilirsiniz.
home-about-title = Biz kimiz
home-about = Ayrıldıkları bir devletin baskı yaptığı insanlarla ilgili bildirimleri topluyoruz.
    Yazdıklarınızı bu iş için eğitilmiş çalışanlar okur.
home-protect-title = Sizi nasıl korumaya çalışıyoruz
home-protect = Bildiriminiz saklanmadan önce kilitlenir. Anahtarlar yalnızca bildirimlerle ilgilenen çalışanlardadır.
    Bu sayfa, internetteki adresinizi öğrenmeyeceğimiz biçimde yapıldı.
    Çalışanlarımız arasındaki e-postalarda sizin hakkınızda ayrıntı bulunmaz.
home-risks-title = Geriye kalan riskler
home-risks = Biri telefonunuzu izliyor ya da arkanızda duruyor olabilir.
    Biri sizi yazış biçiminizden tanıyabilir.
    Çalıştığımız yerdeki bir mahkeme, elimizde kalanları vermemizi isteyebilir. Bu yüzden erken sileriz.
    İnsanlar hata yapar. Programlara girilebilir.
    Biri bilgisayarımızı çalışırken ele geçirirse, ondan sonra gönderilenleri okuyabilir.

## What we can do, what we cannot; device advice; first steps

can-title = Neyi yapabiliriz, neyi yapamayız
can-list = Sizi dinleyebilir, sonra ne yapılacağını sizinle birlikte düşünebiliriz.
    Bir yolculuğun risklerine bakabiliriz.
    Avukat ve yardım hattı bulmanıza yardım edebiliriz.
    Kabul ederseniz, bilgileri iletebilir ya da başkalarını uyarabiliriz.
cannot-list = Yanınıza gelemeyiz, polisi durduramayız.
    Memleketteki ailenizi koruyamayız.
    Avukat ya da hemen cevap sözü veremeyiz.
free-to-skip = Adınızı vermek zorunda değilsiniz. Her soruyu atlayabilir, istediğiniz an bırakabilirsiniz.

now-title = Hemen şimdi ne yapmalı
now-list = Bu dakika tehlikedeyseniz: sizin için güvenliyse yerel acil numarayı arayın. Başka insanların olduğu bir yere gidin.
    Kapınızda biri varsa: kapıyı kapalı tutabilirsiniz. Kapıdan uzaklaşın.
    Yolculuk etmeniz söylendiyse: bekleyin. Bilet almadan ya da yola çıkmadan önce bize yazın.
    Şimdi yazmak tehlikeliyse: bu sayfayı kapatın. Başka bir yerden yeniden gelin.

device-title = Bu telefon ya da bilgisayarla yazmak güvenli mi?
device-list = Onların ulaşamayacağı bir cihaz kullanın. İş telefonu olmasın. Memleketinizden gelen bir telefon olmasın. Polisin elinde kalmış bir telefon olmasın.
    WeChat'in ya da ayrıldığınız devletten gelen başka bir uygulamanın içinde yazmayın.
    En iyisi: torproject.org adresindeki Tor Browser, “Safest” ayarında. Bu sayfa betik olmadan da çalışır.
    Tor nereden bağlandığınızı gizler. Hattınızı izleyen biri yine de Tor kullandığınızı görebilir.
    Tor yok mu? Temiz bir cihazda gizli pencere kullanın. Bu sizi ağdan ya da casus programlardan gizlemez.
    Herkese açık Wi-Fi, evdeki ya da işteki hattan iyidir.
leave-title = Hızla çıkmanız gerekirse
leave-list = “Bu sayfadan çık” her sayfanın üstündedir. Sıradan bir sayfa açar.
    Tarayıcınızın geçmişini silmez. Yazıp göndermediğiniz şey kaybolur.
    Daha sonra geçmişten yalnızca bu sayfayı silin. Boş bir geçmiş de garip görünebilir.
    Tor Browser'da “New Identity” seçin ya da tarayıcıyı kapatın.

## Report form

report-title = Ne olduğunu bize anlatın
report-intro = Üç soru, sonra gönderin. Düğmeye basmadan hiçbir şey gönderilmez ve saklanmaz.
report-optional = Her soruyu atlayabilirsiniz.
q-narrative = Ne oldu?
q-narrative-hint = Hangi dilde olursa olsun yazın. Kısa olabilir. En son ne oldu, nerede? Bize gerekmeyen adları yazmayın.
q-danger = Biri şu anda ya da gelecek saatlerde tehlikede mi?
danger-now = Evet, şimdi
danger-3days = Gelecek 3 gün içinde
danger-2weeks = Gelecek 2 hafta içinde
danger-later = Daha sonra
danger-no = Hayır
danger-unknown = Bilmiyorum
q-answer = Size burada cevap verebilir miyiz?
q-answer-hint = Gizli bir kod alırsınız. Onunla geri gelip cevabımızı okuyabilirsiniz.
answer-yes = Evet
answer-no = Hayır, cevap gerekmiyor
more-title = Bize daha fazlasını anlatmak ister misiniz?
more-hint = Aşağıdaki her şey boş kalabilir. Şimdi gönderebilirsiniz.
yes = Evet
no = Hayır
unsure = Emin değilim
send-report = Gönder
send-again = Yeniden gönder
send-note = Buna basınca sözleriniz bize gönderilir.

part-methods = Ne tür bir şeydi?
part-methods-hint = Uyanların hepsini seçin. “Emin değilim” de iyi bir cevaptır.
part-facts = Daha hızlı davranmamıza yardım eden bilgiler
part-facts-hint = Bu sorular zor gelebilir. Burada durup gönderebilirsiniz.
q-safe-now = Şu anda güvende misiniz?
q-at-door = Şu anda kapınızda ya da dışarıda biri var mı?
q-held = Tutulan, kilit altında olan ya da kayıp biri var mı?
q-held-who = Kim tutuluyor, nerede?
q-child = Bir çocuk tehlikede, tutulmuş ya da yalnız bırakılmış mı?
q-travel-from = Yolculuk: nereden?
q-travel-to = Yolculuk: nereye?
q-travel-via = Yolculuk: yoldaki duraklar
q-travel-when = Yolculuk: ne zaman?
q-when-hint = Örneğin: yarın, gelecek hafta ya da bir tarih.
q-deadline = Size bir tarih ya da süre verdiler mi?
q-deadline-when = Hangi tarih?
q-knows-address = Nerede oturduğunuzu biliyorlar mı?
q-papers = Resmî kâğıt aldınız mı ya da sizinle ilgili kâğıtlar var mı?
part-person = Kim tehlikede ve size nasıl ulaşılır
q-at-risk = Kim tehlikede?
at-risk-me = Ben
at-risk-other = Başka biri
at-risk-both = Ben ve başkaları
q-at-risk-who = Bu kişi kim? Adını yazmayabilirsiniz.
q-never-contact = Size hangi yoldan asla ulaşmamalıyız?
q-never-contact-hint = Örneğin: telefon yok, WeChat yok, ailem üzerinden değil.
q-contact = İsterseniz size ulaşmanın başka bir yolu
q-contact-hint = Vermeniz gerekmez. Burada cevap veririz.
q-not-community = Kaçınabilirseniz, bunu kendi topluluğumdan insanlara göstermeyin
part-consent = Bildiriminizle ne yapabiliriz?
part-consent-hint = Burada sizin yerinize hiçbir şey seçilmedi. Yalnızca kabul ettiğinizi seçin. Sonra fikrinizi değiştirebilirsiniz. Bir kez verilmiş olanı geri alamayız.
consent-pass-on = Bir avukata, Birleşmiş Milletler'e ya da bir yardım hattına iletebilirsiniz. Önce bana hangi bilgilerin iletileceğini ve adımın geçip geçmediğini sorun.
consent-count = Ayrıntı vermeden sayılarda kullanabilirsiniz.
consent-publish = Beni göstermeyen, herkese açık bir uyarıda kullanabilirsiniz.
consent-keep = İleride bir mahkeme için saklayabilirsiniz. Bunu seçmezseniz, kapattıktan 90 gün sonra sileriz.
part-before = Bize daha önce yazdınız mı?
q-wrote-before = Size daha önce yazdım
part-files = Fotoğraflar, kâğıtlar ya da başka dosyalar
part-files-hint = Dosyaları sözlerinizi gönderdikten sonra da ekleyebilirsiniz. Bağlantınız yavaşsa bu daha iyidir.
q-files = Dosya seçin
q-files-hint = Dosyalar yerinizi, cihazınızı ve adınızı taşıyabilir. Yalnızca bize gerekiyorsa gönderin. Hepsi birlikte en çok { $limit } MB.
q-clean = Her fotoğrafın yer ve cihaz bilgisi olmayan temiz bir kopyasını yap
q-clean-hint = O zaman ikisi de bizde olur: kanıt olarak fotoğrafın kendisi ve gizli veri taşımayan bir kopya. Resimde görülen şey ikisinde de kalır.
files-refused-note = Şu anda dosya alamıyoruz. Sözleriniz yine de bize ulaşır. Lütfen şimdi yalnızca metin gönderin.

## Problems in a form

problems-title = Lütfen şuna bakın
problems-kept = Yazdıklarınız hâlâ bu sayfada.
problem-empty = Form boş. Lütfen birkaç söz yazın, bir şey seçin ya da bir dosya ekleyin.
problem-too-long = Bu metin çok uzun: { $length } karakter. Lütfen { $limit } karaktere kısaltın.
problem-files-too-large = Dosyalar birlikte çok büyük. Sınır { $limit } MB. Sözleriniz hâlâ burada. Lütfen daha az dosyayla ya da dosyasız gönderin.
problem-files-refused = Şu anda dosya alamıyoruz. Sözleriniz hâlâ burada. Lütfen dosyasız gönderin.
problem-unreadable = Gönderilenin bir kısmı okunamadı. Lütfen metne bakın ve yeniden gönderin.
problem-busy = Şu anda çok kişi yazıyor. Sözleriniz hâlâ burada. Lütfen bir dakika bekleyip yeniden gönderin.
problem-queue = { $minutes ->
    [one] Şu anda çok kişi yazıyor. Sıradasınız. Sözleriniz hâlâ bu sayfada. Yaklaşık { $minutes } dakika bekleyin, sonra “Yeniden gönder”e basın. Bekleyen öne geçer.
   *[other] Şu anda çok kişi yazıyor. Sıradasınız. Sözleriniz hâlâ bu sayfada. Yaklaşık { $minutes } dakika bekleyin, sonra “Yeniden gönder”e basın. Bekleyen öne geçer.
}
problem-too-many = Lütfen yaklaşık { $minutes } dakika bekleyip yeniden gönderin. Sözleriniz hâlâ burada.
problem-message-empty = Lütfen birkaç söz yazın ya da bir dosya ekleyin.

## After sending

answer-title = Bize ulaştı
answer-title-added = Bildiriminize ekledik
answer-new = Bildiriminiz kilitlendi ve saklandı. Bize ulaştı.
answer-repeated = Bu bildirim zaten bizdeydi. Hiçbir şey kaybolmadı, hiçbir şey iki kez gönderilmedi.
answer-added = Gönderdiğinizi önceki bildiriminize ekledik.
answer-files-added = Ekledik. Onu yalnızca ilgili çalışanlar açabilir.
receipt-title = Gizli kodunuz
receipt-why = Bu kod cevabımızın tek anahtarıdır. Size onu bir daha veremeyiz.
receipt-as-words = Aynı kod, sözcüklerle
receipt-as-digits = Aynı kod, rakamlarla
receipt-either = Sözcükler ya da rakamlar: ikisi de cevabımızı açar. Yalnızca biri yeter.
receipt-keep-title = Nasıl saklanır
receipt-keep = Kâğıda yazın. Başka bir şeye benzetin: alışveriş listesine ya da bir oyuna.
    Ya da ezberleyin.
    Telefonunuza kaydetmeyin. Fotoğrafını çekmeyin.
    Kimseye göstermeyin. “Cevabımızı okuyun” sayfası dışında onu sizden asla istemeyiz.
receipt-none = Cevap gerekmediğini seçtiniz. Bu yüzden kod yok.
    Yine de cevap isterseniz, bize yeniden yazın.
next-title = Bundan sonra ne olur
next-read = Bir çalışanımız bildiriminizi okur.
next-return = Kodunuzla “Cevabımızı okuyun” sayfasına gelin. Sizin için güvenliyse bir gün sonra yeniden bakın.
next-no-call = Siz istemedikçe sizi aramayız ve başka bir yerden yazmayız.
next-tell-nobody = Adımızı ya da bu sayfayı sohbetlere yazmayın.
rules-title = Cevaplarınızda gördüklerimiz
guidance-title = Bu arada yapabilecekleriniz
guidance-choose = Bunlar emir değil, seçenektir. Durumunuzu en iyi siz bilirsiniz.
guide-do = Yapabilirsiniz
guide-avoid = Yapmamak daha iyi
guide-keep = Saklamaya değer
feelings = Olanlar sizin suçunuz değil. Korkmak, öfkelenmek ya da hissizleşmek olağandır. Gerekirse ara verin.
add-files-title = Dosya ekleyin
add-files-send = Dosyaları gönder
add-files-time = Bunu bu sayfada 30 dakika boyunca yapabilirsiniz. Daha sonra kodunuzu kullanın.
files-title = Dosyalarınız
file-ok = ulaştı
file-clean = Yer ve cihaz bilgisi olmayan temiz bir kopya da yapıldı.
file-not-clean = Temiz kopya yapamadık. Yerinizi ve cihazınızı gösterebilir.
file-failed = ulaşmadı
file-reason-broken = Bağlantı koptu.
file-reason-too-large = Çok büyük.
file-reason-refused = Şu anda dosya alamıyoruz.
file-reason-empty = Boş.
file-reason-name = Adı okunamadı.
file-unnamed = Adsız dosya
upload-broken = Dosyalar gönderilirken bağlantı koptu. Sözleriniz ulaştı. Eksik dosyaları aşağıda yeniden gönderebilirsiniz.

## Read our answer

mailbox-entry-title = Cevabımızı okuyun
mailbox-entry-intro = Bize yazdığınızda aldığınız kodu yazın. 12 sözcük ya da 40 rakam: ikisi de olur.
q-receipt = Kodunuz
q-receipt-hint = Büyük harf ve boşluk önemli değil. Yapıştırabilirsiniz.
open-mailbox = Aç
receipt-problem-empty = Lütfen kodunuzu yazın.
receipt-problem-word-count = { $count ->
    [one] { $count } sözcük görüyoruz. Kodda 12 sözcük vardır.
   *[other] { $count } sözcük görüyoruz. Kodda 12 sözcük vardır.
}
receipt-problem-unknown-word = Lütfen { $number } numaralı sözcüğe bakın. Sözcük listemizde yok.
receipt-problem-digit-count = { $count ->
    [one] { $count } rakam görüyoruz. Kodda 40 rakam vardır.
   *[other] { $count } rakam görüyoruz. Kodda 40 rakam vardır.
}
receipt-problem-checksum = Lütfen koda bakın. İçinde uymayan bir şey var: belki iki sözcük yer değiştirmiş ya da biri farklı.
receipt-problem-not-found = Bu kodla hiçbir şey açılmıyor. Lütfen kontrol edin. Geri alınmış ya da silinmiş bir bildirim de açılamaz.
receipt-problem-locked = 30 dakika geçtiği için bu sayfa kendini kilitledi. Lütfen kodunuzu yeniden yazın.
lost-receipt = Kodu kaybettiyseniz size yeniden veremeyiz. Bize yeniden yazabilirsiniz.

mailbox-title = Cevaplarımız
mailbox-never-ask = Sizden asla yolculuk etmenizi, buluşmanızı, para ödemenizi ya da kodunuzu istemeyiz. Biri adımızı kullanıp bunu isterse, o biz değiliz.
mailbox-locks = Bu sayfa 30 dakika sonra kendini kilitler. Şimdi de kilitleyebilirsiniz.
mailbox-ends = Bu günden (UTC) sonra kodunuz hiçbir şey açmaz ve buradakileri sileriz:
mailbox-no-replies = Henüz cevap yok.
mailbox-troubled = { $count ->
    [one] { $count } cevap gösterilmiyor, çünkü bizden geldiğini kanıtlayamadık. Bu bize bildirilir.
   *[other] { $count } cevap gösterilmiyor, çünkü bizden geldiklerini kanıtlayamadık. Bu bize bildirilir.
}
mailbox-gaps = Gördüklerinizin arasında bir cevap eksik. Belki siz sildiniz. Silmediyseniz lütfen aşağıda bize yazın.
reply-heading = Cevap { $number }
reply-from = Gönderen: { $author }
reply-day = Gün (UTC)
reply-delete = Okudum, silin
reply-delete-note = O zaman bu sayfadan kalkar ve geri getirilemez.
mailbox-older = Daha eski cevaplar ve mesajlar var. Bu sayfada gösterilmiyorlar.
show-all = Hepsini göster
check-again = Yeniden bak
lock-now = Şimdi kilitle
sent-title = Gönderdikleriniz
sent-report = Bildiriminiz
sent-message = Mesaj { $number }
sent-files = { $count ->
    [0] dosya yok
    [one] { $count } dosya
   *[other] { $count } dosya
}
sent-waiting = Bizde. Henüz kimse almadı.
sent-collected = Bir çalışanımız aldı.
message-title = Devamını yazın
message-closed = Bu bildirime artık ekleme yapamazsınız. Bize yeniden yazabilirsiniz.
q-text = Ne eklemek istiyorsunuz?
q-text-hint = Bir şeyi düzeltebilir ya da bildiriminizi silmemizi isteyebilirsiniz.
send-message = Gönder
notice-message-sent = Mesajınız bizde.
notice-files-sent = Dosyalarınız bizde.
notice-deleted = Cevap silindi.
notice-not-deleted = Cevap silinemedi. Lütfen yeniden deneyin.
notice-checked = Az önce yeniden baktık.
withdraw-heading = Geri alın
withdraw-ask = Bildirimimi geri al
withdraw-note = Önce ne olacağını gösterir, sonra bir kez daha sorarız.
withdraw-title = Bildiriminizi geri alacak mısınız?
withdraw-text = Hemen gizlenir. Sonra kodunuz, yanlış bir kodmuş gibi hiçbir şey açmaz.
    7 gün sonra bildiriminizi, dosyalarınızı ve cevaplarımızı yok ederiz.
    Ekibimiz bir bildirimin geri alındığını görebilir. Onu önceden almış bir çalışanda hâlâ kopya olabilir. O kopya da silinsin istiyorsanız, bildirimi geri almadan önce bize yazın.
    Bunu burada geri çeviremezsiniz. 7 gün içinde fikriniz değişirse bize yeni bir bildirim yazın ve bunu hangi gün geri aldığınızı söyleyin. O zaman silmeyi durdurabiliriz. Eski kodunuz yine de kapalı kalır.
withdraw-forced = Biri sizi buna basmaya mı zorluyor? Şimdi sizi güvende tutan şeyi yapın. Zorlandığınızı düşünürsek bildirimi saklayabiliriz. Kodunuzu elinde tutan kişi bunu görmez.
withdraw-no = Hayır, cevaplarımıza dön
withdraw-yes = Evet, şimdi geri al
withdrawn-title = Tamam
withdrawn-text = Oldu. Lütfen bu pencereyi şimdi kapatın ki kimse “geri”ye basıp eski sayfaları görmesin.

locked-title = Kilitli
locked-text = Sayfa kilitli. Kodunuz olmadan kimse cevaplarınızı burada okuyamaz.
    Biri “geri”ye basarsa tarayıcınız yine de eski sayfaları gösterebilir. Yapabiliyorsanız bu pencereyi de kapatın.
locked-again = Kodla yeniden aç

## Safer steps

safety-title = Daha güvenli adımlar
safety-intro = Size uyanı açın. Burada ne okuduğunuz kimseye söylenmez.
safety-before-title = Bize yazmadan önce
safety-kinds-title = Duruma göre yapabilecekleriniz

## Other pages

message-not-found-title = Böyle bir sayfa yok
message-not-found = Lütfen başlangıca dönün.
message-too-many-title = Lütfen biraz bekleyin
message-too-many = { $minutes ->
    [one] Kısa sürede çok fazla istek geldi. Lütfen yaklaşık { $minutes } dakika sonra yeniden deneyin.
   *[other] Kısa sürede çok fazla istek geldi. Lütfen yaklaşık { $minutes } dakika sonra yeniden deneyin.
}
message-busy-title = Şu anda burada çok kişi var
message-busy = Az önce alamadık. Lütfen bir dakika sonra yeniden deneyin.
message-full-title = Bu bildirim dolu
message-full = Buna artık bir şey eklenemez ve az önce yazdığınız saklanmadı. Aşağıdaki sözlerinizi kopyalayıp yeni bir bildirim olarak gönderin. İçinde bize daha önce yazdığınızı söyleyin.
message-locked-title = Form şimdilik kapalı
message-locked = Şu anda bildirim alamıyor ve cevap gösteremiyoruz. Daha önce gönderdiğiniz hiçbir şey kaybolmadı. Lütfen bugün daha sonra gelin. Tehlikedeyseniz bizi beklemeyin: başlangıç sayfasında kimi arayabileceğiniz yazar.
message-cross-site-title = Bunu almadık
message-cross-site = Başka bir site sizi buraya önceden doldurulmuş bir formla gönderdi. Onu almadık. Bize yazmak istiyorsanız lütfen kendi formumuzu kullanın.
message-bad-request-title = Bunu okuyamadık
message-bad-request = Bir şey doğru biçimde ulaşmadı. Hiçbir şey saklanmadı. Lütfen geri dönüp yeniden deneyin.
message-too-large-title = Bir kerede çok fazla
message-too-large = Bir kerede bu kadarını alamadık. Hiçbir şey saklanmadı. Lütfen önce metni gönderin. Dosyaları sonra ekleyebilirsiniz.
message-timeout-title = Çok uzun sürdü
message-timeout = Bağlantı çok yavaştı ya da koptu. Hiçbir şey saklanmadı. Lütfen yeniden deneyin. Önce metni, dosyaları sonra gönderin.
message-internal-title = Bizim tarafta bir sorun var
message-internal = Bu sizin hatanız değil. Saklanıp saklanmadığını söyleyemeyiz. Geri dönüp aynı bildirimi yeniden gönderebilirsiniz: onu yalnızca bir kez sayarız.
message-incident = Bize bundan söz ederseniz, şu numarayı verin:
message-unsupported-title = Bunu okuyamadık
message-unsupported = Tarayıcınız bunu anlamadığımız bir biçimde gönderdi. Hiçbir şey saklanmadı. Lütfen sayfamızdaki formu kullanın.
message-kept-title = Yazdıklarınız
message-kept = Bu metni seçip kopyalayabilir ve yeniden gönderebilirsiniz.
message-kept-part = Gönderdiğinizin bir kısmı ulaşmadı. Aşağıda sözlerinizden elimizde olan var. Yeniden göndermeden önce bakın ve eksik olanı ekleyin.
message-to-start = Başlangıca git
