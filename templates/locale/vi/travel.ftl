# Kiểm tra chuyến đi.

nav-travel = Kiểm tra chuyến đi
home-travel = Kiểm tra một chuyến đi
home-travel-note = Những gì biết được về các nước trên đường. Không có gì được lưu.

travel-title = Kiểm tra một chuyến đi
travel-lead = Hãy chọn mọi nước của chuyến đi, cả những nơi chỉ đổi máy bay.
travel-note =
    Quý vị thấy những thông tin chúng tôi tìm được, kèm ngày. Chúng có thể sai hoặc cũ.
    Chúng không bao giờ có nghĩa là chuyến đi an toàn.
    Chúng tôi không lưu và không ghi lại những gì quý vị chọn ở đây.
    Trang này biết các nước, không biết thành phố hay vùng. Máy bay cũng có thể hạ cánh nơi không ai định trước.
q-trip-origin = Quý vị sợ nhà nước nào?
q-trip-from = Chuyến đi bắt đầu ở đâu?
q-trip-to = Kết thúc ở đâu?
q-trip-via = Chặng dừng { $number }
q-trip-via-hint = Mọi nước trên đường, dù quý vị chỉ ở trong sân bay.
q-trip-more = Thêm chặng dừng
travel-choose = Chọn
travel-check = Kiểm tra chuyến đi này
travel-problem-origin = Xin chọn nhà nước mà quý vị sợ.
travel-problem-route = Xin chọn ít nhất một nước của chuyến đi.
travel-problem-place = Xin chọn nước này trong danh sách.
travel-problem-many = Xin chọn nhiều nhất { $limit } nước.

travel-danger = Có nguy hiểm đã biết trên đường này
travel-danger-text = Trên đường này đã có người bị bắt, bị giữ, bị đưa đi hay bị giao nộp, hoặc đường đi chạm đến nhà nước mà quý vị sợ. Xin được tư vấn trước khi đi.
travel-advice = Có hiệp định hoặc vụ việc trước đây: hãy được tư vấn trước
travel-advice-text = Trên đường này có một hiệp định, hoặc đã có người bị giao nộp hay bị ép. Xin được tư vấn trước khi đi.
travel-nothing = Không tìm thấy gì: điều này không có nghĩa là an toàn
travel-nothing-text = Chúng tôi không thấy hiệp định nào đang có hiệu lực hay đã ký, và không thấy vụ việc nào. Nhiều điều không bao giờ được công bố, và cũng có người bị đưa về mà không có hiệp định.
travel-danger-here = Nguy hiểm đã biết
travel-advice-here = Hãy được tư vấn trước
travel-nothing-here = Không tìm thấy gì. Điều này không có nghĩa là an toàn.
travel-asked = Quý vị hỏi về: { $state }
travel-few = Về nhà nước này chúng tôi chỉ biết vài vụ riêng lẻ. Còn thiếu nhiều.
travel-unheard = Về nhà nước này chúng tôi không có thông tin nào.
travel-soon = Chuyến đi của quý vị rất gần. Nếu chờ được, hãy chờ tư vấn. Quý vị có thể viết cho chúng tôi ngay. Chúng tôi không thể hứa trả lời kịp.
travel-later = Xin kiểm tra lại ngay trước khi đi.
travel-facts-title = Từng nơi
travel-own = Đây là nhà nước mà quý vị sợ, hoặc một nơi cùng thuộc quyền với nó.
travel-blank = Chúng tôi không có thông tin về nơi này.
travel-kind-extradition = Hiệp định dẫn độ
travel-kind-surrender = Thỏa thuận về giao nộp người
travel-status-in-force = đang có hiệu lực
travel-status-signed = đã ký. Chúng tôi không biết đã có hiệu lực chưa.
travel-status-none = theo nguồn thì không có. Cũng có người bị đưa về mà không có hiệp định.
travel-status-suspended = tạm ngưng
travel-status-ended = đã chấm dứt
travel-status-unknown = chúng tôi không tìm ra
travel-signed = Ký: { $date }
travel-since = Có hiệu lực từ: { $date }
travel-case-returned = Bị giao nộp hay bị đưa về nhà nước đó
travel-case-abducted = Bị bắt cóc, hoặc biến mất rồi bị nhà nước đó giữ
travel-case-held = Bị giữ vì nhà nước đó muốn
travel-case-killed = Bị giết
travel-case-crime = Bị giao nộp cho nhà nước đó trong vụ hình sự thường
travel-case-pressed = Bị người của nhà nước đó theo dõi, đe dọa hay ép trở về
travel-people = Số người, ít nhất: { $count }
travel-in-transit = Việc xảy ra giữa hai chuyến bay.
travel-unsure = Chúng tôi không chắc về điều này.
travel-sources = Đọc trong
travel-undated = không có ngày
travel-overdue = Không ai xem lại điều này từ { $date }.
travel-looked = Lần cuối chúng tôi xem các thông tin này là { $date }.
travel-looked-oldest = Có thông tin không ai xem lại từ { $date }.
travel-old = Đã lâu không ai xem lại các thông tin này. Hãy bớt tin vào chúng.
travel-keeper = Người giữ cho cập nhật: { $name }
travel-next-title = Quý vị có thể làm gì
travel-carry = Hỏi chúng tôi về chuyến đi này
travel-carry-note = Biểu mẫu mở ra với chuyến đi này đã điền sẵn. Không có gì được gửi trước khi quý vị bấm “Gửi” ở đó.
travel-again = Kiểm tra chuyến đi khác
travel-carried = Tôi dự định chuyến đi này và xin được tư vấn. Nhà nước mà tôi sợ:
