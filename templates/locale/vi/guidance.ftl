# What to do, what to avoid, what to keep, in Vietnamese; rules and meaning as in en/guidance.ftl. Awaits a native reader.

guide-general-do =
    Hãy dừng lại một chút. Tìm nơi không ai nhìn thấy màn hình của quý vị.
    Đang nguy hiểm? Hãy gọi số khẩn cấp tại chỗ, nếu việc đó an toàn cho quý vị.
    Nhiều nước dùng số 112, 911 hoặc 999.
    Hãy nói với một người ở gần mà quý vị tin.
guide-general-avoid =
    Hôm nay quý vị không phải đi, gặp, trả tiền, ký hay trả lời ai.
    Cố gắng đừng nói với người khác rằng quý vị đã viết cho chúng tôi.
    Hãy cẩn thận với điện thoại hay ứng dụng mà cán bộ có thể biết.
guide-general-keep =
    Giữ nguyên tin nhắn, thư và số điện thoại.
    Ghi lại điều đã xảy ra, với ngày, giờ và đúng từng lời.
    Cất ghi chép ở nơi người khác không tìm.

guide-feelings =
    Điều đã xảy ra không phải lỗi của quý vị.
    Sợ hãi, giận dữ hay tê dại là bình thường.
    Quý vị có thể nghỉ và quay lại sau.
    Đường dây trợ giúp, bác sĩ hay một người bạn có thể giúp quý vị vượt qua.

guide-family-police-visit-do =
    Hãy dành vài phút ghi lại những gì quý vị biết, kèm ngày tháng.
    Nghĩ xem điện thoại của gia đình có thể chứa tin nhắn của ai.
    Quý vị có thể hỏi chúng tôi về cách giúp âm thầm và cách công khai.
    Nếu gia đình đồng ý, luật sư có thể viết cho Liên Hiệp Quốc.
guide-family-police-visit-avoid =
    Cuộc gọi về quê nhà có thể bị nghe lén.
    Cố gắng đừng nói tên người đã báo cho quý vị.
    Quý vị không phải trả lời cán bộ.
guide-family-police-visit-keep =
    Giữ ngày, giờ, tên cơ quan và những lời quý vị được nghe.
    Giữ tin nhắn về cuộc viếng thăm. Đừng sửa đổi chúng.

guide-family-home-search-do =
    Ghi lại điện thoại, máy tính hay giấy tờ nào bị lấy, và khi nào.
    Nghĩ xem còn ai trong các cuộc trò chuyện, ảnh và danh bạ đó.
    Quý vị có thể muốn báo cho họ một cách an toàn. Chúng tôi có thể cùng suy nghĩ.
    Quý vị có thể đổi mật khẩu từ một máy họ chưa bao giờ giữ. Việc này có thể bị để ý.
guide-family-home-search-avoid =
    Cố gắng đừng dùng các tài khoản đã mở trên những máy đó.
    Cuộc gọi về quê nhà có thể bị nghe lén.
    Cố gắng đừng nói tên người đã báo cho quý vị.
guide-family-home-search-keep =
    Giữ danh sách, giấy tờ hay ảnh về những gì bị lấy.
    Giữ ngày, giờ và tên cơ quan.

guide-family-detained-do =
    Ghi lại ai bị bắt, khi nào, ở đâu, và ai bắt.
    Nếu có trẻ em ở một mình hay cần thuốc, hãy nói ngay với chúng tôi.
    Nếu gia đình đồng ý, luật sư có thể viết cho Liên Hiệp Quốc.
    Giúp âm thầm hay công khai đều có thể có lợi hoặc có hại. Quý vị có thể hỏi chúng tôi trước.
guide-family-detained-avoid =
    Cuộc gọi về quê nhà có thể bị nghe lén.
    Cố gắng đừng trả tiền hay hứa gì trước khi được tư vấn.
    Cố gắng đừng nói tên người đã báo cho quý vị.
guide-family-detained-keep =
    Giữ mọi giấy tờ, tin nhắn hay ảnh về việc bắt giữ.
    Giữ giờ, nơi và lời cuối cùng quý vị có từ người thân.
    Ghi tên cơ quan, nếu biết.

guide-family-forced-contact-do =
    Nếu đang nói chuyện, hãy nghĩ rằng có thể có người khác nghe.
    Quý vị có thể nói ngắn và nhẹ nhàng. Nói hay không là do quý vị.
    Sau cuộc gọi, ghi lại lời nói, giờ và ứng dụng.
    Khi an toàn, quý vị có thể thỏa thuận với họ một từ ám hiệu vô hại.
guide-family-forced-contact-avoid =
    Cố gắng đừng cho biết địa chỉ, kế hoạch, đường đi hay tên người.
    Lời hứa trở về có thể bị dùng để ép quý vị sau này.
    Tranh cãi với cán bộ trong cuộc gọi có thể hại người thân.
    Bản ghi âm có thể bị tìm thấy ở phía người thân.
guide-family-forced-contact-keep =
    Giữ nguyên tin nhắn và danh sách cuộc gọi.
    Ghi lại có ai khác ở đó không, hoặc lời nói nghe như đọc sẵn.
    Ghi lại thời hạn hay nơi hẹn nào.

guide-family-forced-break-do =
    Cứ từ từ. Hôm nay quý vị không phải trả lời hay ký.
    Những lời như vậy thường được nói dưới áp lực.
    Quý vị có thể gặp luật sư gia đình trước khi ký, nhất là khi có con.
    Quý vị có thể xin hỗ trợ cho mình và các con.
guide-family-forced-break-avoid =
    Lời đáp giận dữ có thể bị người khác đọc và lợi dụng.
    Giấy tờ ký bây giờ có thể thay đổi quyền của quý vị sau này.
guide-family-forced-break-keep =
    Giữ giấy ly hôn, thư, tin nhắn và đường dẫn.
    Ghi lại ngày, thời hạn và ai có mặt.

guide-family-fake-emergency-do =
    Quý vị có thể chờ trước khi đặt vé. Hãy dành thời gian kiểm tra.
    Kiểm tra bằng cách thứ hai, ví dụ số bệnh viện do chính quý vị tìm.
    Quý vị có thể hỏi một câu mà chỉ người thân trả lời được.
    Nếu có thể sẽ đi, quý vị có thể cho chúng tôi biết đường đi trước.
guide-family-fake-emergency-avoid =
    Cố gắng đừng đi trước khi đã kiểm tra tin và đường đi.
    Cuộc gọi hình cho thấy một người, nhưng không cho thấy họ được tự do.
    Cố gắng đừng cho người gọi biết chuyến bay.
guide-family-fake-emergency-keep =
    Giữ tin nhắn hay số điện thoại đã báo tin.
    Ghi lại ai nói, khi nào, và lời họ dùng.

guide-family-punished-do =
    Ghi lại điều gì đã bị làm, với ai, và ngày nào.
    Ghi lại quý vị đã làm gì trước đó, như một bài viết hay cuộc biểu tình.
    Quý vị có thể hỏi chúng tôi hay luật sư trước khi đáp lại đòi hỏi.
guide-family-punished-avoid =
    Cố gắng đừng trả tiền hay ký để giải quyết trước khi được tư vấn.
    Lời hứa trở về có thể không chấm dứt áp lực.
guide-family-punished-keep =
    Giữ mọi lệnh, thư và tin nhắn.
    Giữ ngày tháng, và họ đòi gì để đổi lại.

guide-contact-officials-do =
    Quý vị không phải trả lời. Quý vị có thể dừng cuộc gọi.
    Quý vị không phải xác nhận tên, địa chỉ, việc làm hay chuyến đi.
    Ghi lại số điện thoại, giờ và lời nói.
    Số quen cũng có thể bị giả. Nó không chứng minh gì.
guide-contact-officials-avoid =
    Cố gắng đừng để họ thấy phòng, mặt hay giấy tờ của quý vị.
    Lời chửi, lời thỏa thuận và lời hứa có thể bị dùng chống quý vị hay gia đình.
    Cố gắng đừng nói quý vị ở đâu hay khi nào đi xa.
guide-contact-officials-keep =
    Giữ nguyên danh sách cuộc gọi và tin nhắn.
    Ghi tên, cơ quan, số hiệu và thời hạn.
    Ghi lại họ đã biết gì về quý vị.

guide-contact-threat-do =
    Có thể xảy ra ngay bây giờ? Hãy đến chỗ có người hoặc khóa cửa.
    Quý vị có thể gọi số khẩn cấp tại chỗ nếu việc đó an toàn.
    Hãy nói với một người ở gần.
    Quý vị có thể cho chúng tôi biết đúng từng lời.
guide-contact-threat-avoid =
    Cố gắng đừng xóa tin hay trả lời.
    Cố gắng đừng ở một mình nếu lời đe dọa nêu giờ hay nơi chốn.
guide-contact-threat-keep =
    Giữ tin nhắn gốc, ghi âm, ảnh hay thư.
    Chạm vào giấy càng ít càng tốt. Bỏ nó vào túi sạch.
    Chụp ảnh cho thấy người gửi, ngày và giờ.

guide-contact-info-demand-do =
    Quý vị có thể không nói gì. Quý vị có thể chờ trước khi trả lời.
    Nếu đã đưa gì rồi, đó không phải lỗi của quý vị.
    Quý vị có thể nói cho chúng tôi đã đưa gì, để người khác được báo trước.
    Hãy nói với chúng tôi nếu họ hẹn lần gọi hay gặp tiếp theo.
guide-contact-info-demand-avoid =
    Cố gắng đừng gửi giấy tờ, kể cả giấy cũ.
    Giả vờ làm việc cho họ có thể gây nguy hiểm cho quý vị và người khác.
    Cố gắng đừng gặp họ một mình.
guide-contact-info-demand-keep =
    Giữ tin nhắn và danh sách những gì họ đòi.
    Ghi lại quý vị đã gửi gì, cho ai và khi nào.

guide-contact-money-demand-do =
    Quý vị có thể ngừng liên lạc và tắt máy quay.
    Đây có thể là lừa đảo, là nhà nước, hoặc cả hai.
    Quý vị có thể báo ngay cho bạn bè và ngân hàng, nhất là khi đã trả tiền.
    Quý vị có thể báo cảnh sát tại chỗ hay đường dây chống lừa đảo, nếu an toàn.
guide-contact-money-demand-avoid =
    Cố gắng đừng trả tiền. Trả tiền thường dẫn đến đòi hỏi tiếp theo.
    Cố gắng đừng ở lại trước máy quay hay giữ bí mật, dù bị bảo thế.
    Cố gắng đừng gửi ảnh giấy tờ của quý vị.
guide-contact-money-demand-keep =
    Giữ các số, thông tin tài khoản, biên lai và giấy tờ họ gửi.
    Ghi lại bao nhiêu, khi nào và trả bằng cách nào.

guide-person-at-door-do =
    Hãy để cửa đóng. Cùng mọi người trong nhà tránh xa cửa.
    Quý vị có thể gọi số khẩn cấp tại chỗ nếu việc đó an toàn.
    Họ có thể giơ thẻ qua cửa sổ. Quý vị có thể kiểm tra trước.
    Hãy tự tìm số của cơ quan và gọi số đó.
guide-person-at-door-avoid =
    Cố gắng đừng ra ngoài để quay phim hay nói chuyện.
    Cố gắng đừng cho ai vào, kể cả người phiên dịch.
    Cố gắng đừng nói trong nhà còn ai.
guide-person-at-door-keep =
    Ghi lại khuôn mặt, quần áo, xe, biển số và đúng từng lời.
    Ghi lại họ đi về hướng nào.
    Giữ hình từ máy quay ở cửa, giấy và thẻ họ để lại.

guide-person-approach-do =
    Quý vị có thể làm chậm lại. Quý vị không phải gặp.
    Quý vị có thể đề nghị nói qua mạng, hoặc tự chọn nơi gặp.
    Quý vị có thể đi cùng bạn, và cho ai đó biết mình đi đâu.
    Hãy hỏi ý kiến một người không liên quan.
guide-person-approach-avoid =
    Cố gắng đừng đi một mình.
    Cố gắng đừng vào lãnh sự quán hay lên xe khi chưa được tư vấn.
    Cố gắng đừng cho địa chỉ, kế hoạch hay tên người khác.
guide-person-approach-keep =
    Giữ tin nhắn, thẻ và số điện thoại.
    Ghi lại ai chọn nơi gặp, và mỗi lần đổi nơi.

guide-person-impersonation-do =
    Quý vị có thể hỏi tên và cơ quan, rồi đóng cửa hay gác máy.
    Hãy tự tìm số công khai và gọi để kiểm tra.
    Nhân viên thật chấp nhận việc kiểm tra.
    Ghi lại quý vị đã nói hay ký gì.
