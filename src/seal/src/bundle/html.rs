//! A bundle as one page for people without tools: no script, nothing from elsewhere, all words of others escaped and each
//! in a block of its own. Characters that would change how the rest reads are shown by their number.
//!
//! A page is checked by taking its pieces out, and writing it again: it must be the same to the last byte, so nothing
//! can be shown that was not signed.

use super::{Bundle, ItemKind, Manifest, Named};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use std::fmt::Write as _;
use zeroize::Zeroizing;

const STYLE: &str = "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:auto;padding:1rem;color:#111;background:#fff}\
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .3rem}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate;border-inline-start:4px solid #777;padding:.2rem 1rem;margin:.5rem 0;font:inherit}\
pre.m{font:.75rem monospace;border:0;padding:0}b{background:#fe9;color:#111;font-weight:400}\
p.c{border:2px solid #b00;padding:.5rem}p.h{font:.8rem monospace;overflow-wrap:anywhere;color:#444;margin:0}";
/// SHA-256 of [`STYLE`], which the page's policy names.
const STYLE_HASH: &str = "scnr5Wi6VX/FbwXLPhjgjNC9ra45Sj6f8Zy2vHycHhY=";

const WORDS: &str = "<pre class=\"w\" dir=\"auto\"";
const FILE: &str = "href=\"data:application/octet-stream;base64,";
const DOCUMENT: &str = "<pre class=\"m\" id=\"manifest\">";
const ROSTER: &str = "<pre class=\"m\" id=\"roster-";

/// The page of a bundle.
pub fn write(bundle: &Bundle) -> String {
    let manifest = &bundle.manifest;
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'\">\n\
<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
<title>Case {case}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Case {case}</h1>\n<p>Put together on {at}.</p>\n",
        case = manifest.case,
        at = moment(manifest.at),
    );
    if !manifest.cautions.is_empty() {
        page.push_str("<p class=\"c\">The person asks that nobody from their own community sees this.</p>\n");
    }
    if !manifest.note.is_empty() {
        let _ = write!(page, "<h2>Note of the team</h2>\n<pre dir=\"auto\">{}</pre>\n", escaped(&manifest.note));
    }
    for (part, bytes) in bundle.items() {
        item(&mut page, part, bytes);
    }
    proof(&mut page, manifest, bundle);
    page.push_str("</body>\n</html>\n");
    page
}

fn item(page: &mut String, part: &Named, bytes: &[u8]) {
    let title = match part.kind {
        ItemKind::Report => "Report".to_owned(),
        ItemKind::Message => format!("Message {}", part.number),
        ItemKind::Reply => format!("Answer {} of the team", part.number),
        ItemKind::Translation => format!("Translation {} by the team", part.number),
        ItemKind::Contact => "How to reach the person".to_owned(),
        ItemKind::File => format!("File: <bdi>{}</bdi>", escaped(&part.name)),
    };
    let _ = write!(page, "<h2>{title}</h2>\n<p>{}", moment(part.at));
    if !part.language.is_empty() {
        let _ = write!(page, ", in <bdi>{}</bdi>", escaped(&part.language));
    }
    page.push_str("</p>\n");
    if part.kind == ItemKind::File {
        let _ = writeln!(
            page,
            "<p><a download=\"{}\" {FILE}{}\">Save</a> ({} bytes, said to be <bdi>{}</bdi>). Open it only on a device you can do without.</p>",
            escaped(&part.name),
            BASE64.encode(bytes),
            part.length,
            escaped(&part.media_type)
        );
    } else {
        // Words of a bundle are text: whoever signs makes them of texts.
        let _ = writeln!(page, "{WORDS}>{}</pre>", escaped(&String::from_utf8_lossy(bytes)));
    }
    let _ = writeln!(page, "<p class=\"h\">{} SHA-256 {}</p>", part.path, part.sha256);
}

fn proof(page: &mut String, manifest: &Manifest, bundle: &Bundle) {
    let _ = write!(
        page,
        "<h2>Whether this is true</h2>\n<p>The team that signed this is named by the roster {}. With the program tocsin-desk and the administrators' \
roster key, which you ask for by another way: <code>tocsin-desk verify-bundle FILE --roster-key KEY</code>. It is made so that a single changed \
letter is found.</p>\n<details><summary>For the program</summary>\n",
        manifest.roster_hash
    );
    let _ = writeln!(page, "{DOCUMENT}{}</pre>", escaped(&String::from_utf8_lossy(&bundle.document)));
    for (at, roster) in bundle.rosters.iter().enumerate() {
        let _ = writeln!(page, "{ROSTER}{}\">{}</pre>", at + 1, escaped(&String::from_utf8_lossy(roster)));
    }
    page.push_str("</details>\n");
}

