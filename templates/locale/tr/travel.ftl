# Yolculuk kontrolü.

nav-travel = Yolculuk kontrolü
home-travel = Bir yolculuğa bakın
home-travel-note = Yoldaki ülkeler hakkında bilinenler. Hiçbir şey saklanmaz.

travel-title = Bir yolculuğa bakın
travel-lead = Yolculuğun bütün ülkelerini seçin; yalnızca uçak değiştirdiğiniz yerleri de.
travel-note =
    Bulduğumuz bilgileri tarihleriyle görürsünüz. Yanlış ya da eski olabilirler.
    Hiçbir zaman yolculuğun güvenli olduğu anlamına gelmezler.
    Burada seçtiklerinizi saklamaz ve yazmayız.
    Bu sayfa ülkeleri bilir, şehirleri ya da bölgeleri bilmez. Bir uçak kimsenin planlamadığı bir yere de inebilir.
q-trip-origin = Hangi devletten korkuyorsunuz?
q-trip-from = Yolculuk nerede başlıyor?
q-trip-to = Nerede bitiyor?
q-trip-via = Durak { $number }
q-trip-via-hint = Yoldaki her ülke; havaalanından çıkmasanız bile.
q-trip-more = Daha çok durak
travel-choose = Seçin
travel-check = Bu yolculuğa bak
travel-problem-origin = Lütfen korktuğunuz devleti seçin.
travel-problem-route = Lütfen yolculuğun en az bir ülkesini seçin.
travel-problem-place = Lütfen bu ülkeyi listeden seçin.
travel-problem-many = Lütfen en çok { $limit } ülke seçin.

travel-danger = Bu yolda bilinen tehlike
travel-danger-text = Bu yolda insanlar yakalandı, tutuldu, götürüldü ya da teslim edildi veya yol korktuğunuz devlete değiyor. Lütfen yola çıkmadan önce danışın.
travel-advice = Anlaşma ya da geçmiş olaylar: önce danışın
travel-advice-text = Bu yolda bir anlaşma var ya da insanlar teslim edildi veya baskı gördü. Lütfen yola çıkmadan önce danışın.
travel-nothing = Bir şey bulunamadı: bu, güvenli olduğu anlamına gelmez
travel-nothing-text = Yürürlükte ya da imzalanmış bir anlaşma ve bir olay bulamadık. Birçok şey hiç açıklanmaz; anlaşma olmadan da insanlar geri gönderildi.
travel-danger-here = Bilinen tehlike
travel-advice-here = Önce danışın
travel-nothing-here = Bir şey bulunamadı. Bu güvenli demek değildir.
travel-asked = Sorduğunuz devlet: { $state }
travel-few = Bu devlet hakkında yalnızca tek tek olaylar biliyoruz. Çok şey eksik.
travel-unheard = Bu devlet hakkında hiç bilgimiz yok.
travel-soon = Yolculuğunuz yakında. Bekleyebiliyorsanız, danışana kadar bekleyin. Bize şimdi yazabilirsiniz. Zamanında cevap sözü veremeyiz.
travel-later = Lütfen yola çıkmadan kısa süre önce yeniden bakın.
travel-facts-title = Yer yer
travel-own = Bu, korktuğunuz devlet ya da onunla aynı yönetim altındaki bir yer.
travel-blank = Bu yer hakkında bilgimiz yok.
travel-kind-extradition = Suçluların iadesi anlaşması
travel-kind-surrender = İnsanların teslimi üzerine anlaşma
travel-status-in-force = yürürlükte
travel-status-signed = imzalandı. Yürürlükte olup olmadığını bilmiyoruz.
travel-status-none = kaynağa göre yok. Anlaşma olmadan da insanlar geri gönderildi.
travel-status-suspended = askıya alındı
travel-status-ended = sona erdi
travel-status-unknown = öğrenemedik
travel-signed = İmza: { $date }
travel-since = Yürürlük: { $date }
travel-case-returned = O devlete teslim edildi ya da geri gönderildi
travel-case-abducted = Kaçırıldı ya da kaybolup sonra o devletçe tutuldu
travel-case-held = O devlet istediği için tutuldu
travel-case-killed = Öldürüldü
travel-case-crime = Sıradan ceza işlerinde o devlete teslim edildi
travel-case-pressed = O devletin insanlarınca takip edildi, tehdit edildi ya da dönmeye zorlandı
travel-people = Kişi sayısı, en az: { $count }
travel-in-transit = İki uçuş arasında oldu.
travel-unsure = Bundan emin değiliz.
travel-sources = Okunan kaynak
travel-undated = tarihsiz
travel-overdue = Buna { $date } gününden beri kimse bakmadı.
travel-looked = Bu bilgilere en son { $date } günü baktık.
travel-looked-oldest = Bazılarına { $date } gününden beri kimse bakmadı.
travel-old = Bu bilgilere uzun süredir kimse bakmadı. Onlara daha az güvenin.
travel-keeper = Bilgileri güncel tutan: { $name }
travel-next-title = Yapabilecekleriniz
travel-carry = Bu yolculuğu bize sorun
travel-carry-note = Form bu yolculuk yazılmış olarak açılır. Orada “Gönder”e basmadan hiçbir şey gönderilmez.
travel-again = Başka bir yolculuğa bak
travel-carried = Bu yolculuğu planlıyorum ve danışmak istiyorum. Korktuğum devlet:
