//! The one message: constant subject and text, one size to the byte, nothing about machine, place or event.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{Date, Headers};
use std::fmt::Write;
use std::time::{Duration, UNIX_EPOCH};

use super::text::words;
use super::{Alert, MailError, Reason, Signer};
use tocsin_domain::mail_address::MailAddress;

/// The size of every message in bytes, headers included. The longest sender and recipient leave room for the text in
/// every language.
pub const MESSAGE_BYTES: usize = 4096;

/// The kind of the constant text.
const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
/// Characters of base64 in a line (RFC 2045, 6.8), and the line with its end.
const LINE: usize = 76;
/// Bytes of UTF-8 in one encoded word (RFC 2047, 2: at most 75 characters with its frame); a multiple of three.
const WORD: usize = 45;

/// Who mail is from, and where answers to it go.
pub struct Sender {
    from: MailAddress,
    reply_to: Option<MailAddress>,
    signer: Option<Signer>,
}

impl Sender {
    /// Without `reply_to`, answers go to `no-reply@` the sender's domain.
    pub fn new(from: MailAddress, reply_to: Option<MailAddress>) -> Self {
        let reply_to = reply_to.or_else(|| MailAddress::parse(&format!("no-reply@{}", from.domain())).ok());
        Self { from, reply_to, signer: None }
    }

    /// With the server's own OpenPGP key, for those who have one on file.
    pub fn with_signer(mut self, signer: Signer) -> Self {
        self.signer = Some(signer);
        self
    }

    /// The sender's address.
    pub fn from(&self) -> &MailAddress {
        &self.from
    }
}

/// The message from a sender for one alert, with CRLF line ends, exactly [`MESSAGE_BYTES`] long; signed and encrypted,
/// exactly [`super::PRIVATE_BYTES`]. A key that cannot be used gets the constant text.
///
/// Addresses and languages differ in length; what is missing is made up by spaces at the end of the (base64) text, and
/// up to three before the recipient's address, where every parser skips them.
pub fn compose(sender: &Sender, alert: &Alert<'_>) -> Result<Vec<u8>, MailError> {
    if let (Some(signer), Some((certificate, words))) = (&sender.signer, alert.private)
        && let Ok(message) = signer.compose(sender, alert, certificate, words)
    {
        return Ok(message);
    }
    let to = MailAddress::parse(alert.to).map_err(|_| MailError::Permanent(Reason::Address))?;
    let (subject, text) = words(alert.language, alert.code);
    let subject = encoded(subject);
    let bare = headers(sender, &to, &subject, alert, 0).len() + PLAIN.len();
    let room = MESSAGE_BYTES.checked_sub(bare).ok_or(MailError::Permanent(Reason::Address))?;
    let lines = room.div_ceil(LINE + 2);
    let (quads, spare) = ((room - 2 * lines) / 4, (room - 2 * lines) % 4);

    let mut text = text.replace('\n', "\r\n").into_bytes();
    if text.len() > quads * 3 {
        return Err(MailError::Permanent(Reason::Address));
    }
    text.resize(quads * 3, b' ');
    let encoded = STANDARD.encode(&text);

    let mut message = headers(sender, &to, &subject, alert, spare) + PLAIN;
    let mut rest = encoded.as_str();
    for line in 0..lines {
        // `lines` lines whose lengths differ by at most one group of four: the count of line ends is then fixed.
        let groups = quads / lines + usize::from(line < quads % lines);
        let (now, later) = rest.split_at(groups * 4);
        message.push_str(now);
        message.push_str("\r\n");
        rest = later;
    }
    Ok(message.into_bytes())
}

fn headers(sender: &Sender, to: &MailAddress, subject: &str, alert: &Alert<'_>, spare: usize) -> String {
    let mut out = String::with_capacity(MESSAGE_BYTES);
    let id = hex(&alert.message_id);
    let Sender { from, reply_to, .. } = sender;
    let _ = write!(out, "Date: {}\r\nFrom: {from}\r\n", date(alert.at));
    if let Some(reply_to) = reply_to {
        let _ = write!(out, "Reply-To: {reply_to}\r\n");
    }
    let _ = write!(
        out,
        "To: {pad}{to}\r\nMessage-ID: <{id}@{domain}>\r\nSubject: {subject}\r\n\
         Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
        pad = " ".repeat(spare),
        domain = from.domain(),
    );
    out
}

/// The headers of a message whose body is something else than the constant text.
pub(super) fn mime_head(sender: &Sender, alert: &Alert<'_>, content_type: &str) -> Result<String, MailError> {
    let to = MailAddress::parse(alert.to).map_err(|_| MailError::Permanent(Reason::Address))?;
    let subject = encoded(words(alert.language, alert.code).0);
    Ok(headers(sender, &to, &subject, alert, 0) + &format!("Content-Type: {content_type}\r\n\r\n"))
}

/// A header's text: ASCII as it stands, else as encoded words (RFC 2047) that are cut between characters.
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut words: Vec<String> = vec![String::new()];
    for character in text.chars() {
        if words.last().is_none_or(|word| word.len() + character.len_utf8() > WORD) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(character);
        }
    }
    words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word))).collect::<Vec<_>>().join("\r\n ")
}

/// RFC 5322 date in +0000, to the whole minute: seconds would only help somebody who compares times.
fn date(at: i64) -> String {
    let seconds = u64::try_from(at).unwrap_or(0);
    // The year has four digits for ever: later times would panic in the library.
    let seconds = seconds.min(253_402_300_740);
    let mut headers = Headers::new();
    headers.set(Date::new(UNIX_EPOCH + Duration::from_secs(seconds - seconds % 60)));
    headers.get_raw("Date").unwrap_or_default().to_owned()
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(from: &str, to: &str, id: u8, at: i64) -> String {
        mail_in("en", from, to, id, at)
    }

    fn mail_in(language: &str, from: &str, to: &str, id: u8, at: i64) -> String {
        let sender = Sender::new(MailAddress::parse(from).expect("from"), None);
        let alert = Alert { to, message_id: [id; 16], at, language, code: "1234 5678", private: None };
        String::from_utf8(compose(&sender, &alert).expect("composed")).expect("ASCII")
    }

    fn decoded(mail: &str) -> String {
        let (_, body) = mail.split_once("\r\n\r\n").expect("a body");
        String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).expect("base64")).expect("UTF-8")
    }

    #[test]
    fn every_recipient_of_every_length_in_every_language_gets_the_same_number_of_bytes() {
        let languages = ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru"];
        for sender in ["a@b", "desk@example.org", &format!("{}@{}", "s".repeat(64), vec!["d".repeat(31); 5].join("."))] {
            for length in 3..=254_usize {
                let local = (length - 2).min(64);
                let domain = "d.".repeat(127)[..length - local - 1].trim_end_matches('.').to_owned();
                let mut to = format!("{}@{domain}", "r".repeat(local));
                if to.len() < length {
                    to.push('d');
                }
                assert_eq!(to.len(), length);
                let language = languages[length % languages.len()];
                let mail = mail_in(language, sender, &to, 1, 1_700_000_000 + length as i64 * 86_399);
                assert_eq!(mail.len(), MESSAGE_BYTES, "{length} {language}");
                assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 998));
                assert_eq!(decoded(&mail).trim_end().replace("\r\n", "\n"), words(language, "1234 5678").1.trim_end());
                assert!(mail.contains(&to) && mail.contains(sender));
            }
        }
    }

    #[test]
    fn headers_say_neither_machine_nor_zone_nor_second_and_answers_go_where_nobody_reads() {
        let mail = mail("desk@example.org", "me@example.net", 0xab, 1_767_225_599);
        let (head, body) = mail.split_once("\r\n\r\n").expect("a body");
        let names: Vec<&str> = head.lines().filter_map(|line| line.split_once(':').map(|(name, _)| name)).collect();
        assert_eq!(
            names,
            [
                "Date",
                "From",
                "Reply-To",
                "To",
                "Message-ID",
                "Subject",
                "Auto-Submitted",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding"
            ]
        );
        assert!(head.contains("Date: Wed, 31 Dec 2025 23:59:00 +0000\r\n"), "{head}");
        assert!(head.contains("Reply-To: no-reply@example.org\r\n"));
        assert!(head.contains("Message-ID: <abababababababababababababababab@example.org>\r\n"));
        assert!(head.contains("Auto-Submitted: auto-generated\r\n"));
        assert!(body.lines().all(|line| line.len() <= LINE));
    }

    #[test]
    fn a_subject_in_any_language_is_cut_between_characters_into_short_words() {
        for language in ["zh-Hans", "zh-Hant", "ug", "fa", "ru"] {
            let subject = words(language, "").0;
            let header = encoded(subject);
            let text: String = header
                .split("\r\n ")
                .map(|word| {
                    assert!(word.len() <= 75 && word.is_ascii());
                    let inside = word.strip_prefix("=?utf-8?B?").and_then(|word| word.strip_suffix("?=")).expect("an encoded word");
                    String::from_utf8(STANDARD.decode(inside).expect("base64")).expect("whole characters")
                })
                .collect();
            assert_eq!(text, subject);
        }
    }

    #[test]
    fn an_address_with_a_line_end_makes_no_message() {
        let sender = Sender::new(MailAddress::parse("a@b").expect("from"), None);
        let alert = Alert { to: "c@d\r\nBcc: e@f", message_id: [0; 16], at: 0, language: "en", code: "", private: None };
        assert_eq!(compose(&sender, &alert).err(), Some(MailError::Permanent(Reason::Address)));
    }
}