guide-person-impersonation-avoid =
    Cố gắng đừng dùng số họ đưa.
    Cố gắng đừng cho họ vào, kể cả người phiên dịch.
    Cố gắng đừng ký hay đưa giấy tờ trước khi kiểm tra.
guide-person-impersonation-keep =
    Giữ thẻ, giấy tờ, số điện thoại và hình ảnh.
    Ghi lại hình dáng, xe, lời nói, giờ và nơi.

guide-person-asking-around-do =
    Quý vị có thể nhờ chủ nhà, chủ làm hay hàng xóm đừng trả lời.
    Hãy báo cho trường và quầy tiếp tân ai được đón con quý vị.
    Quý vị có thể đưa hàng xóm một mảnh giấy ghi nên làm gì.
    Quý vị có thể nghĩ đến việc ở một địa chỉ khác một thời gian.
guide-person-asking-around-avoid =
    Cố gắng đừng gọi số trong thư.
    Cố gắng đừng cho nhiều người hơn cần thiết biết nơi quý vị sống.
guide-person-asking-around-keep =
    Giữ thư và phong bì. Chạm vào chúng càng ít càng tốt.
    Ghi lại ai bị hỏi, khi nào, và họ nói gì.

guide-person-followed-do =
    Hãy đến nơi sáng và có người, nếu được.
    Đồn cảnh sát mà quý vị tin cũng là một lựa chọn.
    Quý vị có thể gọi cho ai đó và giữ máy.
    Sau đó, tìm thiết bị theo dõi lạ trong túi, xe và điện thoại.
guide-person-followed-avoid =
    Cố gắng đừng về thẳng nhà.
    Cố gắng đừng nói chuyện hay chặn họ.
    Cố gắng đừng đi cùng một đường, cùng một giờ mỗi ngày.
guide-person-followed-keep =
    Ghi lại nơi, giờ, hình dáng và biển số.
    Chỉ chụp ảnh nếu an toàn.
    Nếu thấy thiết bị theo dõi, hãy chụp ảnh và hỏi chúng tôi.

guide-person-attack-do =
    Hãy đến chỗ có người nếu được. Quý vị có thể gọi số khẩn cấp ngay.
    Hãy gặp bác sĩ, dù quý vị thấy khỏe.
    Hãy nhờ một người quý vị tin ở bên cạnh.
    Khi an toàn hơn, hãy kể cho chúng tôi điều đã xảy ra.
guide-person-attack-avoid =
    Cố gắng đừng ở một mình đêm nay.
    Cố gắng đừng giặt hay vứt quần áo.
guide-person-attack-keep =
    Giữ quần áo, tin nhắn và giấy của bác sĩ.
    Chụp ảnh vết thương và hư hại, có ghi ngày.
    Ghi lại ai đã thấy.

guide-travel-lure-do =
    Quý vị có thể làm chậm lại. Quý vị không phải đặt vé hay lên máy bay.
    Quý vị có thể đề nghị gặp qua mạng, hoặc ở nơi quý vị chọn.
    Xem ai trả tiền, ai chọn nước đó, và vì sao thay đổi.
    Quý vị có thể kiểm tra mỗi chặng bằng trang chuyến đi của chúng tôi.
guide-travel-lure-avoid =
    Cố gắng đừng đi một mình.
    Cố gắng đừng vào lãnh sự quán để ký nhanh khi chưa được tư vấn.
    Cố gắng đừng đưa hộ chiếu hay điện thoại cho ai.
guide-travel-lure-keep =
    Giữ lời mời, vé, tên, số điện thoại và tin nhắn.
    Ghi lại mỗi lần đổi nơi hay ngày.

guide-travel-plan-check-do =
    Xem từng nước trên đường đi, cả nơi dừng và nước của hãng bay.
    Nếu bị truy nã hay có tên trong danh sách, hãy hỏi luật sư trước mọi biên giới.
    Mang giấy chứng minh sự bảo vệ, và số luật sư ghi trên giấy.
    Thỏa thuận với bạn: khi nào quý vị báo tin, và họ làm gì nếu không thấy.
guide-travel-plan-check-avoid =
    Cố gắng tránh những chặng dừng không cần.
    Cố gắng đừng đăng tin về chuyến đi.
    “Không có hiệp định” hay “không tìm thấy gì” không có nghĩa là không có rủi ro.
guide-travel-plan-check-keep =
    Để lại cho bạn bản sao vé, hộ chiếu và giấy tờ.
    Để lại giờ quý vị sẽ báo tin lần tới.
    Mang theo điện thoại chứa ít dữ liệu.

guide-travel-held-do =
    Quý vị có thể nói sớm và rõ: “Tôi sợ bị đưa về. Tôi xin tị nạn.”
    Quý vị có thể đòi gặp luật sư và UNHCR, cơ quan tị nạn của Liên Hiệp Quốc.
    Viết thay cho ai? Hãy gửi tên trên hộ chiếu, chuyến bay, sân bay và giờ.
    Quý vị có thể nói rằng không muốn gặp đại sứ quán nước mình.
guide-travel-held-avoid =
    Cố gắng đừng ký những gì không đọc được.
    Cố gắng đừng tranh cãi hay mở khóa điện thoại. Quý vị có thể đòi luật sư.
    Bạn bè: cố gắng đừng công bố trước khi biết người đó muốn gì.
guide-travel-held-keep =
    Ghi lại tên, đồng phục, phòng, giờ và đúng từng lời.
    Giữ vé, giấy tờ và số thẻ tị nạn.
    Bạn bè: giữ mọi tin nhắn, và ghi lại tin cuối.

guide-travel-kidnapped-do =
    Ghi lại giờ, nơi, số điện thoại và quần áo lần cuối.
    Ghi lại ai ở cùng người đó, và xe nào.
    Quý vị có thể báo cảnh sát ở đó, nếu an toàn.
    Liên Hiệp Quốc có một cách nhanh trong ba tháng đầu.
guide-travel-kidnapped-avoid =
    Cố gắng đừng một mình trả tiền chuộc hay gặp “người giúp”.
    Cố gắng đừng công bố trước khi biết gia đình muốn gì.
    Cố gắng đừng dùng tài khoản của người mất tích.
guide-travel-kidnapped-keep =
    Giữ tin nhắn, cuộc gọi và ảnh cuối cùng.
    Giữ biên bản cảnh sát và số của nó.
    Ghi lại ai nói gì với quý vị, và khi nào.

guide-travel-forced-return-do =
    Quý vị có thể đòi giấy tờ và luật sư ngay hôm nay.
    Hãy cho chúng tôi biết ngày, chuyến bay và nơi.
    Hãy nói với chúng tôi và luật sư về nhu cầu sức khỏe.
    Quý vị có thể nói rõ rằng mình sợ trở về.
guide-travel-forced-return-avoid =
    Cố gắng đừng một mình ký giấy “tự nguyện”.
    Lời hứa với quý vị hay gia đình có thể không được giữ.
guide-travel-forced-return-keep =
    Giữ mọi giấy tờ, vé và tin nhắn, hoặc ảnh của chúng.
    Ghi lại tên nhân viên, ngày và điều họ nói.

guide-legal-interpol-do =
    Quý vị có thể ở yên và hoãn mọi chuyến đi lúc này.
    Quý vị có thể tìm luật sư biết về các vụ Interpol.
    Có thể hỏi Ủy ban của Interpol họ lưu gì về quý vị.
    Sau đó, quý vị có thể yêu cầu xóa dữ liệu.
guide-legal-interpol-avoid =
    Cố gắng đừng qua biên giới khi chưa được tư vấn.
    Không có tên trên trang công khai không chứng minh gì.
    Cố gắng đừng trả tiền cho công ty hứa xóa tên quý vị.
guide-legal-interpol-keep =
    Giữ bằng chứng tị nạn và mọi giấy tờ hồ sơ.
    Giữ bản sao thông báo, kèm ngày và đường dẫn.

guide-legal-wanted-list-do =
    Quý vị có thể hoãn mọi chuyến đi và nói chuyện với luật sư.
    Lưu trang hay hình đó, kèm ngày và đường dẫn.
    Nếu địa chỉ quý vị bị lộ, hãy nói với người sống cùng.
    Quý vị có thể nhờ hàng xóm giữ lại thư họ nhận được.
guide-legal-wanted-list-avoid =
    Cố gắng đừng qua biên giới khi chưa được tư vấn.
    Cố gắng đừng trả lời lời đề nghị “xóa tên” lấy tiền.
guide-legal-wanted-list-keep =
    Giữ danh sách, cáo buộc hay tiền thưởng, kèm ngày và đường dẫn.
    Giữ bằng chứng tị nạn.

guide-legal-passport-do =
    Quý vị có thể xin tư vấn trước khi đến lãnh sự quán.
    Hãy xem ngày hết hạn của mọi giấy tờ hôm nay.
    Quý vị có thể hỏi nước mình đang sống về giấy đi lại.
    Đó có thể là giấy cho người tị nạn hay người nước ngoài.
guide-legal-passport-avoid =
    Về quê để gia hạn giấy tờ có thể nguy hiểm.
    Cố gắng đừng ký, trả tiền hay cho tên người để lấy hộ chiếu khi chưa được tư vấn.
guide-legal-passport-keep =
    Giữ thư, giấy từ chối và tin nhắn của lãnh sự quán.
    Giữ bản sao giấy tờ ở nơi quý vị lấy được.

guide-legal-assets-do =
    Ghi lại gì bị lấy hay phong tỏa, và khi nào quý vị biết.
    Quý vị có thể đưa thư cho luật sư xem.
    Ghi lại nếu ai đòi gì để đổi lại.
guide-legal-assets-avoid =
    Cố gắng đừng gửi tiền để “giải tỏa”.
    Cố gắng đừng ký chuyển nhượng khi chưa được tư vấn.
guide-legal-assets-keep =
    Giữ thư, lệnh, giấy ngân hàng và bằng chứng đó là của quý vị.

guide-legal-false-report-do =
    Quý vị có thể báo cảnh sát tại chỗ rằng có người dùng tên mình.
    Nên làm việc này trước cuộc báo giả tiếp theo.
    Hãy xin một số hồ sơ.
    Quý vị có thể cho chủ làm hay nhân viên phụ trách biết chuyện.
guide-legal-false-report-avoid =
    Nếu cảnh sát có vũ khí đến, đừng cử động nhanh. Hãy để lộ hai tay không.
    Cố gắng đừng trả lời người gửi.
guide-legal-false-report-keep =
    Giữ e-mail đặt chỗ, thư và số hồ sơ.
    Ghi lại ngày và lúc đó quý vị ở đâu.

guide-online-hack-do =
    Hãy dùng máy khác để nhờ giúp, không dùng máy này.
    Từ máy kia, trước hết đổi mật khẩu e-mail.
    Quý vị có thể bật đăng nhập bằng ứng dụng hay khóa.
    Access Now có đường dây trợ giúp miễn phí: help@accessnow.org
guide-online-hack-avoid =
    Cố gắng đừng xóa sạch máy khi chưa được tư vấn.
    Cố gắng đừng mở lại đường dẫn.
guide-online-hack-keep =
    Giữ đường dẫn, tin nhắn và lời cảnh báo. Hãy chụp ảnh.
    Ghi lại ngày, giờ và quý vị đã bấm gì.
    Ghi lại trong máy có dữ liệu của ai.

guide-online-harass-do =
    Trước hết chụp bài đăng, kèm ngày và đường dẫn.
    Sau đó quý vị có thể báo cáo và chặn.
    Một người bạn có thể đọc và lưu giúp quý vị.
    Với ảnh riêng tư hay ảnh trẻ em, có đường dây trợ giúp riêng.
guide-online-harass-avoid =
    Trả lời có thể làm nó lan rộng. Quý vị có thể không đáp.
    Cố gắng đừng gửi ảnh trẻ em cho ai.
guide-online-harass-keep =
    Giữ đường dẫn, tên tài khoản, ngày và ảnh màn hình.
    Giữ câu trả lời của nền tảng.

guide-online-fake-me-do =
    Trước hết chụp tài khoản giả, kèm ngày và đường dẫn.
    Báo cho người quý vị tin, bằng cách họ biết đó là quý vị.
    Sau đó quý vị có thể báo tài khoản cho nền tảng.
guide-online-fake-me-avoid =
    Cố gắng đừng viết cho tài khoản giả.
    Cố gắng đừng gửi giấy tờ cho người hứa sửa giúp.
guide-online-fake-me-keep =
    Giữ đường dẫn, tên tài khoản, ngày và tin gửi bằng tên quý vị.
    Ghi lại ai đã được liên lạc.

guide-online-watched-do =
    Quý vị có thể tạm ngừng chuyện riêng trong nhóm này.
    Nhóm nhỏ hơn và không dùng tên thật làm giảm thiệt hại.
    Quý vị có thể cùng thỏa thuận không chia sẻ điều gì.
    Quý vị có thể chuyển sang ứng dụng không do quê nhà làm ra.
