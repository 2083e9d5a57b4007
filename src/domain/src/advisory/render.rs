//! An advisory as text, as a page that stands alone, and all of them as a feed and as one text for messengers.

use std::fmt::Write as _;

use super::{Advisory, Block, Day, Index, SiteKey, Text, words};

/// The style of the pages that stand alone; the service allows it by its hash.
pub const STYLE: &str = include_str!("page.css");

/// One advisory in one language as plain text.
pub fn text_of(advisory: &Advisory, language: &str, index: &Index) -> String {
    let words = words(language);
    let Some(text) = advisory.texts.get(language) else { return String::new() };
    let mut out = format!("{}: {}\n\n", words.warning, text.title);
    if advisory.withdrawn {
        let _ = write!(out, "{}\n\n", words.withdrawn);
    }
    let _ = write!(out, "{}\n\n", text.body);
    let _ = writeln!(out, "{} {} · {} {}", words.written, advisory.written, words.until, advisory.expires);
    let _ = writeln!(out, "{} {} · {} {}.{}", words.of, one_line(&index.organisation), index.serial, advisory.id, advisory.revision);
    out
}

/// All advisories that stand, in one language where there is one, as one text that a messenger can carry.
pub fn bundle(advisories: &[Advisory], language: &str, index: &Index) -> String {
    let words = words(language);
    let mut out = format!("{} {} · {} · {} {}\n", words.of, one_line(&index.organisation), index.serial, words.until, index.expires);
    let mut any = false;
    for advisory in advisories.iter().filter(|advisory| advisory.stands(index.issued)) {
        let Some((code, _)) = advisory.text(language) else { continue };
        let _ = write!(out, "\n----------\n{}", text_of(advisory, code, index));
        any = true;
    }
    if !any {
        let _ = write!(out, "\n{}\n", words.none);
    }
    let _ = write!(out, "\n----------\n{} minisign -Vm all.{language}.txt -p minisign.pub\n", words.check);
    out
}

/// The true addresses, signed like everything else, for when a domain is blocked or copied.
pub fn addresses(index: &Index, key: &SiteKey) -> String {
    let mut out = format!("{}\n\n", one_line(&index.organisation));
    for address in &index.addresses {
        let _ = writeln!(out, "{}", one_line(address));
    }
    let _ = write!(out, "\nminisign -Vm addresses.txt -P {}\n{} · {} – {}\n", key.as_str(), index.serial, index.issued, index.expires);
    out
}

/// One advisory in one language as a page that needs nothing else: no script, no image, no font.
pub fn page(advisory: &Advisory, language: &str, index: &Index) -> String {
    let words = words(language);
    let Some(text) = advisory.texts.get(language) else { return String::new() };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<p class=\"kind\">{}</p>\n<h1>{}</h1>\n",
        escaped(language),
        escaped(&words.dir),
        escaped(&text.title),
        escaped(&words.warning),
        escaped(&text.title)
    );
    if advisory.withdrawn {
        let _ = writeln!(out, "<p class=\"gone\"><strong>{}</strong></p>", escaped(&words.withdrawn));
    }
    out.push_str(&blocks(text));
    let file = format!("{}.{language}.html", advisory.id);
    let _ = write!(
        out,
        "</main>\n<footer>\n<p>{} <bdi>{}</bdi> · {} <bdi>{}</bdi></p>\n<p>{} <bdi>{}</bdi></p>\n<p>{} <code dir=\"ltr\">minisign -Vm {} -p minisign.pub</code></p>\n</footer>\n</body>\n</html>\n",
        escaped(&words.written),
        advisory.written,
        escaped(&words.until),
        advisory.expires,
        escaped(&words.of),
        escaped(&index.organisation),
        escaped(&words.check),
        escaped(&file)
    );
    out
}

/// All advisories as an Atom feed (RFC 4287) in one language where there is one. Its links are names of files beside it, so
/// that it is right on every mirror.
pub fn feed(advisories: &[Advisory], language: &str, index: &Index) -> String {
    let words = words(language);
    let name = escaped(&index.organisation);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>urn:tocsin:advisories</id>\n\
         <title>{} {name}</title>\n<updated>{}</updated>\n<author><name>{name}</name></author>\n<link rel=\"self\" href=\"feed.{}.xml\"/>\n",
        escaped(language),
        escaped(&words.of),
        moment(index.issued),
        escaped(language)
    );
    for advisory in advisories {
        let Some((code, text)) = advisory.text(language) else { continue };
        let withdrawn = if advisory.withdrawn { format!("{}\n\n", super::words(code).withdrawn) } else { String::new() };
        let _ = write!(
            out,
            "<entry xml:lang=\"{}\">\n<id>urn:tocsin:advisory:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}.{}.html\"/>\n<content type=\"text\">{}</content>\n</entry>\n",
            escaped(code),
            advisory.id,
            escaped(&text.title),
            moment(advisory.written),
            advisory.id,
            escaped(code),
            escaped(&format!("{withdrawn}{}", text.body))
        );
    }
    out.push_str("</feed>\n");
    out
}

fn blocks(text: &Text) -> String {
    let mut out = String::new();
    for block in text.blocks() {
        match block {
            Block::Paragraph(lines) => {
                let lines: Vec<String> = lines.into_iter().map(escaped).collect();
                let _ = writeln!(out, "<p>{}</p>", lines.join("<br>"));
            }
            Block::Points(points) => {
                out.push_str("<ul>\n");
                for point in points {
                    let _ = writeln!(out, "<li>{}</li>", escaped(point));
                }
                out.push_str("</ul>\n");
            }
        }
    }
    out
}

fn moment(day: Day) -> String {
    format!("{day}T00:00:00Z")
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// For HTML and XML alike, in text and in attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
