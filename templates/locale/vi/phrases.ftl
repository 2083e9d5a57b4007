# Sentences that every caseworker may send without a second look, in Vietnamese; rules and meaning as in en/phrases.ftl. Awaits a native reader.

phrase-read = Cảm ơn quý vị đã kể cho chúng tôi. Chúng tôi đã đọc những gì quý vị viết.
phrase-fault = Điều đã xảy ra không phải lỗi của quý vị.
phrase-danger = Nếu quý vị đang nguy hiểm ngay phút này: hãy gọi số khẩn cấp tại chỗ, nếu việc đó an toàn. Hãy đến nơi có người khác.
phrase-door = Nếu có người ở cửa: quý vị có thể cứ để cửa đóng. Hãy tránh xa cửa.
phrase-trip = Nếu bị bảo phải đi: hãy chờ. Hãy nói với chúng tôi trước khi đặt vé hay lên đường.
phrase-more = Quý vị có thể kể thêm không? Việc gì xảy ra gần đây nhất, khi nào và ở đâu? Đừng ghi những tên mà chúng tôi không cần.
phrase-keep = Hãy giữ nguyên tin nhắn, thư và số điện thoại. Ghi lại điều đã xảy ra, với ngày, giờ và đúng từng lời.
phrase-safe-reading = Quý vị đọc câu trả lời ở đây có an toàn không? Nếu không, xin cho biết khi nào an toàn.
phrase-working = Chúng tôi đang nghĩ xem có thể làm gì. Chúng tôi sẽ viết cho quý vị ở đây.
phrase-no-rush = Quý vị không phải quyết định hôm nay. Chúng ta có thể cùng suy nghĩ.
phrase-consent = Chúng tôi chuyển cho luật sư được không? Quý vị quyết định chuyển điều gì, và có tên quý vị hay không. Quý vị chưa đồng ý thì chúng tôi không chuyển gì.
phrase-no-call = Chúng tôi không gọi và không viết cho quý vị ở nơi khác, trừ khi quý vị yêu cầu.
phrase-never-ask = Chúng tôi không bao giờ bảo quý vị đi đâu, gặp ai, trả tiền, hay hỏi mã của quý vị. Nếu ai dùng tên chúng tôi để làm thế, đó không phải chúng tôi.
phrase-closing = Bây giờ chúng tôi đóng lời báo của quý vị. Khi cần, quý vị có thể viết lại ở đây bằng mã.
