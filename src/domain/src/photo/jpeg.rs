//! JPEG: what a decoder needs, in the order in which it stood. JFIF and Adobe's marker are written anew with neutral values,
//! since they say what the colours mean; of EXIF there remains which way is up, if it is not the usual way.

use super::{Format, Want};

/// How every JPEG file begins.
pub(super) const START: [u8; 3] = [0xff, 0xd8, 0xff];

/// Tables before the first scan are held until it is known which way is up. Honest ones take some kilobytes.
const MOST_TABLES: usize = 64 << 10;

const JFIF: [u8; 18] = [0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

/// Reads a JPEG file.
#[derive(Default)]
pub(super) struct Jpeg {
    place: Place,
    jfif: bool,
    adobe: Option<u8>,
    orientation: Option<u8>,
    /// The ids of the frame's components; empty before the frame.
    components: Vec<u8>,
    tables: Vec<u8>,
    scanning: bool,
}

/// What the bytes that were asked for are.
#[derive(Default, Clone, Copy)]
enum Place {
    #[default]
    Start,
    /// The byte 0xff before a marker's code.
    Marker,
    /// A marker's code, after any number of fill bytes.
    Code,
    Length(u8),
    Body(u8),
    /// A segment that is left out.
    Left,
    /// Compressed data.
    Scan,
    /// What stands behind 0xff in compressed data.
    InScan,
}

impl Format for Jpeg {
    fn first(&self) -> Want {
        Want::Whole(2)
    }

    fn whole(&mut self, bytes: &[u8], copy: &mut Vec<u8>) -> Want {
        match (self.place, bytes) {
            // The two bytes were seen before this reader was chosen.
            (Place::Start, _) => self.at(Place::Marker, 1),
            (Place::Marker, [0xff]) => self.at(Place::Code, 1),
            (Place::Code | Place::InScan, [0xff]) => self.at(self.place, 1),
            (Place::InScan, [code @ (0 | 0xd0..=0xd7)]) => {
                copy.extend([0xff, *code]);
                self.scan()
            }
            (Place::Code | Place::InScan, [code]) => self.marker(*code, copy),
            (Place::Length(code), [high, low]) => self.length(code, usize::from(u16::from_be_bytes([*high, *low]))),
            (Place::Body(code), body) => self.body(code, body, copy),
            _ => Want::Broken,
        }
    }

    fn passed(&mut self) -> Want {
        match self.place {
            Place::Scan => self.at(Place::InScan, 1),
            _ => self.at(Place::Marker, 1),
        }
    }
}

impl Jpeg {
    fn at(&mut self, place: Place, count: usize) -> Want {
        self.place = place;
        Want::Whole(count)
    }

    fn scan(&mut self) -> Want {
        self.place = Place::Scan;
        Want::UpTo(0xff)
    }

    fn marker(&mut self, code: u8, copy: &mut Vec<u8>) -> Want {
        match code {
            0xd9 if self.scanning => {
                copy.extend([0xff, 0xd9]);
                Want::Nothing
            }
            // Frames that usual decoders know, tables, scans, and what is left out: applications' segments and comments.
            0xc0..=0xc2 | 0xc9 | 0xca | 0xc4 | 0xcc | 0xdb | 0xdd | 0xda | 0xe0..=0xef | 0xfe => self.at(Place::Length(code), 2),
            _ => Want::Broken,
        }
    }

    fn length(&mut self, code: u8, length: usize) -> Want {
        let Some(body) = length.checked_sub(2) else { return Want::Broken };
        let application = matches!(code, 0xe0..=0xef | 0xfe);
        let telling = matches!(code, 0xe0 | 0xe1 | 0xee) && !self.scanning;
        match body {
            0 if application => self.at(Place::Marker, 1),
            0 => Want::Broken,
            _ if application && !telling => {
                self.place = Place::Left;
                Want::Pass { left: body as u32, keep: false }
            }
            _ => self.at(Place::Body(code), body),
        }
    }

    fn body(&mut self, code: u8, body: &[u8], copy: &mut Vec<u8>) -> Want {
        let kept = match code {
            0xe0 => {
                self.jfif |= body.len() >= 14 && body.starts_with(b"JFIF\0");
                Some(false)
            }
            0xe1 => {
                self.orientation = self.orientation.or_else(|| orientation(body.strip_prefix(b"Exif\0\0")?));
                Some(false)
            }
            0xee => self.colours(body).then_some(false),
            0xdb => quantisation(body).then_some(true),
            0xc4 => huffman(body).then_some(true),
            0xcc => body.len().is_multiple_of(2).then_some(true),
            0xdd => (body.len() == 2).then_some(true),
            0xda => self.scan_head(body).then_some(true),
            _ => self.frame(body).then_some(true),
        };
        match kept {
            None => return Want::Broken,
            Some(false) => return self.at(Place::Marker, 1),
            Some(true) => {}
        }
        if code == 0xda && !self.scanning {
            self.scanning = true;
            self.head(copy);
        }
        let place = if self.scanning { copy } else { &mut self.tables };
        place.extend([0xff, code]);
        // It was announced in two bytes.
        place.extend((body.len() as u16 + 2).to_be_bytes());
        place.extend_from_slice(body);
        if self.tables.len() > MOST_TABLES {
            return Want::Broken;
        }
        if code == 0xda { self.scan() } else { self.at(Place::Marker, 1) }
    }

    /// Everything before the first scan.
    fn head(&mut self, copy: &mut Vec<u8>) {
        copy.extend([0xff, 0xd8]);
        if self.jfif {
            copy.extend(JFIF);
        }
        if let Some(turned @ 2..=8) = self.orientation {
            copy.extend([0xff, 0xe1, 0, 34]);
            copy.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
            copy.extend([turned, 0, 0, 0, 0, 0, 0]);
        }
        if let Some(transform) = self.adobe {
            copy.extend([0xff, 0xee, 0, 14, b'A', b'd', b'o', b'b', b'e', 0, 100, 0, 0, 0, 0, transform]);
        }
        copy.append(&mut self.tables);
    }

    /// Adobe's segment says what the colours are. Any other of its kind is left out.
    fn colours(&mut self, body: &[u8]) -> bool {
        if let Some(transform) = body.get(11).filter(|_| body.starts_with(b"Adobe")) {
            self.adobe = Some(*transform);
            return *transform <= 2;
        }
        true
    }

    fn frame(&mut self, body: &[u8]) -> bool {
        let [_precision, high, height, wide, width, count, components @ ..] = body else { return false };
        let sized = (*high, *height) != (0, 0) && (*wide, *width) != (0, 0);
        let counted = (1..=4).contains(count) && components.len() == usize::from(*count) * 3;
        if !self.components.is_empty() || !sized || !counted {
            return false;
        }
        for component in components.chunks_exact(3) {
            let [id, sampling, table] = component else { return false };
            let fits = (1..=4).contains(&(sampling >> 4)) && (1..=4).contains(&(sampling & 15)) && *table <= 3;
            if !fits || self.components.contains(id) {
                return false;
            }
            self.components.push(*id);
        }
        true
    }

    fn scan_head(&self, body: &[u8]) -> bool {
        let Some((count, rest)) = body.split_first() else { return false };
        let count = usize::from(*count);
        let known = |part: &[u8]| matches!(part, [id, tables] if self.components.contains(id) && tables >> 4 <= 3 && tables & 15 <= 3);
        (1..=4).contains(&count) && rest.len() == count * 2 + 3 && rest.chunks_exact(2).take(count).all(known)
    }
}

/// Tables of 64 values, of one byte or two, and nothing behind them.
fn quantisation(mut body: &[u8]) -> bool {
    while let Some((head, rest)) = body.split_first() {
        let size = match head >> 4 {
            0 => 64,
            1 => 128,
            _ => return false,
        };
        match rest.get(size..).filter(|_| head & 15 <= 3) {
            Some(rest) => body = rest,
            None => return false,
        }
    }
    true
}

/// Tables of 16 counts and as many values as they add up to, and nothing behind them.
fn huffman(mut body: &[u8]) -> bool {
    while let Some((head, rest)) = body.split_first() {
        let Some((counts, values)) = rest.split_at_checked(16) else { return false };
        let size: usize = counts.iter().map(|count| usize::from(*count)).sum();
        match values.get(size..).filter(|_| head >> 4 <= 1 && head & 15 <= 3 && size <= 256) {
            Some(rest) => body = rest,
            None => return false,
        }
    }
    true
}

/// Which way is up, 1 to 8, from EXIF's first directory (TIFF 6.0).
fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| -> Option<u16> {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let four = |at: usize| -> Option<u32> {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(four(4)?).ok()?;
    for entry in 0..usize::from(two(directory)?) {
        let at = directory.checked_add(2 + entry * 12)?;
        if two(at)? == 0x0112 && two(at + 2)? == 3 && four(at + 4)? == 1 {
            return u8::try_from(two(at + 8)?).ok().filter(|way| (1..=8).contains(way));
        }
    }
    None
}