guide-online-watched-avoid =
    Ứng dụng của quê nhà có thể kiểm tra tệp, cả giữa tài khoản nước ngoài.
    Cố gắng đừng đổ lỗi cho một người khi chưa có bằng chứng.
guide-online-watched-keep =
    Ghi lại lời nào bị nhắc lại, ai nói và khi nào.
    Ghi lại ứng dụng và ai có trong nhóm.

guide-community-informant-do =
    Quý vị có thể chia sẻ ít hơn lúc này, và chọn người để nói.
    Trước hết cho chúng tôi biết vai trò của người đó. Tên có thể để sau.
    Trong nhóm nhỏ, quý vị có thể thỏa thuận không chia sẻ điều gì.
guide-community-informant-avoid =
    Cố gắng đừng công khai đổ lỗi cho một người khi chưa có bằng chứng.
    Sợ hãi nhau cũng có thể làm hại cộng đồng.
guide-community-informant-keep =
    Ghi lại ngày, nơi và đúng từng lời.
    Giữ tin nhắn hay ảnh đã bị chuyển đi.

guide-community-event-do =
    Đang xảy ra? Hãy đưa mọi người đến nơi có lối ra.
    Quý vị có thể gọi số khẩn cấp tại chỗ nếu việc đó an toàn.
    Kiểm tra mọi người có đủ không và ai cần bác sĩ.
    Nhờ những người có mặt ghi lại điều họ thấy.
guide-community-event-avoid =
    Cố gắng đừng đến gần người tấn công hay quay phim.
    Cố gắng đừng đăng khuôn mặt người tham gia.
guide-community-event-keep =
    Giữ phim, ảnh, tờ rơi và đồ bị hư hại.
    Ghi lại giờ, hình dáng, xe và biển số.

guide-other-missing-do =
    Ghi lại giờ, nơi, số điện thoại và quần áo lần cuối.
    Nghĩ xem ai có thể đã thấy hay nghe người đó sau cùng.
    Quý vị có thể báo cảnh sát ở đó, nếu an toàn.
    Liên Hiệp Quốc có một cách nhanh trong ba tháng đầu.
guide-other-missing-avoid =
    Cuộc gọi về quê nhà có thể bị nghe lén.
    Cố gắng đừng một mình trả tiền hay gặp “người giúp”.
    Cố gắng đừng công bố trước khi biết gia đình muốn gì.
guide-other-missing-keep =
    Giữ tin nhắn, cuộc gọi và ảnh cuối cùng.
    Giữ biên bản cảnh sát và số của nó.

guide-other-unsure-do =
    Hãy đến nơi quý vị thấy an toàn hơn, hoặc nơi có người khác.
    Nói với một người quý vị tin điều gì không ổn.
    Quý vị có thể viết cho chúng tôi việc gần đây nhất. Không cần gọi tên nó.
guide-other-unsure-avoid =
    Hôm nay quý vị không phải quyết định, đi, trả tiền hay gặp ai.
    Quý vị không cần phải chắc chắn rồi mới hỏi.
guide-other-unsure-keep =
    Giữ nguyên tin nhắn và số điện thoại.
    Viết ghi chú ngắn với ngày và giờ.

guide-other-witness-do =
    Hãy dừng lại và nghĩ ai có thể biết quý vị có điều này.
    Quý vị có thể kể cho chúng tôi điều đã thấy, và vì sao quý vị biết.
    Hãy dùng máy mà chỗ làm hay quê nhà không với tới được.
    Quý vị có thể cho chúng tôi biết điều gì có thể chỉ ra quý vị.
guide-other-witness-avoid =
    Cố gắng đừng mạo hiểm thêm để lấy thêm bằng chứng.
    Cố gắng đừng gửi tệp mà chỉ quý vị có thể có, trước khi chúng ta nói chuyện.
    Cố gắng đừng nói với người khác rằng quý vị đã viết cho chúng tôi.
guide-other-witness-keep =
    Giữ bản gốc ở nơi an toàn, không sửa đổi.
    Ghi lại ngày, nơi, và điều gì quý vị tự thấy hay chỉ nghe kể.

# What a triage rule saw, said softly to the reporter.

rule-d1 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người đang nguy hiểm lúc này hoặc trong vài giờ tới.
rule-d2 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có thể có nguy hiểm trong 3 ngày tới.
rule-c1 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết lúc này quý vị không an toàn.
rule-c2 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người ở trước cửa hay bên ngoài lúc này.
rule-c3 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người bị giữ, bị nhốt hay mất tích. Từng giờ có thể quan trọng.
rule-c4 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người có thể sắp bị đưa trở về.
rule-c5 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị kể về một trẻ em có thể gặp rủi ro.
rule-c6 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có thể có người bị giữ, và họ đòi gì đó để đổi lại.
rule-c7 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị kể về một chuyến đi hay cuộc gặp rất gần. Có những dấu hiệu nguy hiểm.
rule-c8 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị kể về một lời đe dọa có thể rất gần.
rule-c9 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người mất tích chưa lâu. Liên Hiệp Quốc có một cách nhanh trong ba tháng đầu.
rule-c10 =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người có thể cần bác sĩ hay giúp đỡ ngay. Quý vị có thể gọi cấp cứu tại chỗ ngay bây giờ.
rule-m-family-detained =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết người trong gia đình bị bắt, bị nhốt hay không được ra đi.
rule-m-person-at-door =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người đến nhà.
rule-m-person-attack =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị kể về một vụ tấn công, hoặc có người tìm cách bắt quý vị.
rule-m-travel-held =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người bị chặn hay bị giữ trên đường.
rule-m-travel-kidnapped =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người bị bắt đi bằng vũ lực hay đã biến mất.
rule-m-other-missing =
    Chúng tôi coi lời báo của quý vị là rất khẩn.
    Quý vị cho biết có người mất tích. Liên Hiệp Quốc có một cách nhanh trong ba tháng đầu.
rule-d3 = Quý vị cho biết có thể có nguy hiểm trong 2 tuần tới.
rule-u1 = Quý vị kể về một chuyến đi sắp tới. Mỗi nước trên đường đều đáng xem lại.
rule-u2 = Quý vị kể về một thời hạn, hoặc họ biết nơi quý vị sống.
rule-u3 = Quý vị cho biết có người bị, hoặc có thể bị, tra hỏi, giữ hay khám xét.
rule-u4 = Quý vị cho biết có người đến gần, hỏi về quý vị, theo dõi quý vị hay giả làm người khác.
rule-u5 = Quý vị kể về một thông báo, danh sách truy nã, tiền thưởng hay cáo buộc.
rule-u6 = Quý vị cho biết điện thoại hay tài khoản có thể bị xâm nhập. Người khác cũng có thể gặp rủi ro vì nó.
rule-u7 = Quý vị cho biết họ muốn giấy tờ, hay thông tin về quý vị hoặc người khác.
rule-u8 = Quý vị cho biết họ đòi tiền. Đây có thể là lừa đảo, là nhà nước, hoặc cả hai.
rule-u9 = Quý vị kể về lãnh sự quán, hoặc giấy tờ bị từ chối hay sắp hết hạn.
rule-u11 = Có thể chúng tôi cần tìm người đọc được tệp hay tiếng của quý vị trước.
rule-x1 = Quý vị kể về một trẻ em.
rule-x2 = Quý vị cho biết không chắc về một điều có thể sớm trở nên quan trọng.
rule-x3 = Quý vị kể về giấy tờ chính thức. Trên đó có thể có ngày hạn.
rule-m-family-forced-contact = Quý vị cho biết một người thân bị bắt gọi, viết hay đến gặp quý vị.
rule-m-family-fake-emergency = Quý vị cho biết họ muốn quý vị về vì có người bệnh.
rule-m-contact-threat = Quý vị kể về lời đe dọa làm hại hay giết.
rule-m-person-approach = Quý vị cho biết có người đến bắt chuyện hay hẹn gặp.
rule-m-travel-lure = Quý vị cho biết được mời gặp ở nước khác.
rule-m-travel-forced-return = Quý vị cho biết có người bị đưa về hay bị ép trở về.
rule-m-legal-false-report = Quý vị cho biết luật pháp ở đây bị dùng chống quý vị.
rule-m-other-unsure = Quý vị cho biết có gì đó không ổn. Nó không cần có tên.
rule-r1 = Chúng tôi đọc lời báo này lần lượt cùng các lời báo khác. Nếu có gì thay đổi, xin viết lại.
rule-default = Chúng tôi đánh giá mức khẩn theo điều quý vị kể. Nếu có thay đổi, xin viết lại.
