# Sentences that every caseworker may send without a second look, in Turkish; rules and meaning as in en/phrases.ftl. Awaits a native reader.

phrase-read = Bize anlattığınız için teşekkür ederiz. Yazdıklarınızı okuduk.
phrase-fault = Olanlar sizin suçunuz değil.
phrase-danger = Bu dakika tehlikedeyseniz: sizin için güvenliyse yerel acil numarayı arayın. Başka insanların olduğu bir yere gidin.
phrase-door = Kapınızda biri varsa: kapıyı kapalı tutabilirsiniz. Kapıdan uzaklaşın.
phrase-trip = Yolculuk etmeniz söylendiyse: bekleyin. Bilet almadan ya da yola çıkmadan önce bize yazın.
phrase-more = Bize daha fazlasını anlatabilir misiniz? En son ne oldu, ne zaman ve nerede? Bize gerekmeyen adları yazmayın.
phrase-keep = Mesajları, mektupları ve numaraları oldukları gibi saklayın. Ne olduğunu tarihler, saatler ve tam sözlerle yazın.
phrase-safe-reading = Cevaplarımızı burada okumanız sizin için güvenli mi? Değilse, ne zaman güvenli olduğunu bize söyleyin.
phrase-working = Ne yapılabileceğini düşünüyoruz. Size burada yazacağız.
phrase-no-rush = Bugün karar vermek zorunda değilsiniz. Bunu birlikte düşünebiliriz.
phrase-consent = Bunu bir avukata iletebilir miyiz? Hangi bilgilerin iletileceğine ve adınızın geçip geçmeyeceğine siz karar verirsiniz. Siz evet demeden hiçbir şey iletmeyiz.
phrase-no-call = Siz istemedikçe sizi aramayız ve başka bir yerden yazmayız.
phrase-never-ask = Sizden asla yolculuk etmenizi, buluşmanızı, para ödemenizi ya da kodunuzu istemeyiz. Biri adımızı kullanıp bunu isterse, o biz değiliz.
phrase-closing = Bildiriminizi şimdi kapatıyoruz. Gerektiğinde kodunuzla buraya yeniden yazabilirsiniz.
