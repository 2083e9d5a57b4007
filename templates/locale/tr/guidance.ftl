# What to do, what to avoid, what to keep, in Turkish; rules and meaning as in en/guidance.ftl. Awaits a native reader.

guide-general-do =
    Bir an durun. Kimsenin ekranınızı göremeyeceği bir yer bulun.
    Şu anda tehlikede misiniz? Sizin için güvenliyse yerel acil numarayı arayın.
    Birçok ülkede bu numara 112, 911 ya da 999'dur.
    Yakınınızda güvendiğiniz bir kişiye söyleyin.
guide-general-avoid =
    Bugün kimseye gitmek, buluşmak, para ödemek, imza atmak ya da cevap vermek zorunda değilsiniz.
    Bize yazdığınızı başkalarına söylememeye çalışın.
    Memurların bilebileceği telefon ya da uygulamada dikkatli olun.
guide-general-keep =
    Mesajları, mektupları ve numaraları oldukları gibi saklayın.
    Ne olduğunu tarihler, saatler ve tam sözlerle yazın.
    Notlarınızı başkalarının bakmayacağı bir yerde tutun.

guide-feelings =
    Olanlar sizin suçunuz değil.
    Korkmak, öfkelenmek ya da hissizleşmek olağandır.
    Ara verip sonra geri gelebilirsiniz.
    Yerel bir kriz hattı, bir doktor ya da bir arkadaş bu yükü taşımanıza yardım edebilir.

guide-family-police-visit-do =
    Birkaç dakika ayırıp bildiklerinizi tarihleriyle yazın.
    Ailenizin telefonlarında kimlerin sohbetleri olabileceğini düşünün.
    Sessiz ve açık yardım yollarını bize sorabilirsiniz.
    Aileniz kabul ederse, bir avukat Birleşmiş Milletler'e yazabilir.
guide-family-police-visit-avoid =
    Memleketteki telefonlara yapılan aramalar dinlenebilir.
    Size haber veren kişinin adını söylememeye çalışın.
    Memurlara cevap vermek zorunda değilsiniz.
guide-family-police-visit-keep =
    Tarihleri, saatleri, daire adlarını ve size söylenen sözleri saklayın.
    Ziyaretle ilgili mesajları saklayın. Onları değiştirmeyin.

guide-family-home-search-do =
    Hangi telefonların, bilgisayarların ya da kâğıtların ne zaman alındığını yazın.
    O sohbetlerde, fotoğraflarda ve rehberde başka kimlerin olduğunu düşünün.
    Onları güvenli bir yolla uyarmak isteyebilirsiniz. Düşünmenize yardım edebiliriz.
    Onların eline hiç geçmemiş bir cihazdan şifreleri değiştirebilirsiniz. Bu fark edilebilir.
guide-family-home-search-avoid =
    O cihazlarda açık olan hesapları kullanmamaya çalışın.
    Memleketteki telefonlara yapılan aramalar dinlenebilir.
    Size haber veren kişinin adını söylememeye çalışın.
guide-family-home-search-keep =
    Alınanların listesini, kâğıdını ya da fotoğrafını saklayın.
    Tarihleri, saatleri ve daire adlarını saklayın.

guide-family-detained-do =
    Kimin, ne zaman, nerede ve kimler tarafından götürüldüğünü yazın.
    Bir çocuk yalnızsa ya da ilaç gerekiyorsa bize şimdi söyleyin.
    Aileniz kabul ederse, bir avukat Birleşmiş Milletler'e yazabilir.
    Sessiz yardım da açık yardım da yarar ya da zarar getirebilir. Önce bize sorabilirsiniz.
guide-family-detained-avoid =
    Memleketteki telefonlara yapılan aramalar dinlenebilir.
    Danışmadan para ödememeye ya da söz vermemeye çalışın.
    Size haber veren kişinin adını söylememeye çalışın.
guide-family-detained-keep =
    Gözaltıyla ilgili her kâğıdı, mesajı ya da fotoğrafı saklayın.
    Yakınınızdan aldığınız son haberin saatini, yerini ve sözlerini saklayın.
    Biliyorsanız daire adlarını yazın.

guide-family-forced-contact-do =
    Arama sürüyorsa, başkalarının da dinliyor olabileceğini düşünün.
    Kısa ve nazik tutabilirsiniz. Konuşup konuşmamak size kalmış.
    Aramadan sonra sözleri, saati ve uygulamayı yazın.
    Güvenli olduğunda, aranızda zararsız bir parola sözcüğü belirleyebilirsiniz.
guide-family-forced-contact-avoid =
    Adresinizi, planlarınızı, yolunuzu ya da adları vermemeye çalışın.
    Dönme sözü sonradan size baskı için kullanılabilir.
    Aramadaki memurla tartışmak yakınınıza zarar verebilir.
    Yakınınızın tarafında bir kayıt bulunabilir.
guide-family-forced-contact-keep =
    Mesajları ve arama listesini oldukları gibi saklayın.
    Yanında biri var mıydı, sözler okunuyor gibi miydi, not edin.
    Verilen süreyi ya da buluşma yerini not edin.

guide-family-forced-break-do =
    Acele etmeyin. Bugün cevap vermek ya da imzalamak zorunda değilsiniz.
    Böyle sözler çoğu zaman baskı altında söylenir.
    İmzalamadan önce, çocuk varsa daha da çok, bir aile avukatına gidebilirsiniz.
    Kendiniz ve çocuklarınız için destek isteyebilirsiniz.
guide-family-forced-break-avoid =
    Öfkeli cevaplar başkalarınca okunup kullanılabilir.
    Şimdi imzaladığınız kâğıtlar sonradan haklarınızı değiştirebilir.
guide-family-forced-break-keep =
    Boşanma kâğıtlarını, mektupları, mesajları ve bağlantıları saklayın.
    Tarihleri, süreleri ve kimlerin orada olduğunu not edin.

guide-family-fake-emergency-do =
    Bilet almadan önce bekleyebilirsiniz. Kontrol etmek için zaman ayırın.
    İkinci bir yoldan bakın: örneğin hastanenin numarasını kendiniz bulun.
    Yalnızca yakınınızın bilebileceği bir soru sorabilirsiniz.
    Belki yola çıkacaksanız, önce yolu bize söyleyebilirsiniz.
guide-family-fake-emergency-avoid =
    Haberi ve yolu kontrol etmeden yola çıkmamaya çalışın.
    Görüntülü arama bir kişiyi gösterir, ama özgür olduğunu göstermez.
    Uçuş bilgilerini arayanla paylaşmamaya çalışın.
guide-family-fake-emergency-keep =
    Haberi getiren mesajı ya da numarayı saklayın.
    Kimin, ne zaman, hangi sözlerle söylediğini not edin.

guide-family-punished-do =
    Kime, hangi tarihte, ne yapıldığını yazın.
    Ondan önce ne yaptığınızı not edin: bir paylaşım ya da protesto gibi.
    Bir isteğe cevap vermeden önce bize ya da bir avukata sorabilirsiniz.
guide-family-punished-avoid =
    Danışmadan, düzelsin diye para ödememeye ya da imzalamamaya çalışın.
    Dönme sözü baskıyı bitirmeyebilir.
guide-family-punished-keep =
    Her emri, mektubu ve mesajı saklayın.
    Tarihleri ve karşılığında ne istendiğini saklayın.

guide-contact-officials-do =
    Cevap vermek zorunda değilsiniz. Aramayı bitirebilirsiniz.
    Adınızı, adresinizi, işinizi ya da yolculuğunuzu doğrulamak zorunda değilsiniz.
    Numarayı, saati ve sözleri yazın.
    Bildiğiniz bir numara da taklit edilebilir. Hiçbir şeyi kanıtlamaz.
guide-contact-officials-avoid =
    Odanızı, yüzünüzü ya da kâğıtlarınızı göstermemeye çalışın.
    Hakaretler, anlaşmalar ve sözler size ya da ailenize karşı kullanılabilir.
    Nerede olduğunuzu ya da ne zaman yolculuk edeceğinizi söylememeye çalışın.
guide-contact-officials-keep =
    Arama listesini ve mesajları oldukları gibi saklayın.
    Adı, daireyi, sicil numarasını ve verilen süreyi not edin.
    Sizin hakkınızda önceden ne bildiklerini not edin.

guide-contact-threat-do =
    Şimdi olabilir mi? Başka insanların yanına gidin ya da kapıyı kilitleyin.
    Sizin için güvenliyse yerel acil numarayı arayabilirsiniz.
    Yakınınızda bir kişiye söyleyin.
    Tam sözleri bize söyleyebilirsiniz.
guide-contact-threat-avoid =
    Mesajı silmemeye ve cevap vermemeye çalışın.
    Tehdit bir saat ya da yer söylüyorsa yalnız kalmamaya çalışın.
guide-contact-threat-keep =
    Asıl mesajı, ses kaydını, fotoğrafı ya da mektubu saklayın.
    Kâğıda olabildiğince az dokunun. Temiz bir torbaya koyun.
    Göndereni, tarihi ve saati gösteren bir resim çekin.

guide-contact-info-demand-do =
    Hiçbir şey söylemeyebilirsiniz. Cevap vermeden önce bekleyebilirsiniz.
    Bir şey verdiyseniz, bu sizin suçunuz değil.
    Ne verdiğinizi bize söyleyebilirsiniz; böylece başkaları uyarılabilir.
    Yeni bir arama ya da buluşma belirledilerse bize söyleyin.
guide-contact-info-demand-avoid =
    Eski bile olsa kâğıt göndermemeye çalışın.
    Onlar için çalışıyormuş gibi yapmak sizi ve başkalarını tehlikeye atabilir.
    Onlarla yalnız buluşmamaya çalışın.
guide-contact-info-demand-keep =
    Mesajları ve istediklerinin bir listesini saklayın.
    Neyi, kime, ne zaman gönderdiğinizi not edin.

guide-contact-money-demand-do =
    Görüşmeyi kesip kamerayı kapatabilirsiniz.
    Bu bir dolandırıcılık, bir devlet ya da ikisi birden olabilir.
    Bir arkadaşınıza ve bankanıza şimdi söyleyebilirsiniz; para ödediyseniz daha da önemli.
    Güvenliyse yerel polise ya da bir dolandırıcılık hattına bildirebilirsiniz.
guide-contact-money-demand-avoid =
    Ödememeye çalışın. Ödemek çoğu zaman yeni bir istek getirir.
    Söylenmiş olsa bile kamerada kalmamaya ve bunu gizlememeye çalışın.
    Kâğıtlarınızın resimlerini göndermemeye çalışın.
guide-contact-money-demand-keep =
    Numaraları, hesap bilgilerini, makbuzları ve gönderdikleri kâğıtları saklayın.
    Ne kadar, ne zaman, nasıl ödediğinizi not edin.

guide-person-at-door-do =
    Kapıyı kapalı tutun. Yanınızdakilerle birlikte kapıdan uzaklaşın.
    Sizin için güvenliyse yerel acil numarayı arayabilirsiniz.
    Pencereden kimlik gösterebilirler. Önce onu kontrol edebilirsiniz.
    Dairenin numarasını kendiniz bulun ve o numarayı arayın.
guide-person-at-door-avoid =
    Filme almak ya da konuşmak için dışarı çıkmamaya çalışın.
    Kimseyi, çevirmeni bile, içeri almamaya çalışın.
    Evde başka kimlerin olduğunu söylememeye çalışın.
guide-person-at-door-keep =
    Yüzleri, giysileri, arabayı, plakayı ve tam sözleri not edin.
    Hangi yöne gittiklerini not edin.
    Kapı kamerası görüntülerini, bıraktıkları notları ve kartları saklayın.

guide-person-approach-do =
    Yavaşlatabilirsiniz. Buluşmak zorunda değilsiniz.
    İnternetten konuşmayı isteyebilir ya da yeri kendiniz seçebilirsiniz.
    Bir arkadaş götürebilir, nereye gittiğinizi birine söyleyebilirsiniz.
    İşin içinde olmayan birine ne düşündüğünü sorun.
guide-person-approach-avoid =
    Yalnız gitmemeye çalışın.
    Danışmadan konsolosluğa ya da arabaya girmemeye çalışın.
    Adresinizi, planlarınızı ya da başkalarının adlarını vermemeye çalışın.
guide-person-approach-keep =
    Mesajları, kartları ve numaraları saklayın.
    Yeri kimin seçtiğini ve her yer değişikliğini not edin.

guide-person-impersonation-do =
    Adını ve dairesini sorup kapıyı ya da telefonu kapatabilirsiniz.
    Herkese açık numarayı kendiniz bulun ve arayıp sorun.
    Gerçek görevliler kontrol edilmeyi kabul eder.
    Ne söylediğinizi ya da imzaladığınızı yazın.
guide-person-impersonation-avoid =
    Onların verdiği numarayı kullanmamaya çalışın.
    Onları ve çevirmeni içeri almamaya çalışın.
    Kontrol etmeden imzalamamaya ya da kâğıtlarınızı göstermemeye çalışın.
guide-person-impersonation-keep =
    Kartları, kâğıtları, numaraları ve resimleri saklayın.
    Görünüşü, arabayı, sözleri, saati ve yeri not edin.

guide-person-asking-around-do =
    Ev sahibinden, patrondan ya da komşulardan kibarca cevap vermemelerini isteyebilirsiniz.
    Çocuklarınızı kimin alabileceğini okula ve danışmaya söyleyin.
    Komşulara ne yapmaları gerektiğini yazan kısa bir not verebilirsiniz.
    Bir süre başka bir adreste kalmayı düşünebilirsiniz.
guide-person-asking-around-avoid =
    Mektuptaki numarayı aramamaya çalışın.
    Nerede oturduğunuzu gereğinden çok kişiye söylememeye çalışın.
guide-person-asking-around-keep =
    Mektubu ve zarfı saklayın. Onlara olabildiğince az dokunun.
    Kime, ne zaman sorulduğunu ve ne dediklerini not edin.

guide-person-followed-do =
    Yapabiliyorsanız aydınlık ve kalabalık bir yere gidin.
    Güvendiğiniz bir polis karakolu da bir seçenektir.
    Birini arayıp hatta kalabilirsiniz.
    Sonra çantalarda, arabada ve telefonda bilmediğiniz izleyicileri arayın.
guide-person-followed-avoid =
    Doğrudan eve gitmemeye çalışın.
    Onlarla konuşmamaya ve onları durdurmamaya çalışın.
    Her gün aynı yolu ve saati kullanmamaya çalışın.
guide-person-followed-keep =
    Yeri, saati, görünüşü ve plakayı not edin.
    Yalnızca güvenliyse fotoğraf çekin.
    Bir izleyici bulursanız resmini çekip bize sorun.

guide-person-attack-do =
    Yapabiliyorsanız başka insanların yanına gidin. Yerel acil numarayı şimdi arayabilirsiniz.
    İyi hissetseniz bile bir doktora görünün.
    Güvendiğiniz birinden yanınızda kalmasını isteyin.
    Daha güvende olduğunuzda ne olduğunu bize anlatın.
guide-person-attack-avoid =
    Bu gece yalnız kalmamaya çalışın.
    Giysileri yıkamamaya ya da atmamaya çalışın.
guide-person-attack-keep =
    Giysileri, mesajları ve doktorun kâğıtlarını saklayın.
    Yaraların ve zararların tarihli fotoğraflarını çekin.
    Kimin gördüğünü not edin.

guide-travel-lure-do =
    Yavaşlatabilirsiniz. Bilet almak ya da binmek zorunda değilsiniz.
    İnternetten ya da sizin seçtiğiniz bir yerde buluşmayı isteyebilirsiniz.
    Kim ödüyor, ülkeyi kim seçti, neden değişti, bakın.
    Her durağa yolculuk sayfamızda bakabilirsiniz.
guide-travel-lure-avoid =
    Yalnız gitmemeye çalışın.
    Danışmadan, bir imza için bile konsolosluğa girmemeye çalışın.
    Pasaportunuzu ya da telefonunuzu vermemeye çalışın.
guide-travel-lure-keep =
    Daveti, biletleri, adları, numaraları ve mesajları saklayın.
    Her yer ya da tarih değişikliğini not edin.

guide-travel-plan-check-do =
    Yoldaki her ülkeye bakın: duraklara ve havayolunun ülkesine de.
    Aranıyorsanız ya da listedeyseniz, her sınırdan önce bir avukatla konuşun.
    Korunduğunuzu gösteren kâğıtları ve kâğıda yazılı bir avukat numarası taşıyın.
    Bir arkadaşla anlaşın: ne zaman haber vereceksiniz, vermezseniz ne yapacak.
guide-travel-plan-check-avoid =
    Gerekmeyen duraklardan kaçınmaya çalışın.
    Yolculuğu paylaşmamaya çalışın.
    “Anlaşma yok” ya da “bir şey bulunamadı”, risk olmadığı anlamına gelmez.
guide-travel-plan-check-keep =
    Biletin, pasaportun ve kâğıtların kopyalarını bir arkadaşa bırakın.
    Bir sonraki haber saatinizi bırakın.
    İçinde az şey olan bir telefonla yolculuk edin.

guide-travel-held-do =
    Erkenden ve açıkça söyleyebilirsiniz: “Dönmekten korkuyorum. Sığınma istiyorum.”
    Bir avukat ve BM mülteci kuruluşu UNHCR'yi isteyebilirsiniz.
    Başkası için mi yazıyorsunuz? Pasaporttaki adı, uçuşu, havaalanını ve saati gönderin.
    Kendi elçiliğinizle görüşmek istemediğinizi söyleyebilirsiniz.
