//! What a part of a form says about itself: field name, file name, media type.

/// The longest file name kept, in characters.
const FILE_NAME_CHARS: usize = 255;

/// A parsed `Content-Disposition: form-data` (RFC 7578, with the escapes browsers use, and RFC 8187 `filename*`).
#[derive(Debug, PartialEq, Eq)]
pub struct Disposition {
    /// The field's name.
    pub name: String,
    /// The file's name as sent, unsanitised; Some("") where a file input was left empty; None for a text field.
    pub file_name: Option<String>,
}

impl Disposition {
    /// Parses the header's value; None where it is no form-data, has no name, or a quote is never closed.
    pub fn parse(value: &[u8]) -> Option<Self> {
        let kind_end = value.iter().position(|b| *b == b';').unwrap_or(value.len());
        if !value[..kind_end].trim_ascii().eq_ignore_ascii_case(b"form-data") {
            return None;
        }
        let (mut name, mut plain, mut extended) = (None, None, None);
        let mut rest = &value[kind_end..];
        while let Some((parameter, content, after)) = next_parameter(rest)? {
            match parameter.to_ascii_lowercase().as_slice() {
                b"name" => name = name.or(Some(String::from_utf8(browser_unescaped(&content)).ok()?)),
                b"filename" => {
                    plain = plain.or_else(|| Some(String::from_utf8_lossy(&browser_unescaped(&content)).into_owned()));
                }
                b"filename*" => extended = extended.or_else(|| extended_value(&content)),
                _ => {}
            }
            rest = after;
        }
        Some(Self { name: name?, file_name: extended.or(plain) })
    }
}

type Parameter<'a> = (&'a [u8], Vec<u8>, &'a [u8]);

/// The next `; key=value`, its value unquoted; Some(None) at the end, None where the text is malformed.
fn next_parameter(text: &[u8]) -> Option<Option<Parameter<'_>>> {
    let mut text = text.trim_ascii_start();
    while let Some(after) = text.strip_prefix(b";") {
        text = after.trim_ascii_start();
    }
    if text.is_empty() {
        return Some(None);
    }
    let equals = text.iter().position(|b| *b == b'=')?;
    let key = text[..equals].trim_ascii();
    let value = text[equals + 1..].trim_ascii_start();
    let Some(quoted) = value.strip_prefix(b"\"") else {
        let end = value.iter().position(|b| *b == b';').unwrap_or(value.len());
        return Some(Some((key, value[..end].trim_ascii().to_vec(), &value[end..])));
    };
    let mut content = Vec::new();
    let mut at = 0;
    loop {
        match (quoted.get(at)?, quoted.get(at + 1)) {
            // Only a quote is ever escaped: a backslash in a Windows path stands for itself.
            (b'\\', Some(b'"')) => {
                content.push(b'"');
                at += 2;
            }
            (b'"', _) => return Some(Some((key, content, &quoted[at + 1..]))),
            (byte, _) => {
                content.push(*byte);
                at += 1;
            }
        }
    }
}

/// Undoes the three escapes of the HTML standard: `%22`, `%0D`, `%0A`.
fn browser_unescaped(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, after)) = rest.split_first() {
        let (byte, next) = match rest.get(..3) {
            Some(three) if three.eq_ignore_ascii_case(b"%22") => (b'"', &rest[3..]),
            Some(three) if three.eq_ignore_ascii_case(b"%0d") => (b'\r', &rest[3..]),
            Some(three) if three.eq_ignore_ascii_case(b"%0a") => (b'\n', &rest[3..]),
            _ => (*first, after),
        };
        out.push(byte);
        rest = next;
    }
    out
}

/// RFC 8187: `UTF-8'language'percent-encoded`; other character sets are not read.
fn extended_value(value: &[u8]) -> Option<String> {
    let mut parts = value.splitn(3, |b| *b == b'\'');
    let (charset, _language, encoded) = (parts.next()?, parts.next()?, parts.next()?);
    if !charset.eq_ignore_ascii_case(b"utf-8") {
        return None;
    }
    String::from_utf8(percent_decoded(encoded)?).ok()
}

