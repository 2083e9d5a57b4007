//! Text of others made safe to print: characters that change how the rest reads are shown as what they are.

use std::{fmt::Write as _, path::Path};

/// Control characters (line feed and tab excepted), direction controls, line separators, tags and byte-order marks
/// become `‹U+202E›`. Joiners stay: Persian, Uyghur and Tibetan need them.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if hidden(character) {
            // Writing to a String cannot fail.
            let _ = write!(out, "‹U+{:04X}›", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// [`visible`] on one line.
pub fn visible_line(text: &str) -> String {
    visible(text).replace('\n', "‹U+000A›").replace('\t', " ")
}

/// A path for messages.
pub fn visible_path(path: &Path) -> String {
    visible_line(&path.display().to_string())
}

/// `1 reply`, `2 replies`: a count with its word.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn hidden(character: char) -> bool {
    let kept = matches!(character, '\n' | '\t');
    let changes = matches!(character,
        '\u{61c}' | '\u{180e}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
    (character.is_control() && !kept) || changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_change_the_reading_is_shown_and_scripts_stay_whole() {
        assert_eq!(visible("a\u{202e}b\u{1b}[2J"), "a‹U+202E›b‹U+001B›[2J");
        assert_eq!(visible("\u{2066}\u{200f}\r\0"), "‹U+2066›‹U+200F›‹U+000D›‹U+0000›");
        for kept in ["می\u{200c}خواهم", "قىز\n\tئۇ", "བོད་ཡིག", "危险"] {
            assert_eq!(visible(kept), kept);
        }
        assert_eq!(visible_line("a\nb\tc"), "a‹U+000A›b c");
    }
}