guide-travel-held-avoid =
    Okuyamadığınızı imzalamamaya çalışın.
    Tartışmamaya ve telefonun kilidini açmamaya çalışın. Avukat isteyebilirsiniz.
    Arkadaşlar: kişinin ne istediğini bilmeden yayımlamamaya çalışın.
guide-travel-held-keep =
    Adları, üniformaları, odaları, saatleri ve tam sözleri not edin.
    Biletleri, kâğıtları ve mülteci kartı numarasını saklayın.
    Arkadaşlar: her mesajı saklayın, sonuncuyu not edin.

guide-travel-kidnapped-do =
    Son saati, yeri, telefon numarasını ve giysileri yazın.
    Kişinin yanında kim olduğunu ve varsa arabayı yazın.
    Güvenliyse oradaki polise bildirebilirsiniz.
    Birleşmiş Milletler'in ilk üç ayda hızlı bir yolu vardır.
guide-travel-kidnapped-avoid =
    Yalnız başınıza fidye ödememeye ya da “yardımcılarla” buluşmamaya çalışın.
    Ailenin ne istediğini bilmeden yayımlamamaya çalışın.
    Kayıp kişinin hesaplarını kullanmamaya çalışın.
guide-travel-kidnapped-keep =
    Son mesajları, aramaları ve fotoğrafları saklayın.
    Polis tutanağını ve numarasını saklayın.
    Kimin, neyi, ne zaman söylediğini not edin.

guide-travel-forced-return-do =
    Bugün kâğıtları ve bir avukat isteyebilirsiniz.
    Tarihi, uçuşu ve yeri bize söyleyin.
    Sağlık gereksinimlerini bize ve avukata söyleyin.
    Dönmekten korktuğunuzu açıkça söyleyebilirsiniz.
guide-travel-forced-return-avoid =
    “Gönüllü” kâğıtları yalnız başınıza imzalamamaya çalışın.
    Size ya da ailenize verilen bir söz tutulmayabilir.
guide-travel-forced-return-keep =
    Her kâğıdı, bileti ve mesajı ya da fotoğrafını saklayın.
    Görevlilerin adlarını, tarihleri ve size söylenenleri not edin.

guide-legal-interpol-do =
    Olduğunuz yerde kalıp şimdilik yolculukları erteleyebilirsiniz.
    Interpol işlerini bilen bir avukat arayabilirsiniz.
    Hakkınızda ne tutulduğu Interpol'ün Komisyonuna sorulabilir.
    Ondan sonra verileri silmesini isteyebilirsiniz.
guide-legal-interpol-avoid =
    Danışmadan sınır geçmemeye çalışın.
    Herkese açık sitede olmamanız bir şey kanıtlamaz.
    Sizi sildirme sözü veren şirketlere para ödememeye çalışın.
guide-legal-interpol-keep =
    Mülteci statüsünün kanıtını ve bütün dosya kâğıtlarını saklayın.
    Her bildirimin kopyasını tarih ve bağlantıyla saklayın.

guide-legal-wanted-list-do =
    Şimdilik yolculukları erteleyip bir avukatla konuşabilirsiniz.
    Sayfayı ya da resmi tarih ve bağlantıyla kaydedin.
    Adresiniz görünüyorsa birlikte yaşadığınız birine söyleyin.
    Komşulardan, kendilerine gelen mektupları saklamalarını isteyebilirsiniz.
guide-legal-wanted-list-avoid =
    Danışmadan sınır geçmemeye çalışın.
    Para karşılığı “adınızı temizleme” önerilerine cevap vermemeye çalışın.
guide-legal-wanted-list-keep =
    Listeyi, suçlamayı ya da ödülü tarih ve bağlantıyla saklayın.
    Mülteci statüsünün kanıtını saklayın.

guide-legal-passport-do =
    Konsolosluğa gitmeden önce danışabilirsiniz.
    Bütün kâğıtlarınızın tarihlerine bugün bakın.
    Yaşadığınız ülkeden yolculuk belgesi sorabilirsiniz.
    Bunlar mülteciler ya da yabancılar için belgeler olabilir.
guide-legal-passport-avoid =
    Bir kâğıdı yenilemek için memlekete gitmek tehlikeli olabilir.
    Danışmadan, pasaport için imza, para ya da ad vermemeye çalışın.
guide-legal-passport-keep =
    Konsolosluğun mektuplarını, retlerini ve mesajlarını saklayın.
    Kâğıtlarınızın kopyalarını ulaşabileceğiniz bir yerde tutun.

guide-legal-assets-do =
    Neyin alındığını ya da dondurulduğunu ve ne zaman duyduğunuzu yazın.
    Mektupları bir avukata gösterebilirsiniz.
    Karşılığında bir şey istendiyse not edin.
guide-legal-assets-avoid =
    “Çözülsün” diye para göndermemeye çalışın.
    Danışmadan devretme kâğıdı imzalamamaya çalışın.
guide-legal-assets-keep =
    Mektupları, emirleri, banka kâğıtlarını ve sizin olduğunun kanıtını saklayın.

guide-legal-false-report-do =
    Birinin adınızı kullandığını yerel polise söyleyebilirsiniz.
    Bunu bir sonraki sahte ihbardan önce yapmak yardımcı olur.
    Bir başvuru numarası isteyin.
    Patronunuza ya da dosya memurunuza neler olduğunu anlatabilirsiniz.
guide-legal-false-report-avoid =
    Silahlı polis gelirse hızlı hareket etmemeye çalışın. Boş ellerinizi gösterin.
    Gönderene cevap vermemeye çalışın.
guide-legal-false-report-keep =
    Rezervasyon e-postalarını, mektupları ve dosya numaralarını saklayın.
    Tarihleri ve o sırada nerede olduğunuzu not edin.

guide-online-hack-do =
    Yardım istemek için bu cihazı değil, başka birini kullanın.
    Öteki cihazdan önce e-posta şifrenizi değiştirin.
    Uygulamayla ya da anahtarla girişi açabilirsiniz.
    Access Now'ın ücretsiz yardım hattı: help@accessnow.org
guide-online-hack-avoid =
    Danışmadan cihazı sıfırlamamaya çalışın.
    Bağlantıyı yeniden açmamaya çalışın.
guide-online-hack-keep =
    Bağlantıyı, mesajı ve uyarıları saklayın. Fotoğraf çekin.
    Tarihi, saati ve neye dokunduğunuzu not edin.
    Cihazda kimlerin verileri olduğunu not edin.

guide-online-harass-do =
    Önce paylaşımın tarih ve bağlantıyla resmini alın.
    Sonra bildirip engelleyebilirsiniz.
    Bir arkadaş sizin yerinize okuyup kaydedebilir.
    Özel resimler ya da çocuk resimleri için ayrı yardım hatları vardır.
guide-online-harass-avoid =
    Cevaplar büyütebilir. Cevap vermemeyi seçebilirsiniz.
    Bir çocuğun resimlerini kimseye göndermemeye çalışın.
guide-online-harass-keep =
    Bağlantıları, hesap adlarını, tarihleri ve ekran resimlerini saklayın.
    Platformun cevaplarını saklayın.

guide-online-fake-me-do =
    Önce sahte hesabın tarih ve bağlantıyla resmini alın.
    Güvendiğiniz kişilere, siz olduğunuzu bilecekleri bir yolla söyleyin.
    Sonra hesabı platforma bildirebilirsiniz.
guide-online-fake-me-avoid =
    Sahte hesaba yazmamaya çalışın.
    Düzeltmeyi öneren kişilere kâğıtlarınızı göndermemeye çalışın.
guide-online-fake-me-keep =
    Bağlantıları, hesap adlarını, tarihleri ve adınıza gönderilen mesajları saklayın.
    Kimlere yazıldığını not edin.

guide-online-watched-do =
    Bu grupta özel konuşmalara şimdilik ara verebilirsiniz.
    Daha küçük gruplar ve gerçek ad kullanmamak zararı azaltır.
    Neleri paylaşmayacağınız konusunda birlikte anlaşabilirsiniz.
    Memleketinizde yapılmamış bir uygulamaya geçebilirsiniz.
guide-online-watched-avoid =
    Memleketin uygulamaları, yabancı hesaplar arasında bile dosyalara bakabilir.
    Kanıt olmadan bir kişiyi suçlamamaya çalışın.
guide-online-watched-keep =
    Hangi sözlerin, kimden, ne zaman geri geldiğini not edin.
    Uygulamayı ve grupta kimlerin olduğunu not edin.

guide-community-informant-do =
    Şimdilik daha az paylaşıp kime söyleyeceğinizi seçebilirsiniz.
    Bize önce kişinin rolünü söyleyin. Adlar bekleyebilir.
    Küçük gruplarda neleri paylaşmayacağınız konusunda anlaşabilirsiniz.
guide-community-informant-avoid =
    Kanıt olmadan bir kişiyi herkesin önünde suçlamamaya çalışın.
    Başkalarından korkmak da bir topluluğa zarar verebilir.
guide-community-informant-keep =
    Tarihleri, yerleri ve tam sözleri not edin.
    Başkalarına verilmiş mesajları ya da fotoğrafları saklayın.

guide-community-event-do =
    Şu anda mı oluyor? İnsanları çıkışı olan bir yere götürün.
    Sizin için güvenliyse yerel acil numarayı arayabilirsiniz.
    Herkes orada mı, kime doktor gerek, bakın.
    Orada olanlardan gördüklerini yazmalarını isteyin.
guide-community-event-avoid =
    Saldıranlara ya da filme alanlara yaklaşmamaya çalışın.
    Katılanların yüzlerini paylaşmamaya çalışın.
guide-community-event-keep =
    Filmleri, fotoğrafları, bildirileri ve zarar görmüş eşyayı saklayın.
    Saatleri, görünüşleri, arabaları ve plakaları not edin.

guide-other-missing-do =
    Son saati, yeri, telefon numarasını ve giysileri yazın.
    Kişiyi en son kimin görmüş ya da duymuş olabileceğini düşünün.
    Güvenliyse oradaki polise bildirebilirsiniz.
    Birleşmiş Milletler'in ilk üç ayda hızlı bir yolu vardır.
guide-other-missing-avoid =
    Memleketteki telefonlara yapılan aramalar dinlenebilir.
    Yalnız başınıza para ödememeye ya da “yardımcılarla” buluşmamaya çalışın.
    Ailenin ne istediğini bilmeden yayımlamamaya çalışın.
guide-other-missing-keep =
    Son mesajları, aramaları ve fotoğrafları saklayın.
    Polis tutanağını ve numarasını saklayın.

guide-other-unsure-do =
    Kendinizi daha güvende hissettiğiniz ya da başkalarının olduğu bir yere gidin.
    Neyin yanlış geldiğini güvendiğiniz bir kişiye söyleyin.
    En son ne olduğunu bize yazabilirsiniz. Adını koymanız gerekmez.
guide-other-unsure-avoid =
    Bugün karar vermek, yolculuk etmek, para ödemek ya da buluşmak zorunda değilsiniz.
    Sormak için emin olmanız gerekmez.
guide-other-unsure-keep =
    Mesajları ve numaraları oldukları gibi saklayın.
    Tarih ve saatle kısa notlar yazın.

guide-other-witness-do =
    Durup bunun sizde olduğunu kimin bilebileceğini düşünün.
    Ne gördüğünüzü ve nereden bildiğinizi bize söyleyebilirsiniz.
    İş yerinizin ya da memleketinizin ulaşamayacağı bir cihaz kullanın.
    Neyin sizi gösterebileceğini bize söyleyebilirsiniz.
guide-other-witness-avoid =
    Daha çok kanıt için daha çok risk almamaya çalışın.
    Yalnızca sizde olabilecek dosyaları, konuşmadan önce göndermemeye çalışın.
    Bize yazdığınızı başkalarına söylememeye çalışın.
guide-other-witness-keep =
    Asıllarını güvenli bir yerde, değiştirmeden saklayın.
    Tarihleri, yerleri, neyi kendiniz gördüğünüzü ya da yalnızca duyduğunuzu not edin.

# What a triage rule saw, said softly to the reporter.

rule-d1 =
    Bildiriminizi çok acil sayıyoruz.
    Birinin şu anda ya da gelecek saatlerde tehlikede olduğunu söylediniz.
rule-d2 =
    Bildiriminizi çok acil sayıyoruz.
    Gelecek 3 gün içinde tehlike olabileceğini söylediniz.
rule-c1 =
    Bildiriminizi çok acil sayıyoruz.
    Şu anda güvende olmadığınızı söylediniz.
rule-c2 =
    Bildiriminizi çok acil sayıyoruz.
    Şu anda kapınızda ya da dışarıda biri olduğunu söylediniz.
rule-c3 =
    Bildiriminizi çok acil sayıyoruz.
    Birinin tutulduğunu, kilit altında ya da kayıp olduğunu söylediniz. Saatler önemli olabilir.
rule-c4 =
    Bildiriminizi çok acil sayıyoruz.
    Birinin yakında geri gönderilebileceğini söylediniz.
rule-c5 =
    Bildiriminizi çok acil sayıyoruz.
    Tehlikede olabilecek bir çocuktan söz ettiniz.
rule-c6 =
    Bildiriminizi çok acil sayıyoruz.
    Birinin tutuluyor olabileceğini ve karşılığında bir şey istendiğini söylediniz.
rule-c7 =
    Bildiriminizi çok acil sayıyoruz.
    Çok yakında bir yolculuk ya da buluşmadan söz ettiniz. Tehlike işaretleri var.
rule-c8 =
    Bildiriminizi çok acil sayıyoruz.
    Yakın olabilecek bir tehditten söz ettiniz.
rule-c9 =
    Bildiriminizi çok acil sayıyoruz.
    Birinin kısa süre önce kaybolduğunu söylediniz. Birleşmiş Milletler'in ilk üç ayda hızlı bir yolu vardır.
rule-c10 =
    Bildiriminizi çok acil sayıyoruz.
    Birine hemen doktor ya da yardım gerekebileceğini söylediniz. Yerel acil yardımı şimdi arayabilirsiniz.
rule-m-family-detained =
    Bildiriminizi çok acil sayıyoruz.
    Ailenizden birinin götürüldüğünü, kilit altında olduğunu ya da çıkamadığını söylediniz.
rule-m-person-at-door =
    Bildiriminizi çok acil sayıyoruz.
    Birinin evinize geldiğini söylediniz.
rule-m-person-attack =
    Bildiriminizi çok acil sayıyoruz.
    Bir saldırıdan ya da birinin sizi götürmeye çalıştığından söz ettiniz.
rule-m-travel-held =
    Bildiriminizi çok acil sayıyoruz.
    Birinin yolda durdurulduğunu ya da tutulduğunu söylediniz.
rule-m-travel-kidnapped =
    Bildiriminizi çok acil sayıyoruz.
    Birinin zorla götürüldüğünü ya da kaybolduğunu söylediniz.
rule-m-other-missing =
    Bildiriminizi çok acil sayıyoruz.
    Birinin kaybolduğunu söylediniz. Birleşmiş Milletler'in ilk üç ayda hızlı bir yolu vardır.
rule-d3 = Gelecek 2 hafta içinde tehlike olabileceğini söylediniz.
rule-u1 = Yakında bir yolculuktan söz ettiniz. Yoldaki her ülkeye bakmaya değer.
rule-u2 = Bir süreden ya da nerede oturduğunuzu bildiklerinden söz ettiniz.
rule-u3 = Birinin sorgulandığını, tutulduğunu ya da arandığını veya böyle olabileceğini söylediniz.
rule-u4 = Birinin yaklaştığını, sizi sorduğunu, takip ettiğini ya da başkası gibi davrandığını söylediniz.
rule-u5 = Bir bildirimden, aranma listesinden, ödülden ya da suçlamadan söz ettiniz.
rule-u6 = Bir telefona ya da hesaba girilmiş olabileceğini söylediniz. Onun yüzünden başkaları da tehlikede olabilir.
rule-u7 = Kâğıt ya da sizin veya başkalarının bilgilerini istediklerini söylediniz.
rule-u8 = Para istediklerini söylediniz. Bu bir dolandırıcılık, bir devlet ya da ikisi birden olabilir.
rule-u9 = Bir konsolosluktan ya da reddedilen veya süresi yakında bitecek kâğıtlardan söz ettiniz.
rule-u11 = Önce dosyalarınızı ya da dilinizi okuyabilen birine ihtiyacımız olabilir.
rule-x1 = Bir çocuktan söz ettiniz.
rule-x2 = Çabuk önem kazanabilecek bir şeyden emin olmadığınızı söylediniz.
rule-x3 = Resmî kâğıtlardan söz ettiniz. Üzerlerinde bir tarih olabilir.
rule-m-family-forced-contact = Bir akrabanıza sizi arattıklarını, yazdırdıklarını ya da ziyaret ettirdiklerini söylediniz.
rule-m-family-fake-emergency = Birinin hasta olduğu söylenerek eve dönmenizin istendiğini söylediniz.
rule-m-contact-threat = Yaralama ya da öldürme tehdidinden söz ettiniz.
rule-m-person-approach = Birinin yanınıza geldiğini ya da buluşmak istediğini söylediniz.
rule-m-travel-lure = Başka bir ülkede buluşmaya çağrıldığınızı söylediniz.
rule-m-travel-forced-return = Birinin geri gönderildiğini ya da dönmeye zorlandığını söylediniz.
rule-m-legal-false-report = Buradaki kanunların size karşı kullanıldığını söylediniz.
rule-m-other-unsure = Bir şeyin yanlış geldiğini söylediniz. Adı olması gerekmez.
rule-r1 = Bunu başka bildirimlerle birlikte sırayla okuyoruz. Bir şey değişirse lütfen yeniden yazın.
rule-default = Bunun ne kadar acil olduğunu anlattıklarınıza göre seçtik. Değişirse lütfen yeniden yazın.
