# فحص الرحلة.

nav-travel = فحص الرحلة
home-travel = افحص رحلة
home-travel-note = ما يُعرف عن البلدان في الطريق. لا يُحفظ شيء.

travel-title = افحص رحلة
travel-lead = اختر كل بلدان الرحلة، حتى التي تبدل فيها الطائرة فقط.
travel-note =
    ترى معلومات وجدناها مع تواريخها. قد تكون خطأ أو قديمة.
    إنها لا تعني أبداً أن الرحلة آمنة.
    لا نحفظ ولا نسجل ما تختاره هنا.
    تعرف هذه الصفحة البلدان، لا المدن أو المناطق. وقد تهبط طائرة حيث لم يخطط أحد.
q-trip-origin = أي دولة تخاف منها؟
q-trip-from = أين تبدأ الرحلة؟
q-trip-to = أين تنتهي؟
q-trip-via = المحطة { $number }
q-trip-via-hint = كل بلد في الطريق، حتى لو بقيت داخل المطار.
q-trip-more = محطات أخرى
travel-choose = اختر
travel-check = افحص هذه الرحلة
travel-problem-origin = الرجاء اختيار الدولة التي تخاف منها.
travel-problem-route = الرجاء اختيار بلد واحد على الأقل من الرحلة.
travel-problem-place = الرجاء اختيار هذا البلد من القائمة.
travel-problem-many = الرجاء اختيار { $limit } بلدان على الأكثر.

travel-danger = خطر معروف في هذا الطريق
travel-danger-text = في هذا الطريق قُبض على أشخاص أو احتُجزوا أو أُخذوا أو سُلّموا، أو إنه يمر بالدولة التي تخاف منها. الرجاء أن تستشير قبل السفر.
travel-advice = معاهدة أو حوادث سابقة: استشر أولاً
travel-advice-text = في هذا الطريق معاهدة، أو سُلّم فيه أشخاص أو ضُغط عليهم. الرجاء أن تستشير قبل السفر.
travel-nothing = لم يوجد شيء: هذا لا يعني أنه آمن
travel-nothing-text = لم نجد معاهدة سارية أو موقّعة، ولا حادثة. الكثير لا يُعلن أبداً، وقد أُعيد أشخاص بلا معاهدة أيضاً.
travel-danger-here = خطر معروف
travel-advice-here = استشر أولاً
travel-nothing-here = لم يوجد شيء. هذا لا يعني الأمان.
travel-asked = سألت عن: { $state }
travel-few = لا نعرف عن هذه الدولة إلا حوادث متفرقة. الكثير ناقص.
travel-unheard = ليست عندنا معلومات عن هذه الدولة.
travel-soon = رحلتك قريبة. إن استطعت فانتظر حتى تستشير. يمكنك أن تكتب إلينا الآن. لا نستطيع أن نعد بجواب في الوقت المناسب.
travel-later = الرجاء الفحص مرة أخرى قبل السفر بقليل.
travel-facts-title = مكاناً مكاناً
travel-own = هذه هي الدولة التي تخاف منها، أو مكان تحت سلطة واحدة معها.
travel-blank = ليست عندنا معلومات عن هذا المكان.
travel-kind-extradition = معاهدة تسليم مطلوبين
travel-kind-surrender = اتفاق على تسليم أشخاص
travel-status-in-force = سارية
travel-status-signed = موقّعة. لا نعرف هل هي سارية.
travel-status-none = لا توجد، كما يقول المصدر. وقد أُعيد أشخاص بلا معاهدة أيضاً.
travel-status-suspended = معلّقة
travel-status-ended = انتهت
travel-status-unknown = لم نستطع أن نعرف
travel-signed = التوقيع: { $date }
travel-since = سارية منذ: { $date }
travel-case-returned = سُلّم إلى تلك الدولة أو أُعيد إليها
travel-case-abducted = خُطف، أو اختفى ثم احتجزته تلك الدولة
travel-case-held = احتُجز لأن تلك الدولة أرادت ذلك
travel-case-killed = قُتل
travel-case-crime = سُلّم إلى تلك الدولة في قضايا جنائية عادية
travel-case-pressed = تبعه أو هدده أو ضغط عليه للعودة أشخاص من تلك الدولة
travel-people = عدد الأشخاص على الأقل: { $count }
travel-in-transit = حدث ذلك بين رحلتين جويتين.
travel-unsure = لسنا متأكدين من هذا.
travel-sources = قُرئ في
travel-undated = بلا تاريخ
travel-overdue = لم ينظر أحد في هذا منذ { $date }.
travel-looked = نظرنا آخر مرة في هذه المعلومات في { $date }.
travel-looked-oldest = بعضها لم ينظر فيه أحد منذ { $date }.
travel-old = لم ينظر أحد في هذه المعلومات منذ زمن طويل. ثق بها أقل.
travel-keeper = يتابعها: { $name }
travel-next-title = ما تستطيع فعله
travel-carry = اسألنا عن هذه الرحلة
travel-carry-note = يُفتح النموذج وفيه هذه الرحلة. لا يُرسل شيء قبل أن تضغط “أرسل” هناك.
travel-again = افحص رحلة أخرى
travel-carried = أخطط لهذه الرحلة وأطلب المشورة. الدولة التي أخاف منها:
