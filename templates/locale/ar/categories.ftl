# What happened, in Arabic; rules and meaning as in en/categories.ftl. Awaits a native reader.

group-family = عائلتي أو أصدقائي في الوطن
group-contact = مكالمات ورسائل إليّ
group-person = شخص قريب مني، وجهاً لوجه
group-travel = رحلة أو مطار أو أخذ بالقوة
group-legal = قوائم مطلوبين، إشعارات شرطة، جواز سفر، مال
group-online = حساباتي أو هاتفي أو أكاذيب على الإنترنت
group-community = جاليتي هنا
group-other = شيء آخر، أو لست متأكداً

method-family-police-visit = زارت الشرطة أو موظفون عائلتي أو اتصلوا بها أو استجوبوها.
method-family-home-search = فتشوا بيت عائلتي، أو أخذوا هواتف أو حواسيب أو أوراقاً.
method-family-detained = أُخذ أحد من عائلتي أو حُبس أو مُنع من المغادرة.
method-family-forced-contact = أُجبر قريب على الاتصال بي أو مراسلتي أو زيارتي ليقول “عد” أو “توقف”.
method-family-forced-break = دُفع شريكي أو عائلتي إلى طلاقي أو قطع الصلة بي أو الكلام ضدي علناً.
method-family-fake-emergency = قيل لي إن أحداً يحتضر أو مريض جداً ويجب أن أعود الآن.
method-family-punished = تُعاقب عائلتي بسببي (عمل، مدرسة، معاش، جواز، تجارة، بيت).

method-contact-officials = اتصلت بي الشرطة أو موظفون من وطني أو راسلوني.
method-contact-threat = هددني أحد بإيذائي أو قتلي أو بأشخاص أحبهم.
method-contact-info-demand = يريدون أوراقي أو عنواني، أو يريدون أن أتجسس على آخرين.
method-contact-money-demand = يريدون مالاً (“ضريبة”، “كفالة”، “غرامة”، “أثبت براءتك”).

method-person-at-door = هناك شخص عند بابي أو جاء إلى بيتي.
method-person-approach = اقترب مني شخص هنا أو طلب لقائي.
method-person-impersonation = ادعى شخص أنه شرطي أو من FBI أو محامٍ أو صحفي أو عامل توصيل أو إغاثة.
method-person-asking-around = سأل شخص عني صاحب البيت أو رب العمل أو المدرسة أو الجيران، أو أرسل إليهم رسائل.
method-person-followed = هناك من يتبعني أو يراقبني أو يصورني.
method-person-attack = تعرضت لهجوم، أو حاول أحد أن يأخذني بالقوة هنا.

method-travel-lure = دُعيت إلى لقاء شخص في بلد آخر، أو يتغير مكان اللقاء باستمرار.
method-travel-plan-check = أخطط لرحلة وأريد أن أعرف هل فيها خطر.
method-travel-held = أُوقفت (أو أُوقف أحد) أو اعتُقل أو احتُجز في مطار أو عند حدود أو في الطريق.
method-travel-kidnapped = أُخذ شخص بالقوة أو اختفى خارج البلاد.
method-travel-forced-return = تجري إعادتي، أو أُدفع إلى العودة “باختياري”.

method-legal-interpol = هناك إشعار أو رسالة من الإنتربول عني.
method-legal-wanted-list = أنا في قائمة مطلوبين، أو رُصدت مكافأة، أو وُجهت تهم أو شُددت.
method-legal-passport = رُفض جوازي أو تأشيرتي أو هويتي أو خدمة القنصلية أو أُلغيت أو استُعملت للضغط عليّ، أو سُحبت جنسيتي.
method-legal-assets = جُمّد حسابي المصرفي أو بيتي أو تجارتي في الوطن أو أُخذت.
method-legal-false-report = يستعملون القانون هنا ضدي (إنذار كاذب بقنبلة أو بلاغ شرطة باسمي، دعوى، شكوى إلى رب العمل أو دائرة الهجرة).

method-online-hack = اختُرق هاتفي أو حسابي، أو وصلني رابط غريب.
method-online-harass = تُنشر على الإنترنت تهديدات أو أكاذيب أو عنواني أو صور مزيفة أو خاصة.
method-online-fake-me = ينتحل أحد شخصيتي أو يقلد مجموعتنا.
method-online-watched = أظن أن محادثاتي أو مجموعتي تُقرأ.

method-community-informant = يبلّغ أشخاص من جاليتي عنا، أو يضغطون عليّ كي أسكت.
method-community-event = هوجم أو صُوّر أو مُنع احتجاجنا أو متجرنا أو مسجدنا أو مكتبنا أو نشاطنا.

method-other-missing = شخص أعرفه مفقود.
method-other-unsure = هناك شيء غير سليم ولا أستطيع تسميته.
method-other-witness = عندي معلومات عن أشخاص يفعلون هذا.
