//! Another process' memory, as root can read it even where nobody else may.

use std::fs;
use std::os::unix::fs::FileExt as _;

/// How often each of `needles` stands in the writable memory of process `id`, with the mappings it stands in.
pub fn found(id: u32, needles: &[&[u8]]) -> Vec<(usize, Vec<String>)> {
    let maps = fs::read_to_string(format!("/proc/{id}/maps")).expect("the process runs, and this runs as root");
    let memory = fs::File::open(format!("/proc/{id}/mem")).expect("root may read it");
    let mut hits = vec![(0, Vec::new()); needles.len()];
    let mut read = 0;
    for line in maps.lines() {
        let mut columns = line.split_ascii_whitespace();
        let (Some((from, to)), Some(rights)) = (columns.next().and_then(|range| range.split_once('-')), columns.next()) else { continue };
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        // Parts that were given back while this reads are no longer there.
        if memory.read_exact_at(&mut bytes, from).is_err() {
            continue;
        }
        read += bytes.len();
        for (needle, (count, places)) in needles.iter().zip(&mut hits) {
            let here = occurrences(&bytes, needle);
            if !here.is_empty() {
                *count += here.len();
                let name = columns.clone().nth(3).unwrap_or("anonymous");
                let offsets: Vec<String> = here.iter().take(4).map(|at| format!("{:x}", from + *at as u64)).collect();
                places.push(format!("{name} {}", offsets.join(" ")));
            }
        }
    }
    assert!(read > 1 << 20, "only {read} bytes could be read");
    hits
}

fn occurrences(bytes: &[u8], needle: &[u8]) -> Vec<usize> {
    let first = needle[0];
    let mut at = 0;
    let mut found = Vec::new();
    while let Some(step) = bytes[at..].iter().position(|b| *b == first) {
        at += step;
        if bytes[at..].starts_with(needle) {
            found.push(at);
        }
        at += 1;
    }
    found
}
