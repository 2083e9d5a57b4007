//! The plainest archives that `tar` reads (POSIX ustar): regular files with short names, no owner, no time, mode 0600.

const BLOCK: usize = 512;
/// Behind the last file.
const END: usize = 2 * BLOCK;
/// Where in a header its own sum stands.
const SUM: std::ops::Range<usize> = 148..156;

/// Bytes of the archive of these files.
pub fn length(files: &[(String, &[u8])]) -> usize {
    files.iter().map(|(_, bytes)| BLOCK + bytes.len().next_multiple_of(BLOCK)).sum::<usize>() + END
}

/// Writes the archive behind what is in `out`. Names are ours: ASCII, below 100 bytes.
pub fn write(files: &[(String, &[u8])], out: &mut Vec<u8>) {
    for (name, bytes) in files {
        out.extend_from_slice(&header(name, bytes.len()));
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out.resize(out.len() + END, 0);
}

/// The files of an archive. The caller writes it again and compares: what would not come out the same is not ours.
pub fn read(archive: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let (mut files, mut rest) = (Vec::new(), archive);
    loop {
        let (head, after) = rest.split_at_checked(BLOCK)?;
        if head.iter().all(|byte| *byte == 0) {
            return Some(files);
        }
        let name = head.get(..100)?.split(|byte| *byte == 0).next()?;
        let name = std::str::from_utf8(name).ok().filter(|name| !name.is_empty())?.to_owned();
        let digits = std::str::from_utf8(head.get(124..135)?).ok()?;
        let length = usize::from_str_radix(digits, 8).ok()?;
        let bytes = after.get(..length)?;
        rest = after.get(length.checked_next_multiple_of(BLOCK)?..)?;
        files.push((name, bytes));
    }
}

fn header(name: &str, length: usize) -> [u8; BLOCK] {
    let mut head = [0; BLOCK];
    put(&mut head, 0, name.as_bytes());
    for at in [108, 116] {
        put(&mut head, at, b"0000000");
    }
    put(&mut head, 100, b"0000600");
    put(&mut head, 124, format!("{length:011o}").as_bytes());
    put(&mut head, 136, b"00000000000");
    put(&mut head, 156, b"0");
    put(&mut head, 257, b"ustar\x0000");
    put(&mut head, SUM.start, b"        ");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    put(&mut head, SUM.start, format!("{sum:06o}\0 ").as_bytes());
    head
}

fn put(head: &mut [u8; BLOCK], at: usize, bytes: &[u8]) {
    for (to, from) in head.iter_mut().skip(at).zip(bytes) {
        *to = *from;
    }
}
