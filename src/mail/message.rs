//! The one message: constant subject and text, one size to the byte, nothing about machine, place or event.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{Date, Headers};
use std::fmt::Write;
use std::time::{Duration, UNIX_EPOCH};

use super::{Alert, MailError, Reason};
use tocsin_domain::mail_address::MailAddress;

/// The size of every message in bytes, headers included. The longest sender and recipient leave room for the text.
pub const MESSAGE_BYTES: usize = 2048;

const SUBJECT: &str = include_str!("../../templates/mail/alert/subject.txt");
const BODY: &str = include_str!("../../templates/mail/alert/body.txt");
/// Characters of base64 in a line (RFC 2045, 6.8), and the line with its end.
const LINE: usize = 76;

/// The message from `from` for one alert, with CRLF line ends, exactly [`MESSAGE_BYTES`] long.
///
/// Addresses differ in length; what is missing is made up by spaces at the end of the (base64) text, and up to three
/// before the recipient's address, where every parser skips them.
pub fn compose(from: &MailAddress, alert: &Alert<'_>) -> Result<Vec<u8>, MailError> {
    let to = MailAddress::parse(alert.to).map_err(|_| MailError::Permanent(Reason::Address))?;
    let bare = headers(from, &to, alert, 0).len();
    let room = MESSAGE_BYTES.checked_sub(bare).ok_or(MailError::Permanent(Reason::Address))?;
    let lines = room.div_ceil(LINE + 2);
    let (quads, spare) = ((room - 2 * lines) / 4, (room - 2 * lines) % 4);

    let mut text = BODY.replace('\n', "\r\n").into_bytes();
    if text.len() > quads * 3 {
        return Err(MailError::Permanent(Reason::Address));
    }
    text.resize(quads * 3, b' ');
    let encoded = STANDARD.encode(&text);

    let mut message = headers(from, &to, alert, spare);
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

fn headers(from: &MailAddress, to: &MailAddress, alert: &Alert<'_>, spare: usize) -> String {
    let mut out = String::with_capacity(MESSAGE_BYTES);
    let subject = SUBJECT.trim_end();
    let id = hex(&alert.message_id);
    let _ = write!(
        out,
        "Date: {date}\r\nFrom: {from}\r\nTo: {pad}{to}\r\nMessage-ID: <{id}@{domain}>\r\nSubject: {subject}\r\n\
         Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n",
        date = date(alert.at),
        pad = " ".repeat(spare),
        domain = from.domain(),
    );
    out
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
        let from = MailAddress::parse(from).expect("from");
        let alert = Alert { to, message_id: [id; 16], at };
        String::from_utf8(compose(&from, &alert).expect("composed")).expect("ASCII")
    }

    fn decoded(mail: &str) -> String {
        let (_, body) = mail.split_once("\r\n\r\n").expect("a body");
        String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).expect("base64")).expect("UTF-8")
    }

    #[test]
    fn every_recipient_of_every_length_gets_the_same_number_of_bytes() {
        for sender in ["a@b", "desk@example.org", &format!("{}@{}", "s".repeat(64), vec!["d".repeat(31); 5].join("."))] {
            for length in 3..=254_usize {
                let local = (length - 2).min(64);
                let domain = "d.".repeat(127)[..length - local - 1].trim_end_matches('.').to_owned();
                let mut to = format!("{}@{domain}", "r".repeat(local));
                if to.len() < length {
                    to.push('d');
                }
                assert_eq!(to.len(), length);
                let mail = mail(sender, &to, 1, 1_700_000_000 + length as i64 * 86_399);
                assert_eq!(mail.len(), MESSAGE_BYTES, "{length}");
                assert!(mail.lines().all(|line| line.len() <= 998));
                assert_eq!(decoded(&mail).trim_end().replace("\r\n", "\n"), BODY.trim_end());
            }
        }
    }

    #[test]
    fn the_longest_sender_and_recipient_still_fit() {
        let long = format!("{}@{}d", "s".repeat(64), "d.".repeat(94));
        assert_eq!(long.len(), 254);
        assert_eq!(mail(&long, &long, 9, 4_000_000_000).len(), MESSAGE_BYTES);
    }

    #[test]
    fn headers_say_nothing_about_the_machine_the_second_or_the_zone() {
        let mail = mail("desk@example.org", "one@example.net", 0xab, 1_767_225_599);
        let (head, body) = mail.split_once("\r\n\r\n").expect("a body");
        let names: Vec<&str> = head.lines().filter_map(|line| line.split_once(':').map(|(name, _)| name)).collect();
        assert_eq!(
            names,
            ["Date", "From", "To", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
        );
        assert!(head.contains("Date: Wed, 31 Dec 2025 23:59:00 +0000\r\n"), "{head}");
        assert!(head.contains("Message-ID: <abababababababababababababababab@example.org>\r\n"));
        assert!(head.contains("Auto-Submitted: auto-generated\r\n"));
        assert!(body.lines().all(|line| line.len() <= LINE));
    }

    #[test]
    fn subject_and_text_are_constant_without_link_urgency_or_case() {
        for text in [SUBJECT.to_owned(), decoded(&mail("a@b", "c@d", 1, 0))] {
            let low = text.to_lowercase();
            assert!(text.is_ascii());
            for word in ["http", "://", "www", "urgent", "critical", "report", "case", "exile", "tocsin", "danger", "@", "{", "now"] {
                assert!(!low.contains(word), "{word}");
            }
        }
        assert!(!SUBJECT.trim_end().contains(['\r', '\n']) && SUBJECT.len() < 60);
    }

    #[test]
    fn an_address_with_a_line_end_makes_no_message() {
        let from = MailAddress::parse("a@b").expect("from");
        let alert = Alert { to: "c@d\r\nBcc: e@f", message_id: [0; 16], at: 0 };
        assert_eq!(compose(&from, &alert).err(), Some(MailError::Permanent(Reason::Address)));
    }
}
