# The words of the pages a reporter sees, in Vietnamese; rules and meaning as in en/ui.ftl. Awaits a native reader.

## Frame of every page

title-form = Biểu mẫu
title-page = Trang
skip-to-content = Đến phần chính
leave = Rời trang này
languages-label = Ngôn ngữ
nav-label = Các trang
nav-home = Trang đầu
nav-report = Viết cho chúng tôi
nav-mailbox = Đọc câu trả lời
nav-safety = Các bước an toàn hơn
demo-banner = Đây là bản thử. Không ai đọc. Đừng viết điều gì có thật ở đây.
unreviewed-note = Chưa có người bản ngữ nào kiểm tra các câu này. Có câu có thể sai. Nếu thấy lạ, xin xem thêm một ngôn ngữ khác.
unstaffed-note = Quý vị có thể viết bằng tiếng của mình. Chúng tôi có thể trả lời lâu hơn, vì phải tìm một người đáng tin để đọc.
run-by = Trang này do { $name } ({ $country }) điều hành.
helplines-title = Những nơi quý vị có thể gọi
privacy-title = Người điều hành trang này nói gì về dữ liệu của quý vị
emergency-line = Đang gặp nguy hiểm? Hãy gọi số khẩn cấp tại chỗ, nếu việc đó an toàn cho quý vị.

## When somebody reads

reading-now = Hiện có người đang đọc.
reading-in-hours = { $hours ->
   *[other] Hiện không có ai đọc. Lần đọc tới sau khoảng { $hours } giờ.
}
reading-unknown = Chúng tôi không nói được khi nào sẽ có người đọc. Có thể mất nhiều ngày.
on-call-now = Hiện có người trực cho những nguy hiểm không thể chờ.
on-call-partly = Trong khoảng này của ngày có người trực cho những nguy hiểm không thể chờ, nhưng có thể không phải ngay phút này.
on-call-next = Hiện không có ai trực. Lần tới: { $day ->
    [mon] thứ Hai
    [tue] thứ Ba
    [wed] thứ Tư
    [thu] thứ Năm
    [fri] thứ Sáu
    [sat] thứ Bảy
   *[sun] Chủ nhật
} { $part ->
    [night] sau nửa đêm
    [morning] buổi sáng
    [afternoon] buổi chiều
   *[evening] buổi tối
}, theo giờ { $place }.
on-call-next-time = Hiện không có ai trực. Lần tới: { $day ->
    [mon] thứ Hai
    [tue] thứ Ba
    [wed] thứ Tư
    [thu] thứ Năm
    [fri] thứ Sáu
    [sat] thứ Bảy
   *[sun] Chủ nhật
} từ { $time }, theo giờ { $place }.
on-call-nobody = Trong những ngày tới không có ai trực. Có thể lâu hơn mới có người đọc.
reading-rest = Việc chờ được có thể mất nhiều ngày.

## Public warnings

home-advisories = Cảnh báo cho mọi người
home-advisories-note = Người khác đã gặp gì, và nên làm gì.
advisories-title = Cảnh báo
advisories-intro = Các cảnh báo này dựa trên nhiều lời báo hoặc tài liệu vững chắc. Chúng tôi bỏ đi những gì có thể chỉ ra một người.
advisories-none = Hiện không có cảnh báo. Điều đó không có nghĩa là không thể xảy ra chuyện gì.
advisories-stale = Danh sách này đã quá hạn từ { $day }. Lẽ ra phải có bản mới hơn. Xin xem một địa chỉ khác của chúng tôi.
advisories-withdrawn = Chúng tôi đã rút lại cảnh báo này.
advisories-written = Viết ngày { $day }.
advisories-until = Có giá trị đến { $day }.
advisories-signed-copy = Bản có chữ ký
advisories-number = Danh sách số { $number }.
advisories-check-title = Có đúng là của chúng tôi không?
advisories-check = Mỗi tệp có một chữ ký, nằm trong tệp cùng tên và kết thúc bằng .minisig.
    Chương trình minisign kiểm tra chữ ký bằng khóa công khai của chúng tôi ở bên dưới.
    Hãy so khóa đó với tấm thẻ in của chúng tôi hoặc một nơi khác. Trang giả sẽ đưa ra khóa giả.
    Nếu trước đây quý vị đã thấy số danh sách lớn hơn, có ai đó đang giấu danh sách mới.
advisories-text = Tất cả trong một văn bản
advisories-feed = Nguồn tin
advisories-list = Danh sách có chữ ký
advisories-addresses = Các địa chỉ thật của chúng tôi

## Start page

home-title = Nhà nước mà quý vị đã rời bỏ đang tìm đến quý vị?
home-lead = Công an gọi điện. Gia đình bị ép. Người lạ trước cửa. Một chuyến đi giống như cái bẫy. Quý vị có thể kể với chúng tôi ở đây.
home-report = Viết cho chúng tôi
home-report-note = Ba câu hỏi. Không cần tên, tài khoản hay e-mail.
home-mailbox = Đọc câu trả lời
home-mailbox-note = Quý vị cần mã mà chúng tôi đã đưa khi quý vị viết.
home-safety = Các bước có thể giúp quý vị an toàn hơn
home-safety-note = Quý vị có thể đọc mà không phải nói gì với chúng tôi.
home-about-title = Chúng tôi là ai
home-about = Chúng tôi ghi nhận lời báo về những người bị nhà nước mà họ đã rời bỏ gây áp lực.
    Nhân viên được huấn luyện sẽ đọc những gì quý vị viết.
home-protect-title = Chúng tôi cố gắng bảo vệ quý vị thế nào
home-protect = Lời báo của quý vị được khóa lại trước khi lưu. Chỉ nhân viên phụ trách giữ chìa khóa.
    Trang này được làm sao cho chúng tôi không biết địa chỉ mạng của quý vị.
    E-mail giữa các nhân viên không chứa chi tiết nào về quý vị.
home-risks-title = Những rủi ro vẫn còn
home-risks = Có thể có người theo dõi điện thoại hoặc đứng sau lưng quý vị.
    Có thể có người nhận ra quý vị qua cách viết.
    Tòa án ở nơi chúng tôi làm việc có thể buộc chúng tôi giao những gì còn giữ. Vì thế chúng tôi xóa sớm.
    Con người có thể sai sót. Phần mềm có thể bị xâm nhập.
    Nếu ai đó chiếm máy của chúng tôi khi máy đang chạy, họ có thể đọc những gì được gửi sau đó.

## What we can do, what we cannot; device advice; first steps

can-title = Chúng tôi làm được gì và không làm được gì
can-list = Chúng tôi có thể lắng nghe và cùng quý vị nghĩ xem nên làm gì tiếp.
    Chúng tôi có thể xem xét rủi ro của một chuyến đi.
    Chúng tôi có thể giúp tìm luật sư và đường dây trợ giúp.
    Nếu quý vị đồng ý, chúng tôi có thể chuyển thông tin hoặc báo cho người khác.
cannot-list = Chúng tôi không thể đến chỗ quý vị hay ngăn công an.
    Chúng tôi không thể bảo vệ gia đình quý vị ở quê nhà.
    Chúng tôi không thể hứa có luật sư, hay trả lời ngay.
free-to-skip = Quý vị không phải nói tên. Quý vị có thể bỏ qua bất cứ câu hỏi nào và dừng lúc nào cũng được.

now-title = Nên làm gì ngay bây giờ
now-list = Nếu quý vị đang nguy hiểm ngay phút này: hãy gọi số khẩn cấp tại chỗ, nếu việc đó an toàn. Hãy đến nơi có người khác.
    Nếu có người ở cửa: quý vị có thể cứ để cửa đóng. Hãy tránh xa cửa.
    Nếu bị bảo phải đi: hãy chờ. Hãy nói với chúng tôi trước khi đặt vé hay lên đường.
    Nếu viết lúc này là nguy hiểm: hãy đóng trang này. Hãy quay lại từ một nơi khác.

device-title = Viết trên điện thoại hay máy tính này có an toàn không?
device-list = Hãy dùng máy mà họ không với tới được. Không dùng điện thoại của chỗ làm. Không dùng điện thoại từ quê nhà. Không dùng điện thoại từng bị công an giữ.
    Đừng viết bên trong WeChat hay ứng dụng nào khác của nhà nước mà quý vị đã rời bỏ.
    Tốt nhất: Tor Browser từ torproject.org, đặt ở mức “Safest”. Trang này chạy được không cần mã lệnh.
    Tor che giấu nơi quý vị kết nối. Người theo dõi đường truyền vẫn có thể thấy quý vị dùng Tor.
    Không có Tor? Hãy dùng cửa sổ riêng tư trên một máy sạch. Nó không che giấu quý vị với mạng hay phần mềm gián điệp.
    Wi-Fi công cộng tốt hơn đường truyền ở nhà hay chỗ làm.
leave-title = Nếu phải rời đi nhanh
leave-list = “Rời trang này” ở đầu mỗi trang. Nó mở ra một trang bình thường.
    Nó không xóa lịch sử trình duyệt. Những gì đã viết mà chưa gửi sẽ mất.
    Sau đó, chỉ xóa trang này khỏi lịch sử. Lịch sử trống cũng có thể gây nghi ngờ.
    Trong Tor Browser: chọn “New Identity”, hoặc đóng trình duyệt.

## Report form

report-title = Hãy kể điều đã xảy ra
report-intro = Ba câu hỏi, rồi gửi. Không có gì được gửi hay lưu trước khi quý vị bấm nút.
report-optional = Quý vị có thể bỏ qua mọi câu hỏi.
q-narrative = Điều gì đã xảy ra?
q-narrative-hint = Viết bằng tiếng nào cũng được. Ngắn cũng được. Việc gì xảy ra gần đây nhất, ở đâu? Đừng ghi những tên mà chúng tôi không cần.
q-danger = Có ai đang nguy hiểm lúc này, hoặc trong vài giờ tới không?
danger-now = Có, ngay bây giờ
danger-3days = Trong 3 ngày tới
danger-2weeks = Trong 2 tuần tới
danger-later = Về sau
danger-no = Không
danger-unknown = Tôi không biết
q-answer = Chúng tôi trả lời quý vị ở đây được không?
q-answer-hint = Quý vị nhận một mã bí mật. Với mã đó quý vị có thể quay lại đọc câu trả lời.
answer-yes = Được
answer-no = Không, tôi không cần trả lời
more-title = Quý vị muốn kể thêm không?
more-hint = Mọi thứ bên dưới có thể để trống. Quý vị có thể gửi ngay.
yes = Có
no = Không
unsure = Tôi không chắc
send-report = Gửi
send-again = Gửi lại
send-note = Bấm vào đây là gửi lời của quý vị cho chúng tôi.

part-methods = Đó là loại việc gì?
part-methods-hint = Chọn tất cả những gì đúng. “Tôi không chắc” cũng là câu trả lời tốt.
part-facts = Thông tin giúp chúng tôi hành động nhanh hơn
part-facts-hint = Những câu hỏi này có thể nặng nề. Quý vị có thể dừng ở đây và gửi.
q-safe-now = Quý vị có an toàn lúc này không?
q-at-door = Có ai ở trước cửa hay bên ngoài lúc này không?
q-held = Có ai đang bị giữ, bị nhốt hay mất tích không?
q-held-who = Ai bị giữ, và ở đâu?
q-child = Có trẻ em nào gặp nguy hiểm, bị giữ hay bị bỏ một mình không?
q-travel-from = Chuyến đi: từ đâu?
q-travel-to = Chuyến đi: đến đâu?
q-travel-via = Chuyến đi: các chặng dừng
q-travel-when = Chuyến đi: khi nào?
q-when-hint = Ví dụ: ngày mai, tuần sau, hoặc một ngày cụ thể.
q-deadline = Họ có đặt ngày hay thời hạn cho quý vị không?
q-deadline-when = Ngày nào?
q-knows-address = Họ có biết quý vị sống ở đâu không?
q-papers = Quý vị có nhận giấy tờ chính thức, hoặc có giấy tờ về quý vị không?
part-person = Ai gặp rủi ro, và làm sao liên lạc với quý vị
q-at-risk = Ai gặp rủi ro?
at-risk-me = Tôi
at-risk-other = Người khác
at-risk-both = Tôi và những người khác nữa
q-at-risk-who = Người đó là ai? Quý vị có thể không ghi tên.
q-never-contact = Chúng tôi tuyệt đối không được liên lạc với quý vị bằng cách nào?
q-never-contact-hint = Ví dụ: không gọi điện, không WeChat, không qua gia đình tôi.
q-contact = Một cách khác để liên lạc, nếu quý vị muốn
q-contact-hint = Quý vị không cần cho biết. Chúng tôi trả lời ở đây.
q-not-community = Nếu tránh được, đừng cho người trong cộng đồng của tôi xem
part-consent = Chúng tôi được làm gì với lời báo của quý vị?
part-consent-hint = Ở đây không có gì được chọn thay quý vị. Chỉ chọn điều quý vị đồng ý. Sau này quý vị có thể đổi ý. Chúng tôi không thể lấy lại những gì đã giao đi.
consent-pass-on = Tôi đồng ý cho chuyển lời báo này cho luật sư, Liên Hiệp Quốc hay đường dây trợ giúp. Hãy hỏi tôi trước: chuyển điều gì, và có tên tôi không.
consent-count = Tôi đồng ý cho tính lời báo này vào con số thống kê, không kèm chi tiết.
consent-publish = Tôi đồng ý cho dùng lời báo này cho một cảnh báo công khai không chỉ ra tôi.
consent-keep = Tôi đồng ý cho giữ lời báo này cho một tòa án trong tương lai. Nếu không chọn điều này, lời báo bị xóa 90 ngày sau khi đóng hồ sơ.
part-before = Quý vị đã viết cho chúng tôi trước đây chưa?
q-wrote-before = Tôi đã viết cho quý vị trước đây
part-files = Ảnh, giấy tờ hay tệp khác
part-files-hint = Quý vị cũng có thể thêm tệp sau khi gửi lời. Như vậy tốt hơn nếu đường truyền chậm.
q-files = Chọn tệp
q-files-hint = Tệp có thể chứa nơi chốn, thiết bị và tên của quý vị. Chỉ gửi nếu chúng tôi cần. Tất cả cùng nhau tối đa { $limit } MB.
q-clean = Làm một bản sạch của mỗi ảnh, không có nơi chốn và thiết bị
q-clean-hint = Khi đó chúng tôi có cả hai: ảnh gốc làm bằng chứng, và một bản không có dữ liệu ẩn. Những gì thấy được trong ảnh vẫn còn ở cả hai.
files-refused-note = Hiện chúng tôi không nhận được tệp. Lời của quý vị vẫn đến được. Xin chỉ gửi chữ lúc này.

## Problems in a form

problems-title = Xin xem lại điều này
problems-kept = Những gì quý vị viết vẫn còn trên trang này.
problem-empty = Biểu mẫu trống. Xin viết vài lời, chọn một mục, hoặc thêm một tệp.
problem-too-long = Đoạn này quá dài: { $length } ký tự. Xin rút ngắn còn { $limit }.
problem-files-too-large = Các tệp cộng lại quá lớn. Giới hạn là { $limit } MB. Lời của quý vị vẫn còn đây. Xin gửi với ít tệp hơn, hoặc không có tệp.
problem-files-refused = Hiện chúng tôi không nhận được tệp. Lời của quý vị vẫn còn đây. Xin gửi không kèm tệp.
problem-unreadable = Một phần của nội dung gửi không đọc được. Xin xem lại đoạn chữ và gửi lại.
problem-busy = Hiện có rất nhiều người viết. Lời của quý vị vẫn còn đây. Xin chờ một phút rồi gửi lại.
problem-queue = { $minutes ->
   *[other] Hiện có rất nhiều người viết. Quý vị đang xếp hàng. Lời của quý vị vẫn còn trên trang này. Xin chờ khoảng { $minutes } phút, rồi bấm “Gửi lại”. Ai đã chờ thì được trước.
}
problem-too-many = Xin chờ khoảng { $minutes } phút rồi gửi lại. Lời của quý vị vẫn còn đây.
problem-message-empty = Xin viết vài lời hoặc thêm một tệp.

## After sending

answer-title = Chúng tôi đã nhận
answer-title-added = Chúng tôi đã thêm vào lời báo của quý vị
answer-new = Lời báo của quý vị đã được khóa và lưu. Nó đã đến chỗ chúng tôi.
answer-repeated = Chúng tôi đã có lời báo này. Không có gì mất, và không có gì bị gửi hai lần.
answer-added = Chúng tôi đã thêm nội dung quý vị gửi vào lời báo trước.
answer-files-added = Chúng tôi đã thêm. Chỉ nhân viên phụ trách mới mở được.
receipt-title = Mã bí mật của quý vị
receipt-why = Mã này là chìa khóa duy nhất để mở câu trả lời. Chúng tôi không thể đưa lại cho quý vị.
receipt-as-words = Cùng mã đó bằng từ
receipt-as-digits = Cùng mã đó bằng số
receipt-either = Từ hoặc số: cả hai đều mở được câu trả lời. Quý vị chỉ cần một.
receipt-keep-title = Cách giữ mã
receipt-keep = Viết ra giấy. Làm cho nó giống thứ khác, như danh sách đi chợ hay một trò chơi.
    Hoặc học thuộc.
    Đừng lưu trong điện thoại. Đừng chụp ảnh.
    Đừng cho ai xem. Chúng tôi không bao giờ hỏi mã ngoài trang “Đọc câu trả lời”.
receipt-none = Quý vị đã chọn không cần trả lời. Vì vậy không có mã.
    Nếu vẫn muốn được trả lời, xin viết lại cho chúng tôi.
next-title = Điều gì tiếp theo
next-read = Một nhân viên đọc lời báo của quý vị.
next-return = Hãy trở lại “Đọc câu trả lời” với mã. Xem lại sau một ngày, nếu việc đó an toàn cho quý vị.
next-no-call = Chúng tôi không gọi và không viết cho quý vị ở nơi khác, trừ khi quý vị yêu cầu.
next-tell-nobody = Đừng nhắc tên chúng tôi hay trang này trong các cuộc trò chuyện.
rules-title = Điều chúng tôi thấy trong câu trả lời của quý vị
guidance-title = Trong lúc chờ quý vị có thể làm gì
guidance-choose = Đây là lựa chọn, không phải mệnh lệnh. Quý vị hiểu hoàn cảnh của mình nhất.
guide-do = Quý vị có thể
guide-avoid = Không nên
guide-keep = Nên giữ lại
feelings = Điều đã xảy ra không phải lỗi của quý vị. Sợ hãi, giận dữ hay tê dại là bình thường. Hãy nghỉ nếu cần.
add-files-title = Thêm tệp
add-files-send = Gửi các tệp
add-files-time = Quý vị có thể làm việc này trong 30 phút trên trang này. Sau đó hãy dùng mã.
files-title = Các tệp của quý vị
file-ok = đã đến
file-clean = Một bản sạch không có nơi chốn và thiết bị cũng đã được làm.
file-not-clean = Chúng tôi không làm được bản sạch. Nó có thể cho thấy nơi chốn và thiết bị của quý vị.
file-failed = chưa đến
file-reason-broken = Kết nối bị đứt.
file-reason-too-large = Tệp quá lớn.
file-reason-refused = Hiện chúng tôi không nhận được tệp.
file-reason-empty = Tệp trống.
file-reason-name = Không đọc được tên tệp.
file-unnamed = Tệp không tên
upload-broken = Kết nối bị đứt trong khi gửi tệp. Lời của quý vị đã đến. Quý vị có thể gửi lại các tệp còn thiếu bên dưới.

## Read our answer

mailbox-entry-title = Đọc câu trả lời
mailbox-entry-intro = Nhập mã quý vị đã nhận khi viết cho chúng tôi. 12 từ hoặc 40 chữ số: cả hai đều được.
q-receipt = Mã của quý vị
q-receipt-hint = Chữ hoa và khoảng trống không quan trọng. Quý vị có thể dán mã.
open-mailbox = Mở
receipt-problem-empty = Xin nhập mã.
receipt-problem-word-count = { $count ->
   *[other] Chúng tôi thấy { $count } từ. Mã có 12 từ.
}
receipt-problem-unknown-word = Xin xem lại từ số { $number }. Từ đó không có trong danh sách.
receipt-problem-digit-count = { $count ->
   *[other] Chúng tôi thấy { $count } chữ số. Mã có 40 chữ số.
}
receipt-problem-checksum = Xin xem lại mã. Có gì đó không khớp: có thể hai từ bị đổi chỗ, hoặc một từ khác đi.
receipt-problem-not-found = Không có gì mở được bằng mã này. Xin kiểm tra lại. Lời báo đã rút lại hay đã xóa cũng không mở được.
receipt-problem-locked = Trang này đã tự khóa vì đã qua 30 phút. Xin nhập lại mã.
lost-receipt = Nếu mất mã, chúng tôi không thể đưa lại. Quý vị có thể viết lại cho chúng tôi.

mailbox-title = Câu trả lời của chúng tôi
mailbox-never-ask = Chúng tôi không bao giờ bảo quý vị đi đâu, gặp ai, trả tiền, hay hỏi mã của quý vị. Nếu ai dùng tên chúng tôi để làm thế, đó không phải chúng tôi.
mailbox-locks = Trang này tự khóa sau 30 phút. Quý vị có thể khóa ngay.
mailbox-ends = Từ ngày này (UTC) mã của quý vị không mở được gì nữa, và chúng tôi xóa những gì ở đây:
mailbox-no-replies = Chưa có câu trả lời.
mailbox-troubled = { $count ->
   *[other] { $count } câu trả lời không được hiện, vì chúng tôi không chứng minh được là của mình. Chúng tôi được báo về việc này.
}
mailbox-gaps = Thiếu một câu trả lời giữa những câu quý vị thấy. Có thể quý vị đã xóa. Nếu không, xin báo cho chúng tôi bên dưới.
reply-heading = Câu trả lời { $number }
reply-from = Từ { $author }
reply-day = Ngày (UTC)
reply-delete = Tôi đã đọc, hãy xóa
reply-delete-note = Khi đó nó mất khỏi trang này và không thể lấy lại.
mailbox-older = Có những câu trả lời và tin nhắn cũ hơn. Chúng không hiện trên trang này.
show-all = Hiện tất cả
check-again = Xem lại
lock-now = Khóa ngay
sent-title = Những gì quý vị đã gửi
sent-report = Lời báo của quý vị
sent-message = Tin nhắn { $number }
sent-files = { $count ->
    [0] không có tệp
   *[other] { $count } tệp
}
sent-waiting = Chúng tôi đã có. Chưa ai lấy.
sent-collected = Một nhân viên đã lấy.
message-title = Viết thêm
message-closed = Quý vị không thể thêm vào lời báo này nữa. Quý vị có thể viết lại cho chúng tôi.
q-text = Quý vị muốn thêm gì?
q-text-hint = Quý vị cũng có thể sửa điều gì đó, hoặc yêu cầu chúng tôi xóa lời báo.
send-message = Gửi
notice-message-sent = Chúng tôi đã nhận tin nhắn.
notice-files-sent = Chúng tôi đã nhận các tệp.
notice-deleted = Câu trả lời đã xóa.
notice-not-deleted = Không xóa được câu trả lời. Xin thử lại.
notice-checked = Chúng tôi vừa xem lại.
withdraw-heading = Rút lại
withdraw-ask = Rút lại lời báo của tôi
withdraw-note = Trước hết chúng tôi cho quý vị thấy điều gì sẽ xảy ra, rồi hỏi lại một lần nữa.
withdraw-title = Rút lại lời báo của quý vị?
withdraw-text = Nó được giấu đi ngay. Khi đó mã của quý vị không mở được gì, như thể mã sai.
    Sau 7 ngày chúng tôi hủy lời báo, các tệp và câu trả lời.
    Nhóm chúng tôi có thể thấy rằng một lời báo đã bị rút lại. Nhân viên đã lấy nó trước đó có thể vẫn còn một bản. Nếu muốn bản đó cũng mất, hãy viết cho chúng tôi trước khi rút lại.
    Quý vị không thể đảo ngược việc này ở đây. Nếu đổi ý trong 7 ngày, hãy viết một lời báo mới và cho biết ngày quý vị rút lại. Khi đó chúng tôi có thể dừng việc xóa. Mã cũ vẫn đóng.
withdraw-forced = Có ai ép quý vị bấm vào đây không? Hãy làm điều giữ quý vị an toàn lúc này. Nếu chúng tôi nghĩ quý vị bị ép, chúng tôi có thể giữ lời báo. Người cầm mã của quý vị không thấy điều đó.
withdraw-no = Không, trở lại các câu trả lời
withdraw-yes = Có, rút lại ngay
withdrawn-title = Xong
withdrawn-text = Đã xong. Xin đóng cửa sổ này ngay, để không ai thấy các trang cũ khi bấm “quay lại”.

locked-title = Đã khóa
locked-text = Trang đã khóa. Không có mã của quý vị thì không ai đọc được câu trả lời ở đây.
    Trình duyệt có thể vẫn hiện các trang cũ khi ai đó bấm “quay lại”. Nếu được, xin đóng cả cửa sổ này.
locked-again = Mở lại bằng mã

## Safer steps

safety-title = Các bước an toàn hơn
safety-intro = Mở mục nào phù hợp. Không ai được biết quý vị đọc gì ở đây.
safety-before-title = Trước khi viết cho chúng tôi
safety-kinds-title = Quý vị có thể làm gì, theo từng trường hợp

## Other pages

message-not-found-title = Không có trang này
message-not-found = Xin trở lại trang đầu.
message-too-many-title = Xin chờ một chút
message-too-many = { $minutes ->
   *[other] Có quá nhiều yêu cầu trong thời gian ngắn. Xin thử lại sau khoảng { $minutes } phút.
}
message-busy-title = Hiện có rất nhiều người ở đây
message-busy = Vừa rồi chúng tôi không nhận được. Xin thử lại sau một phút.
message-full-title = Lời báo này đã đầy
message-full = Không thể thêm gì nữa, và điều quý vị vừa viết không được giữ. Hãy chép lời của quý vị bên dưới và gửi thành lời báo mới. Trong đó hãy nói rằng quý vị đã viết cho chúng tôi trước đây.
message-locked-title = Biểu mẫu tạm đóng
message-locked = Hiện chúng tôi không nhận được lời báo và không hiện được câu trả lời. Những gì quý vị đã gửi trước đó không mất. Xin trở lại hôm nay vào lúc khác. Nếu gặp nguy hiểm, đừng chờ chúng tôi: trang đầu cho biết có thể gọi ai.
message-cross-site-title = Chúng tôi không nhận
message-cross-site = Một trang khác đã đưa quý vị đến đây với biểu mẫu điền sẵn. Chúng tôi không nhận. Nếu muốn viết cho chúng tôi, xin dùng biểu mẫu của chúng tôi.
message-bad-request-title = Chúng tôi không đọc được
message-bad-request = Có gì đó không đến đúng dạng. Không có gì được lưu. Xin quay lại và thử lần nữa.
message-too-large-title = Quá nhiều trong một lần
message-too-large = Chúng tôi không nhận được nhiều như vậy một lần. Không có gì được lưu. Xin gửi chữ trước. Quý vị có thể thêm tệp sau.
message-timeout-title = Mất quá nhiều thời gian
message-timeout = Kết nối quá chậm hoặc bị đứt. Không có gì được lưu. Xin thử lại. Gửi chữ trước, tệp sau.
message-internal-title = Có sự cố ở phía chúng tôi
message-internal = Không phải lỗi của quý vị. Chúng tôi không nói được là đã lưu hay chưa. Quý vị có thể quay lại và gửi cùng lời báo đó: chúng tôi chỉ tính một lần.
message-incident = Nếu báo cho chúng tôi, xin cho biết số này:
message-unsupported-title = Chúng tôi không đọc được
message-unsupported = Trình duyệt đã gửi theo cách chúng tôi không hiểu. Không có gì được lưu. Xin dùng biểu mẫu trên trang của chúng tôi.
message-kept-title = Những gì quý vị đã viết
message-kept = Quý vị có thể bôi chọn đoạn này, chép lại và gửi lần nữa.
message-kept-part = Một phần của nội dung gửi đã không đến. Bên dưới là những lời chúng tôi có. Xin xem lại và thêm phần thiếu trước khi gửi lại.
message-to-start = Đến trang đầu
