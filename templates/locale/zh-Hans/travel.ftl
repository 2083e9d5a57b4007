# 行程检查。

nav-travel = 检查行程
home-travel = 检查一次行程
home-travel-note = 路上各国已知的情况。什么都不会保存。

travel-title = 检查一次行程
travel-lead = 请选出行程中的每个国家，只转机的也要选。
travel-note =
    您会看到我们找到的事实和日期。它们可能有错，也可能过时。
    它们从来不表示一次行程是安全的。
    您在这里选的内容，我们不保存，也不记录。
    这一页只知道国家，不知道城市或地区。飞机也可能降落在计划以外的地方。
q-trip-origin = 您害怕哪个国家？
q-trip-from = 行程从哪里开始？
q-trip-to = 到哪里结束？
q-trip-via = 中转地 { $number }
q-trip-via-hint = 路上的每个国家，就算您不走出机场。
q-trip-more = 更多中转地
travel-choose = 请选择
travel-check = 检查这次行程
travel-problem-origin = 请选择您害怕的国家。
travel-problem-route = 请至少选择行程中的一个国家。
travel-problem-place = 请从列表中选择这个国家。
travel-problem-many = 最多只能选 { $limit } 个国家。

travel-danger = 这条路线有已知的危险
travel-danger-text = 在这条路线上，有人被抓、被扣留、被带走或被移交，或者路线经过您害怕的国家。出发前请先征求意见。
travel-advice = 有条约或过去的案例：请先征求意见
travel-advice-text = 在这条路线上有条约，或者有人被移交或受到压力。出发前请先征求意见。
travel-nothing = 没有查到：这不等于安全
travel-nothing-text = 我们没有查到已生效或已签署的条约，也没有查到案例。很多事从不公开，没有条约时也有人被送回。
travel-danger-here = 已知的危险
travel-advice-here = 请先征求意见
travel-nothing-here = 没有查到。这不等于安全。
travel-asked = 您问的是：{ $state }
travel-few = 关于这个国家，我们只知道个别案例，缺少很多。
travel-unheard = 关于这个国家，我们没有任何资料。
travel-soon = 您很快就要出发。如果可以等，请等到有人给您意见。您现在就可以写给我们。我们不能保证来得及回复。
travel-later = 出发前不久，请再查一次。
travel-facts-title = 逐个地点
travel-own = 这就是您害怕的国家，或者是和它同属一个政权管辖的地方。
travel-blank = 关于这个地方，我们没有资料。
travel-kind-extradition = 引渡条约
travel-kind-surrender = 移交逃犯协定
travel-status-in-force = 已生效
travel-status-signed = 已签署。我们不知道它是否已生效。
travel-status-none = 来源说没有。没有条约时也有人被送回。
travel-status-suspended = 已暂停
travel-status-ended = 已终止
travel-status-unknown = 我们没能查清
travel-signed = 签署：{ $date }
travel-since = 生效：{ $date }
travel-case-returned = 被移交或送回那个国家
travel-case-abducted = 被绑架，或失踪后落到那个国家手里
travel-case-held = 因那个国家的要求被扣留
travel-case-killed = 被杀害
travel-case-crime = 在普通刑事案件中被移交给那个国家
travel-case-pressed = 被那个国家的人跟踪、威胁或逼迫回去
travel-people = 人数，至少：{ $count }
travel-in-transit = 发生在转机途中。
travel-unsure = 我们对此没有把握。
travel-sources = 来源
travel-undated = 没有日期
travel-overdue = 从 { $date } 起没有人再核对过。
travel-looked = 我们最近一次核对这些资料是在 { $date }。
travel-looked-oldest = 其中有些从 { $date } 起没有人再核对过。
travel-old = 很久没有人核对这些资料了。请少相信一些。
travel-keeper = 维护资料的是：{ $name }
travel-next-title = 您可以做什么
travel-carry = 问我们这次行程
travel-carry-note = 表格打开时，这次行程已经填好。在您按“发送”之前，什么都不会发出。
travel-again = 检查另一次行程
travel-carried = 我打算这样旅行，想请你们给意见。我害怕的国家：
