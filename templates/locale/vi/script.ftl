# What the pages say about who locks the words, in Vietnamese; rules and meaning as in en/script.ftl. Awaits a native reader.

## Which way is in force. A claim stands beside what it does not protect from.

mode-server = Máy chủ của chúng tôi khóa nội dung ngay khi nó đến. Cho đến lúc đó máy chủ có thể đọc được.
mode-device = Khóa trên thiết bị này: nội dung được khóa trước khi rời đi. Máy chủ của chúng tôi không đọc được. Nhưng người chiếm máy chủ có thể thay đổi trang này.
mode-mailbox-server = Mã của quý vị được gửi đến máy chủ. Máy chủ mở câu trả lời cho quý vị.
mode-mailbox-device = Mã của quý vị ở lại trên thiết bị này. Câu trả lời được mở ở đây. Nhưng người chiếm máy chủ có thể thay đổi trang này.
checks-server = Máy chủ đã kiểm tra rằng nhóm chúng tôi viết các câu trả lời này, và có thiếu câu nào không.
checks-device = Thiết bị này đã kiểm tra rằng nhóm chúng tôi viết các câu trả lời này, và có thiếu câu nào không. Mọi thứ khác ở đây đến từ máy chủ.
leave-shift = Quý vị cũng có thể bấm phím Shift ba lần để rời đi.

## Locking and sending

seal-preparing = Đang chuẩn bị…
seal-locking = Đang khóa trên thiết bị này…
seal-sending = Đang gửi…
seal-resending = { $seconds ->
   *[other] Kết nối bị đứt. Cùng nội dung đó sẽ được gửi lại sau { $seconds } giây. Chỉ tính một lần. Xin giữ trang này mở.
}
seal-waiting = { $seconds ->
   *[other] Hiện có rất nhiều người viết. Nội dung sẽ tự được gửi lại sau { $seconds } giây. Xin giữ trang này mở.
}
seal-failed = Không khóa được trên thiết bị này. Chưa gửi gì cả. Những gì quý vị viết vẫn còn đây. Quý vị có thể thử lại.
seal-refused = Máy chủ không nhận. Không có gì được lưu. Những gì quý vị viết vẫn còn đây. Quý vị có thể thử lại.
seal-closed = Hiện máy chủ không nhận gì. Không có gì được lưu. Những gì quý vị viết vẫn còn đây. Xin thử lại sau.
seal-unknown = Kết nối bị đứt. Chúng tôi không biết nó đã đến chưa. Những gì quý vị viết vẫn còn đây. Bấm “Gửi lại”: chỉ tính một lần.
seal-offer = Quý vị cũng có thể gửi để máy chủ khóa. Cho đến lúc đó máy chủ có thể đọc được.
seal-offer-button = Gửi để máy chủ khóa

## Files

files-sending = Các tệp của quý vị đang được gửi
files-keep-open = Xin giữ trang này mở cho đến khi tất cả đã đến. Lời của quý vị đã ở chỗ chúng tôi.
files-size = Tổng cộng: { $size } MB. Qua đường truyền chậm hay Tor việc này có thể lâu.
file-waiting = đang chờ
file-progress = { $done } trên { $all } MB
file-again = Kết nối bị đứt. Nó sẽ tự tiếp tục.
file-paused = đã tạm dừng
file-pause = Tạm dừng
file-go-on = Tiếp tục
files-added = Tất cả đã đến.

## The mailbox

mailbox-opening = Đang mở…
mailbox-locks-device = Trang này tự khóa khi không ai chạm vào trong 10 phút, hoặc khi khuất 2 phút. Quý vị có thể khóa ngay.
lock-soon = Trang này sẽ tự khóa sau một phút.
lock-stay = Ở lại đây
open-failed = Không mở được câu trả lời trên thiết bị này. Mã của quý vị chưa được gửi. Quý vị có thể thử lại.
open-offer = Quý vị cũng có thể gửi mã đến máy chủ. Khi đó máy chủ mở câu trả lời cho quý vị.
open-offer-button = Để máy chủ mở
mailbox-troubled-device = { $count ->
   *[other] { $count } câu trả lời không được hiện, vì không chứng minh được là của chúng tôi. Xin báo cho chúng tôi bên dưới.
}
sent-troubled-device = Một phần những gì quý vị đã gửi không có trong danh sách này. Xin kể lại cho chúng tôi bên dưới nội dung đó.
act-failed = Việc đó không thành. Không có gì thay đổi. Xin thử lại.
act-unknown = Kết nối bị đứt. Chúng tôi không biết việc đó đã thành chưa. Xin bấm “Xem lại”.
