//! Clean copies of photographs: the picture alone, without what a device writes beside it (place, time, maker, serial
//! number, thumbnails, further pictures). `docs/photos.md` says what is kept and what a clean copy cannot hide.
//!
//! Nothing is decoded or drawn anew: the parts that a decoder needs are copied byte for byte and checked for their form, all
//! else is left out, so that no pixel changes. A photograph is read once, in pieces of any size, and a cleaner holds at most
//! some 128 KiB of it however long it is. `browser/src/lib/photo.ts` is its twin: the same bytes in, the same bytes out.
//!
//! Written here because no library does this: `img-parts` and `little_exif` hold whole files, keep what they do not know, and
//! have no twin for the browser.

mod jpeg;
mod png;

use jpeg::Jpeg;
use png::Png;

/// A kind of photograph that can be cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoKind {
    /// JPEG (ITU-T T.81): baseline, extended or progressive.
    Jpeg,
    /// PNG (ISO/IEC 15948); of a moving one the first picture.
    Png,
}

impl PhotoKind {
    /// The media type of its files.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            PhotoKind::Jpeg => "image/jpeg",
            PhotoKind::Png => "image/png",
        }
    }
}

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Its first bytes are of no kind that can be cleaned.
    Other,
    /// It begins as a photograph and is none to its end: what was given out so far is worth nothing.
    Broken,
    /// What was given out is its clean copy.
    Clean(PhotoKind),
}

/// A photograph being read, and its clean copy being written.
#[derive(Default)]
pub struct Cleaner {
    begun: Begun,
}

enum Begun {
    /// The first bytes, as long as they could still be of a photograph.
    Looking(Vec<u8>),
    Jpeg(Reading<Jpeg>),
    Png(Reading<Png>),
    Other,
}

impl Default for Begun {
    fn default() -> Self {
        Begun::Looking(Vec::new())
    }
}

impl Cleaner {
    /// Nothing read yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the file, and appends to `copy` what the clean copy gains by them.
    pub fn push(&mut self, bytes: &[u8], copy: &mut Vec<u8>) {
        match &mut self.begun {
            Begun::Looking(first) => {
                first.extend_from_slice(bytes);
                let first = std::mem::take(first);
                self.begun = begun(first);
                match &mut self.begun {
                    Begun::Jpeg(reading) => reading.begin(copy),
                    Begun::Png(reading) => reading.begin(copy),
                    Begun::Looking(_) | Begun::Other => {}
                }
            }
            Begun::Jpeg(reading) => reading.push(bytes, copy),
            Begun::Png(reading) => reading.push(bytes, copy),
            Begun::Other => {}
        }
    }

    /// What its first bytes say it is.
    #[must_use]
    pub fn kind(&self) -> Option<PhotoKind> {
        match &self.begun {
            Begun::Looking(_) | Begun::Other => None,
            Begun::Jpeg(_) => Some(PhotoKind::Jpeg),
            Begun::Png(_) => Some(PhotoKind::Png),
        }
    }

    /// Whether no clean copy can come of it any more.
    #[must_use]
    pub fn hopeless(&self) -> bool {
        match &self.begun {
            Begun::Looking(_) => false,
            Begun::Jpeg(reading) => matches!(reading.want, Want::Broken),
            Begun::Png(reading) => matches!(reading.want, Want::Broken),
            Begun::Other => true,
        }
    }

    /// The file has ended.
    #[must_use]
    pub fn finish(self) -> Verdict {
        let ended = match &self.begun {
            Begun::Looking(_) | Begun::Other => false,
            Begun::Jpeg(reading) => matches!(reading.want, Want::Nothing),
            Begun::Png(reading) => matches!(reading.want, Want::Nothing),
        };
        match self.kind() {
            None => Verdict::Other,
            Some(kind) if ended => Verdict::Clean(kind),
            Some(_) => Verdict::Broken,
        }
    }
}

/// The clean copy of a photograph that lies in memory; `None` for any other file and for a broken one.
#[must_use]
pub fn clean(photo: &[u8]) -> Option<Vec<u8>> {
    let (mut cleaner, mut copy) = (Cleaner::new(), Vec::new());
    cleaner.push(photo, &mut copy);
    matches!(cleaner.finish(), Verdict::Clean(_)).then_some(copy)
}

/// The clean copy's name: `-clean` before the ending.
#[must_use]
pub fn clean_name(name: &str) -> String {
    match name.rfind('.').filter(|dot| *dot > 0 && !name.get(dot + 1..).unwrap_or_default().contains(['/', '\\'])) {
        Some(dot) => {
            let (stem, ending) = name.split_at(dot);
            format!("{stem}-clean{ending}")
        }
        None => format!("{name}-clean"),
    }
}

fn begun(first: Vec<u8>) -> Begun {
    let may_be = |start: &[u8]| first.iter().zip(start).all(|(a, b)| a == b);
    let is = |start: &[u8]| first.starts_with(start);
    if is(&jpeg::START) {
        Begun::Jpeg(Reading::new(first))
    } else if is(&png::START) {
        Begun::Png(Reading::new(first))
    } else if may_be(&jpeg::START) || may_be(&png::START) {
        Begun::Looking(first)
    } else {
        Begun::Other
    }
}

/// What the reader of a format wants of the next bytes. Never of none: an empty part is dealt with where it is announced.
enum Want {
    /// So many at once.
    Whole(usize),
    /// So many, as they come; whether they go into the copy.
    Pass { left: u32, keep: bool },
    /// All up to a certain byte, which is taken and not kept; they go into the copy.
    UpTo(u8),
    /// No more: the picture has ended, whatever follows.
    Nothing,
    /// No more: this is no such file.
    Broken,
}

/// The reader of a format. It is asked for its next wish each time the one before is fulfilled.
trait Format: Default {
    /// The first wish.
    fn first(&self) -> Want;
    /// What was wanted as a whole is there.
    fn whole(&mut self, bytes: &[u8], copy: &mut Vec<u8>) -> Want;
    /// Some of the bytes that pass.
    fn passing(&mut self, _bytes: &[u8]) {}
    /// All have passed, or the certain byte was reached.
    fn passed(&mut self) -> Want;
}

struct Reading<F> {
    format: F,
    want: Want,
    held: Vec<u8>,
}

impl<F: Format> Reading<F> {
    fn new(first: Vec<u8>) -> Self {
        let format = F::default();
        Self { want: format.first(), format, held: first }
    }

    /// Reads what was held while the kind of file was unknown.
    fn begin(&mut self, copy: &mut Vec<u8>) {
        let first = std::mem::take(&mut self.held);
        self.push(&first, copy);
    }

    fn push(&mut self, mut bytes: &[u8], copy: &mut Vec<u8>) {
        while !bytes.is_empty() {
            self.want = match self.want {
                Want::Whole(count) => {
                    let (now, rest) = bytes.split_at(bytes.len().min(count.saturating_sub(self.held.len())));
                    self.held.extend_from_slice(now);
                    bytes = rest;
                    if self.held.len() < count {
                        return;
                    }
                    let want = self.format.whole(&self.held, copy);
                    self.held.clear();
                    want
                }
                Want::Pass { left, keep } => {
                    let (now, rest) = bytes.split_at(bytes.len().min(left as usize));
                    self.format.passing(now);
                    if keep {
                        copy.extend_from_slice(now);
                    }
                    bytes = rest;
                    // Never more than `left`, which is a u32.
                    match left - now.len() as u32 {
                        0 => self.format.passed(),
                        left => Want::Pass { left, keep },
                    }
                }
                Want::UpTo(end) => match bytes.iter().position(|byte| *byte == end) {
                    None => {
                        copy.extend_from_slice(bytes);
                        return;
                    }
                    Some(at) => {
                        let (now, rest) = bytes.split_at(at);
                        copy.extend_from_slice(now);
                        bytes = rest.get(1..).unwrap_or_default();
                        self.format.passed()
                    }
                },
                Want::Nothing | Want::Broken => return,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copys_name_tells_that_it_is_one_and_keeps_the_ending() {
        let names = ["photo.jpg", "a.b.PNG", "photo", ".hidden", "", "dir.d/photo", "x."].map(clean_name);
        assert_eq!(names, ["photo-clean.jpg", "a.b-clean.PNG", "photo-clean", ".hidden-clean", "-clean", "dir.d/photo-clean", "x-clean."]);
    }

    #[test]
    fn what_is_no_photograph_is_told_from_its_first_bytes() {
        for other in [&b""[..], b"\xff", b"\xff\xd8", b"\xff\xd8 not really", b"\x89PNG\r\n\x1a", b"%PDF-1.7", b"GIF89a", &[0; 40]] {
            let (mut cleaner, mut copy) = (Cleaner::new(), Vec::new());
            for byte in other {
                cleaner.push(&[*byte], &mut copy);
            }
            assert!(copy.is_empty());
            assert_eq!(cleaner.finish(), Verdict::Other, "{other:?}");
        }
    }
}
