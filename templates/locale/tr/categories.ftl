# What happened, in Turkish; rules and meaning as in en/categories.ftl. Awaits a native reader.

group-family = Memleketteki ailem ya da arkadaşlarım
group-contact = Bana gelen aramalar ve mesajlar
group-person = Yakınımda, yüz yüze biri
group-travel = Bir yolculuk, bir havaalanı ya da kaçırılma
group-legal = Aranma listeleri, polis bildirimleri, pasaport, para
group-online = Hesaplarım, telefonum ya da internetteki yalanlar
group-community = Buradaki topluluğum
group-other = Başka bir şey ya da emin değilim

method-family-police-visit = Polis ya da memurlar ailemi ziyaret etti, aradı ya da sorguladı.
method-family-home-search = Ailemin evini aradılar ya da telefon, bilgisayar veya kâğıtlarını aldılar.
method-family-detained = Ailemden biri götürüldü, kilit altında ya da çıkmasına izin verilmiyor.
method-family-forced-contact = Bir akrabama beni arattılar, yazdırdılar ya da ziyaret ettirdiler: “eve dön” ya da “bırak” desin diye.
method-family-forced-break = Eşim ya da ailem benden boşanmaya, benimle bağını kesmeye ya da herkesin önünde aleyhime konuşmaya zorlandı.
method-family-fake-emergency = Bana birinin ölmek üzere ya da çok hasta olduğu ve hemen eve dönmem gerektiği söylendi.
method-family-punished = Ailem benim yüzümden cezalandırılıyor (iş, okul, emeklilik, pasaport, iş yeri, ev).

method-contact-officials = Memleketimin polisi ya da memurları beni aradı ya da bana yazdı.
method-contact-threat = Biri beni ya da sevdiklerimi yaralamakla veya öldürmekle tehdit etti.
method-contact-info-demand = Kâğıtlarımı, adresimi istiyorlar ya da başkaları hakkında bilgi toplamamı istiyorlar.
method-contact-money-demand = Para istiyorlar (“vergi”, “kefalet”, “ceza”, “suçsuzluğunu kanıtla”).

method-person-at-door = Kapımda biri var ya da biri evime geldi.
method-person-approach = Biri burada yanıma geldi ya da benimle buluşmak istedi.
method-person-impersonation = Biri polis, FBI, avukat, gazeteci, kurye ya da yardım görevlisi gibi davrandı.
method-person-asking-around = Biri ev sahibime, patronuma, okula ya da komşulara beni sordu ya da onlara mektup gönderdi.
method-person-followed = Takip ediliyor, izleniyor ya da filme alınıyorum.
method-person-attack = Saldırıya uğradım ya da biri beni burada zorla götürmeye çalıştı.

method-travel-lure = Başka bir ülkede biriyle buluşmaya çağrılıyorum ya da buluşma yeri sürekli değişiyor.
method-travel-plan-check = Bir yolculuk planlıyorum ve riskli olup olmadığını bilmek istiyorum.
method-travel-held = Ben (ya da biri) havaalanında, sınırda veya yolda durdurulduk, gözaltına alındık ya da tutulduk.
method-travel-kidnapped = Biri yurt dışında zorla götürüldü ya da kayboldu.
method-travel-forced-return = Geri gönderiliyorum ya da “kendi isteğimle” dönmeye zorlanıyorum.

method-legal-interpol = Hakkımda bir Interpol bildirimi ya da mesajı var.
method-legal-wanted-list = Aranma listesindeyim, başıma ödül kondu ya da suçlamalar yapıldı veya ağırlaştırıldı.
method-legal-passport = Pasaportum, vizem, kimliğim ya da konsolosluk hizmeti reddedildi, iptal edildi, bana baskı için kullanıldı ya da vatandaşlığım elimden alındı.
method-legal-assets = Memleketteki banka hesabım, evim ya da iş yerim donduruldu veya alındı.
method-legal-false-report = Buradaki kanunları bana karşı kullanıyorlar (benim adımla sahte bomba ihbarı ya da polis şikâyeti, dava, patronuma veya göçmenlik bürosuna şikâyet).

method-online-hack = Telefonuma ya da hesabıma girildi veya garip bir bağlantı aldım.
method-online-harass = İnternette tehditler, yalanlar, adresim, sahte ya da özel resimler yayımlanıyor.
method-online-fake-me = Biri benmiş gibi davranıyor ya da grubumuzu taklit ediyor.
method-online-watched = Sohbetlerimin ya da grubumun okunduğunu düşünüyorum.

method-community-informant = Topluluğumdan insanlar bizi ihbar ediyor ya da susmam için baskı yapıyor.
method-community-event = Protestomuza, dükkânımıza, camimize, ofisimize ya da etkinliğimize saldırıldı, filme alındı ya da engellendi.

method-other-missing = Tanıdığım biri kayboldu.
method-other-unsure = Bir şey yanlış geliyor ama adını koyamıyorum.
method-other-witness = Bunu yapan insanlar hakkında bilgim var.
