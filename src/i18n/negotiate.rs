//! `Accept-Language`, read with bounds: a header is the visitor's to write.

/// More tags than this no honest browser sends.
const MOST_TAGS: usize = 20;

/// The language tags of a header, most wanted first; what is refused (`q=0`) or unreadable is left out.
pub(super) fn wanted(header: &str) -> Vec<String> {
    let mut tags: Vec<(u32, String)> = header
        .split(',')
        .take(MOST_TAGS)
        .filter_map(|part| {
            let mut pieces = part.split(';');
            let tag = pieces.next()?.trim();
            if tag.is_empty() || tag.len() > 35 {
                return None;
            }
            let weight = match pieces.find_map(|piece| piece.trim().strip_prefix("q=")) {
                Some(q) => q.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q))?,
                None => 1.0,
            };
            let thousandths = (weight * 1000.0).round() as u32;
            (thousandths > 0).then(|| (thousandths, tag.to_ascii_lowercase()))
        })
        .collect();
    tags.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

/// Whether a wanted tag (lower case) is served by a catalogue's code: the same tag, or the same
/// language in the script its region reads. "zh" alone is served by either script.
pub(super) fn matches(wanted: &str, code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    if wanted == code {
        return true;
    }
    if primary(wanted) != primary(&code) {
        return false;
    }
    match (script(wanted), script(&code)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The script a Chinese tag names or implies; other languages here have one catalogue each.
fn script(tag: &str) -> Option<&'static str> {
    if primary(tag) != "zh" {
        return None;
    }
    tag.split('-').skip(1).find_map(|part| match part {
        "hans" | "cn" | "sg" | "my" => Some("hans"),
        "hant" | "tw" | "hk" | "mo" => Some("hant"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_in_the_order_the_reader_wants_them() {
        assert_eq!(wanted("en;q=0.5, ug, zh-CN;q=0.8, fr;q=0"), ["ug", "zh-cn", "en"]);
        assert_eq!(wanted(""), Vec::<String>::new());
        assert_eq!(wanted("en;q=banana, ;;, ug;q=7"), Vec::<String>::new());
        assert_eq!(wanted(&"en,".repeat(100_000)).len(), MOST_TAGS);
    }

    #[test]
    fn a_region_is_served_in_the_script_it_reads() {
        assert!(matches("zh-cn", "zh-Hans"));
        assert!(matches("zh", "zh-Hans"));
        assert!(!matches("zh-hk", "zh-Hans"));
        assert!(!matches("zh-hant-tw", "zh-Hans"));
        assert!(matches("ug-cn", "ug"));
        assert!(!matches("fr", "en"));
    }
}