type Pieces = (Vec<u8>, Vec<Vec<u8>>, Vec<Zeroizing<Vec<u8>>>);

/// The pieces of a page: manifest, rosters, parts. Words of others hold no `<`, so that they cannot pretend to be one.
pub fn read(page: &str) -> Option<Pieces> {
    let (head, proof) = page.split_once(DOCUMENT)?;
    let (document, mut rest) = proof.split_once("</pre>")?;
    let mut rosters = Vec::new();
    while let Some((_, after)) = rest.split_once(ROSTER) {
        let (roster, behind) = after.split_once('>')?.1.split_once("</pre>")?;
        rosters.push(unescaped(roster)?.into_bytes());
        rest = behind;
    }
    let (mut items, mut rest) = (Vec::new(), head);
    loop {
        let (words, file) = (rest.find(WORDS), rest.find(FILE));
        let bytes = match (words, file) {
            (None, None) => break,
            (Some(words), file) if file.is_none_or(|file| words < file) => {
                let (text, behind) = rest.get(words + WORDS.len()..)?.strip_prefix('>')?.split_once("</pre>")?;
                rest = behind;
                unescaped(text)?.into_bytes()
            }
            (_, Some(file)) => {
                let (text, behind) = rest.get(file + FILE.len()..)?.split_once('"')?;
                rest = behind;
                BASE64.decode(text).ok()?
            }
            (Some(_), None) => return None,
        };
        items.push(Zeroizing::new(bytes));
    }
    Some((unescaped(document)?.into_bytes(), rosters, items))
}

/// Text for a page: marks of HTML by name; what is hidden, or changes how the rest reads, as its number in `<b>`. The names
/// in attributes hold no such character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            hidden if is_hidden(hidden) => {
                let _ = write!(out, "<b>U+{:04X}</b>", u32::from(hidden));
            }
            plain => out.push(plain),
        }
    }
    out
}

fn unescaped(text: &str) -> Option<String> {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(rest.get(..at)?);
        rest = rest.get(at..)?;
        let named = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"')].into_iter().find(|(name, _)| rest.starts_with(name));
        if let Some((name, character)) = named {
            out.push(character);
            rest = rest.get(name.len()..)?;
        } else {
            let (digits, behind) = rest.strip_prefix("<b>U+")?.split_once("</b>")?;
            out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            rest = behind;
        }
    }
    out.push_str(rest);
    Some(out)
}

/// Controls, directions, separators of lines, tags, byte-order marks. Joiners stay: Persian, Uyghur and Tibetan need them.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
        '\u{61c}' | '\u{180e}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// `YYYY-MM-DD HH:MM UTC` (Howard Hinnant's `civil_from_days`).
fn moment(at: i64) -> String {
    let (days, minutes) = (at.div_euclid(86_400), at.rem_euclid(86_400) / 60);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * day_of_year + 2) / 153;
    let (day, month) = (day_of_year - (153 * march + 2) / 5 + 1, if march < 10 { march + 3 } else { march - 9 });
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_of_a_page_allows_its_own_style_and_nothing_else() {
        let sum = ring::digest::digest(&ring::digest::SHA256, STYLE.as_bytes());
        assert_eq!(BASE64.encode(sum), STYLE_HASH);
    }

    #[test]
    fn whatever_is_escaped_comes_back_and_leaves_no_mark_of_html() {
        for text in ["<b>U+0041</b>", "&lt;script&gt;", "a\u{202e}b\r\n\0\t\"", "قىز\u{200c} 昨天", "\u{e0001}\u{feff}"] {
            let shown = escaped(text);
            assert_eq!(unescaped(&shown).as_deref(), Some(text));
            assert!(!shown.replace("<b>", "").replace("</b>", "").contains(['<', '"', '\u{202e}', '\0']));
        }
        for bad in ["<i>", "&nbsp;", "<b>U+D800</b>", "<b>U+", "&"] {
            assert_eq!(unescaped(bad), None, "{bad}");
        }
    }

    #[test]
    fn moments_are_written_as_calendars_do() {
        for (at, shown) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_795_435_200, "2026-11-23 12:00 UTC"),
            (253_402_300_799, "9999-12-31 23:59 UTC"),
        ] {
            assert_eq!(moment(at), shown);
        }
    }
}
