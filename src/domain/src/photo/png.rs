//! PNG: header, palette where the colours need one, transparency, picture data, end. All other chunks are left out, those
//! that turn a picture into a film too; a critical chunk that is none of these belongs to another format.

use super::{Format, Want};

/// How every PNG file begins.
pub(super) const START: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

const INDEXED: u8 = 3;

/// Reads a PNG file.
#[derive(Default)]
pub(super) struct Png {
    place: Place,
    /// Length and type of the chunk, as they stood.
    head: [u8; 8],
    sum: Sum,
    /// Bits of a sample; 0 before the header.
    depth: u8,
    colours: u8,
    /// Colours in the palette.
    palette: u32,
    transparency: bool,
    picture: bool,
}

/// What the bytes that were asked for are.
#[derive(Default, Clone, Copy)]
enum Place {
    #[default]
    Start,
    Head,
    /// A short chunk that is kept, with its check sum.
    Short,
    /// The check sum of a chunk that passed; whether it is kept.
    Sum(bool),
}

impl Format for Png {
    fn first(&self) -> Want {
        Want::Whole(START.len())
    }

    fn whole(&mut self, bytes: &[u8], copy: &mut Vec<u8>) -> Want {
        match self.place {
            Place::Start => {
                copy.extend(START);
                self.at(Place::Head, 8)
            }
            Place::Head => match bytes.try_into() {
                Ok(head) => {
                    self.head = head;
                    self.chunk(copy).unwrap_or(Want::Broken)
                }
                Err(_) => Want::Broken,
            },
            Place::Short => {
                let Some((body, sum)) = bytes.split_last_chunk::<4>() else { return Want::Broken };
                self.sum.add(body);
                if self.sum.value() != u32::from_be_bytes(*sum) || self.read(body).is_none() {
                    return Want::Broken;
                }
                copy.extend(self.head);
                copy.extend_from_slice(bytes);
                self.at(Place::Head, 8)
            }
            Place::Sum(kept) => {
                if self.sum.value().to_be_bytes() != bytes {
                    return Want::Broken;
                }
                if kept {
                    copy.extend_from_slice(bytes);
                }
                if self.kind() == *b"IEND" { Want::Nothing } else { self.at(Place::Head, 8) }
            }
        }
    }

    fn passing(&mut self, bytes: &[u8]) {
        self.sum.add(bytes);
    }

    fn passed(&mut self) -> Want {
        let kept = self.kind() == *b"IDAT";
        self.at(Place::Sum(kept), 4)
    }
}

impl Png {
    fn at(&mut self, place: Place, count: usize) -> Want {
        self.place = place;
        Want::Whole(count)
    }

    fn kind(&self) -> [u8; 4] {
        let [.., a, b, c, d] = self.head;
        [a, b, c, d]
    }

    /// A chunk is announced; `None` if it may not be there.
    fn chunk(&mut self, copy: &mut Vec<u8>) -> Option<Want> {
        let [a, b, c, d, ..] = self.head;
        let (length, kind) = (u32::from_be_bytes([a, b, c, d]), self.kind());
        self.sum = Sum::default();
        self.sum.add(&kind);
        let fits = length <= i32::MAX as u32 && kind.iter().all(u8::is_ascii_alphabetic);
        if !fits || (self.depth == 0) != (kind == *b"IHDR") {
            return None;
        }
        match &kind {
            b"IHDR" => (length == 13).then(|| self.at(Place::Short, 17)),
            b"PLTE" if self.colours == INDEXED => {
                let colours = length / 3;
                let fits = length.is_multiple_of(3) && (1..=1 << self.depth).contains(&colours);
                let first = self.palette == 0 && !self.picture;
                (fits && first).then(|| self.at(Place::Short, length as usize + 4))
            }
            b"tRNS" if self.colours <= INDEXED => {
                let fits = match self.colours {
                    0 => length == 2,
                    2 => length == 6,
                    _ => (1..=self.palette).contains(&length),
                };
                let first = !self.transparency && !self.picture;
                (fits && first).then(|| self.at(Place::Short, length as usize + 4))
            }
            b"IDAT" => {
                let coloured = self.colours != INDEXED || self.palette > 0;
                self.picture = true;
                copy.extend(self.head);
                coloured.then(|| self.pass(length, true))
            }
            b"IEND" => {
                copy.extend(self.head);
                (length == 0 && self.picture).then(|| self.pass(0, true))
            }
            // A palette that true colours only suggest. Other critical chunks are not of this format.
            b"PLTE" => Some(self.pass(length, false)),
            [first, ..] if first.is_ascii_uppercase() => None,
            _ => Some(self.pass(length, false)),
        }
    }

    fn pass(&mut self, length: u32, keep: bool) -> Want {
        if length == 0 { self.at(Place::Sum(keep), 4) } else { Want::Pass { left: length, keep } }
    }

    /// A short chunk whose sum is right.
    fn read(&mut self, body: &[u8]) -> Option<()> {
        match (&self.kind(), body) {
            (b"IHDR", [w0, w1, w2, w3, h0, h1, h2, h3, depth, colours, 0, 0, 0 | 1]) => {
                let side = |bytes| (1..=i32::MAX as u32).contains(&u32::from_be_bytes(bytes));
                let fits = match colours {
                    0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
                    2 | 4 | 6 => matches!(depth, 8 | 16),
                    3 => matches!(depth, 1 | 2 | 4 | 8),
                    _ => false,
                };
                (self.depth, self.colours) = (*depth, *colours);
                (fits && side([*w0, *w1, *w2, *w3]) && side([*h0, *h1, *h2, *h3])).then_some(())
            }
            (b"PLTE", _) => {
                self.palette = body.len() as u32 / 3;
                Some(())
            }
            (b"tRNS", _) => {
                self.transparency = true;
                Some(())
            }
            _ => None,
        }
    }
}

/// The check sum of a chunk: CRC-32 of ISO 3309, as PNG's annex D writes it.
struct Sum(u32);

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut value, mut bit) = (byte as u32, 0);
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
    }
    table
};

impl Default for Sum {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        // The table has a value for every byte.
        self.0 = bytes.iter().fold(self.0, |sum, byte| TABLE[usize::from(sum.to_le_bytes()[0] ^ byte)] ^ (sum >> 8));
    }

    fn value(&self) -> u32 {
        !self.0
    }
}
