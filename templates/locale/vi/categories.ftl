# What happened, in Vietnamese; rules and meaning as in en/categories.ftl. Awaits a native reader.

group-family = Gia đình hay bạn bè tôi ở quê nhà
group-contact = Cuộc gọi và tin nhắn đến tôi
group-person = Có người ở gần tôi, gặp mặt
group-travel = Chuyến đi, sân bay, hoặc bị bắt đi
group-legal = Danh sách truy nã, thông báo của công an, hộ chiếu, tiền bạc
group-online = Tài khoản, điện thoại của tôi, hoặc lời dối trá trên mạng
group-community = Cộng đồng của tôi ở đây
group-other = Việc khác, hoặc tôi không chắc

method-family-police-visit = Công an hay cán bộ đến nhà, gọi điện hoặc tra hỏi gia đình tôi.
method-family-home-search = Họ khám nhà gia đình tôi, hoặc lấy điện thoại, máy tính, giấy tờ.
method-family-detained = Người trong gia đình tôi bị bắt đi, bị nhốt, hoặc không được ra đi.
method-family-forced-contact = Một người thân bị bắt gọi, nhắn hoặc đến gặp tôi để nói “về đi” hay “thôi đi”.
method-family-forced-break = Vợ, chồng hay gia đình tôi bị ép ly hôn, cắt đứt với tôi, hoặc nói xấu tôi trước công chúng.
method-family-fake-emergency = Tôi được báo có người sắp chết hay bệnh nặng và phải về ngay.
method-family-punished = Gia đình tôi bị trừng phạt vì tôi (việc làm, trường học, lương hưu, hộ chiếu, cơ sở làm ăn, nhà cửa).

method-contact-officials = Công an hay cán bộ từ quê nhà gọi hoặc nhắn cho tôi.
method-contact-threat = Có người đe dọa làm hại hoặc giết tôi hay người tôi thương yêu.
method-contact-info-demand = Họ muốn giấy tờ, địa chỉ của tôi, hoặc muốn tôi theo dõi người khác.
method-contact-money-demand = Họ đòi tiền (“thuế”, “tiền bảo lãnh”, “tiền phạt”, “chứng minh vô tội”).

method-person-at-door = Có người ở trước cửa hoặc đã đến nhà tôi.
method-person-approach = Có người đến bắt chuyện hoặc hẹn gặp tôi ở đây.
method-person-impersonation = Có người giả làm cảnh sát, FBI, luật sư, nhà báo, người giao hàng hay nhân viên cứu trợ.
method-person-asking-around = Có người hỏi chủ nhà, chủ làm, trường học hay hàng xóm về tôi, hoặc gửi thư cho họ.
method-person-followed = Tôi bị theo dõi, bị canh chừng hoặc bị quay phim.
method-person-attack = Tôi bị tấn công, hoặc có người tìm cách bắt tôi đi tại đây.

method-travel-lure = Tôi được mời gặp ai đó ở nước khác, hoặc nơi gặp cứ thay đổi.
method-travel-plan-check = Tôi định đi xa và muốn biết có rủi ro không.
method-travel-held = Tôi (hoặc ai đó) bị chặn, bị bắt hay bị giữ ở sân bay, biên giới hoặc trên đường.
method-travel-kidnapped = Có người bị bắt đi bằng vũ lực hoặc biến mất ở nước ngoài.
method-travel-forced-return = Tôi bị đưa trở về, hoặc bị ép “tự nguyện” trở về.

method-legal-interpol = Có thông báo hay tin của Interpol về tôi.
method-legal-wanted-list = Tôi bị truy nã, bị treo thưởng, hoặc bị khởi tố hay tăng tội.
method-legal-passport = Hộ chiếu, thị thực, giấy tờ hay trợ giúp lãnh sự của tôi bị từ chối, bị hủy hay bị dùng để ép tôi, hoặc tôi bị tước quốc tịch.
method-legal-assets = Tài khoản ngân hàng, nhà hay cơ sở làm ăn của tôi ở quê nhà bị phong tỏa hoặc bị lấy.
method-legal-false-report = Họ dùng luật pháp ở đây chống lại tôi (báo bom giả hay báo cảnh sát bằng tên tôi, kiện tụng, khiếu nại với chủ làm hay sở di trú).

method-online-hack = Điện thoại hay tài khoản của tôi bị xâm nhập, hoặc tôi nhận một đường dẫn lạ.
method-online-harass = Lời đe dọa, dối trá, địa chỉ của tôi, ảnh giả hay ảnh riêng tư bị đăng lên mạng.
method-online-fake-me = Có người giả làm tôi hoặc bắt chước nhóm của chúng tôi.
method-online-watched = Tôi nghĩ cuộc trò chuyện hay nhóm của tôi bị đọc.

method-community-informant = Người trong cộng đồng báo cáo về chúng tôi, hoặc ép tôi im lặng.
method-community-event = Cuộc biểu tình, cửa hàng, đền thờ, văn phòng hay sự kiện của chúng tôi bị tấn công, quay phim hoặc ngăn cản.

method-other-missing = Một người tôi biết đã mất tích.
method-other-unsure = Có gì đó không ổn nhưng tôi không gọi tên được.
method-other-witness = Tôi có thông tin về những người làm việc này.