/// Decodes `%XX`; None where a percent sign is not followed by two hexadecimal digits.
pub(super) fn percent_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        if *first != b'%' {
            out.push(*first);
            rest = after;
            continue;
        }
        let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
        out.push((digit(0)? * 16 + digit(1)?) as u8);
        rest = &after[2..];
    }
    Some(out)
}

/// A name under which a file may be kept: the last component of any path, without control characters, marks that turn
/// the writing direction (they hide extensions), or characters that file systems refuse; 255 characters at most, the
/// extension kept. Never empty, never `.` or `..`.
pub fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let cleaned: String = last
        .chars()
        .filter(|c| !turns(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    let trimmed = cleaned.trim_matches([' ', '.']);
    if trimmed.is_empty() {
        return "attachment".into();
    }
    if trimmed.chars().count() <= FILE_NAME_CHARS {
        return trimmed.into();
    }
    let (stem, extension) = match trimmed.rsplit_once('.') {
        Some((stem, extension)) if (1..=16).contains(&extension.chars().count()) => (stem, format!(".{extension}")),
        _ => (trimmed, String::new()),
    };
    let room = FILE_NAME_CHARS - extension.chars().count();
    stem.chars().take(room).chain(extension.chars()).collect()
}

/// The part's media type where it is a plain `type/subtype` of at most 100 characters, else `application/octet-stream`.
pub fn media_type(sent: Option<&[u8]>) -> String {
    let token = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    sent.and_then(|value| std::str::from_utf8(value).ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
        .filter(|value| value.len() <= 100 && value.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub)))
        .unwrap_or_else(|| "application/octet-stream".into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(value: &str) -> Option<(String, Option<String>)> {
        Disposition::parse(value.as_bytes()).map(|d| (d.name, d.file_name))
    }

    fn some(name: &str, file: Option<&str>) -> Option<(String, Option<String>)> {
        Some((name.into(), file.map(Into::into)))
    }

    #[test]
    fn what_browsers_send_is_understood() {
        assert_eq!(parsed(r#"form-data; name="narrative""#), some("narrative", None));
        assert_eq!(parsed(r#"form-data; name="files"; filename="""#), some("files", Some("")));
        assert_eq!(parsed(r#"form-data; name="files"; filename="照片 1.jpg""#), some("files", Some("照片 1.jpg")));
        assert_eq!(parsed(r#"form-data; name="a%22b"; filename="x%0D%0Ay""#), some("a\"b", Some("x\r\ny")));
        assert_eq!(parsed(r#"Form-Data;name=a;filename=b.txt"#), some("a", Some("b.txt")));
        assert_eq!(parsed(r#"form-data; name="a;b"; filename="c\"d.txt""#), some("a;b", Some("c\"d.txt")));
        assert_eq!(parsed(r#"form-data; filename="C:\dir\x.txt"; name="f""#), some("f", Some("C:\\dir\\x.txt")));
    }

    #[test]
    fn an_extended_file_name_is_decoded_and_preferred() {
        let both = r#"form-data; name="f"; filename="x.txt"; filename*=UTF-8''%E2%82%AC%20rates.txt"#;
        assert_eq!(parsed(both), some("f", Some("€ rates.txt")));
        assert_eq!(parsed(r#"form-data; name="f"; filename*=UTF-8''a%2"#), some("f", None));
        assert_eq!(parsed(r#"form-data; name="f"; filename="x"; filename*=KOI8-R''%D0"#), some("f", Some("x")));
    }

    #[test]
    fn what_is_no_form_field_is_refused() {
        for bad in ["", "attachment; name=\"a\"", "form-data", "form-data; filename=\"a\"", "form-data; name=\"a", "form-data; name"] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
        assert_eq!(Disposition::parse(b"form-data; name=\"\xff\""), None);
    }

    #[test]
    fn file_names_lose_paths_line_ends_and_hidden_marks() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name(r"C:\Users\me\photo.jpg"), "photo.jpg");
        assert_eq!(file_name("a\r\nSet-Cookie: x"), "a__Set-Cookie_ x");
        assert_eq!(file_name("annexe\u{202e}gpj.exe"), "annexegpj.exe");
        for empty in ["", "..", ".", "///", " . ", "\u{202e}"] {
            assert_eq!(file_name(empty), "attachment", "{empty:?}");
        }
    }

    #[test]
    fn a_file_name_of_four_thousand_characters_is_cut_and_keeps_its_extension() {
        let name = file_name(&format!("{}.jpg", "照".repeat(4_000)));
        assert_eq!(name.chars().count(), 255);
        assert!(name.ends_with("照.jpg"));
        assert_eq!(file_name(&"x".repeat(4_000)).len(), 255);
    }

    #[test]
    fn only_plain_media_types_are_kept() {
        assert_eq!(media_type(Some(b"Image/JPEG; charset=x")), "image/jpeg");
        for bad in [None, Some(&b"text"[..]), Some(b"text/"), Some(b"te xt/plain"), Some(b"\xff/\xff"), Some(b"a/b/c")] {
            assert_eq!(media_type(bad), "application/octet-stream");
        }
    }

    /// The browser's twin (`browser/src/lib/names.ts`) is held against the same file.
    #[test]
    fn a_file_has_the_same_name_and_type_with_script_and_without() {
        let long = "照".repeat(300);
        let names = [
            "",
            ".",
            "..",
            "...",
            "///",
            " . ",
            "a/",
            "/a",
            "a/b\\c",
            "../../etc/passwd",
            "C:\\Users\\me\\photo.jpg",
            "a\r\nSet-Cookie: x",
            "annexe\u{202e}gpj.exe",
            "\u{202e}",
            "\u{feff}x\u{200e}.txt",
            "a\0b",
            "\u{7f}\u{85}\u{2028}",
            "what?*<>|\".doc",
            "  name . ",
            "\u{3000}wide\u{3000}",
            "письмо.JPG",
            "e\u{301}.png",
            "𠮷野家.pdf",
            ".hidden",
            "trailing.",
            "no extension",
            &format!("{long}.jpg"),
            &long,
            &format!("{long}.{}", "x".repeat(16)),
            &format!("{long}.{}", "x".repeat(17)),
            &format!("{long}."),
            &format!(".{long}"),
            &"x".repeat(255),
            &"x".repeat(256),
            &"𠮷".repeat(256),
        ];
        let types = [
            "",
            "image/jpeg",
            "Image/JPEG; charset=x",
            " text/plain ",
            "text",
            "text/",
            "/x",
            "te xt/plain",
            "a/b/c",
            "a/b;c/d",
            ";",
            "application/vnd.a+b.c-d_e^f!#$&",
            "text/é",
            "a/b\u{a0}",
            &format!("a/{}", "b".repeat(98)),
            &format!("a/{}", "b".repeat(99)),
            "text/html,x",
        ];
        let made = serde_json::json!({
            "names": names.iter().map(|sent| (sent, file_name(sent))).collect::<Vec<_>>(),
            "types": types.iter().map(|sent| (sent, media_type(Some(sent.as_bytes())))).collect::<Vec<_>>(),
        });
        let made = serde_json::to_string_pretty(&made).unwrap() + "\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/twins/names.json");
        if std::env::var_os("UPDATE_VECTORS").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        assert!(std::fs::read_to_string(path).unwrap_or_default() == made, "names.json is not what Rust makes");
    }

    proptest! {
        #[test]
        fn no_header_whatever_makes_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Disposition::parse(&bytes);
            let mut prefixed = b"form-data; name=\"a\"; filename".to_vec();
            prefixed.extend_from_slice(&bytes);
            let _ = Disposition::parse(&prefixed);
        }

        #[test]
        fn every_file_name_is_safe(sent in any::<String>()) {
            let name = file_name(&sent);
            prop_assert!(!name.is_empty() && name.chars().count() <= 255);
            prop_assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control));
            prop_assert!(name != "." && name != "..");
        }
    }
}
