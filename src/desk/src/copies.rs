//! Clean copies of photographs: whoever sent one may have lied, so it is made again from the photograph and compared.

use std::{collections::BTreeMap, fs::File, io::Read as _, path::Path};

use ring::digest;
use tocsin_domain::photo::{Cleaner, Verdict};
use tocsin_seal::{Hash32, payload::Attachment};
use zeroize::Zeroizing;

use crate::{error::DeskError, files, output::Saved};

/// For a file that is sent as a clean copy: the name of the photograph in `folder` whose clean copy it is, or why it is none.
/// `None` for any other file.
///
/// # Errors
/// The photograph, written before, cannot be read.
pub fn check(copy: &Attachment, saved: &BTreeMap<String, Saved>, folder: &Path) -> Result<Option<Result<String, &'static str>>, DeskError> {
    let Some(original) = copy.clean_copy_of else { return Ok(None) };
    let Some(original) = saved.get(&original.to_string()) else {
        return Ok(Some(Err("is sent as the clean copy of a photograph that is not there; treat it as any other file")));
    };
    let same = made_again(&folder.join(&original.name))? == Some((copy.length, copy.sha256));
    Ok(Some(if same {
        Ok(original.name.clone())
    } else {
        Err("is sent as a clean copy, but is not what cleaning its photograph gives; treat it as any other file")
    }))
}

/// Length and hash of the clean copy that this program makes of a photograph.
fn made_again(path: &Path) -> Result<Option<(u64, Hash32)>, DeskError> {
    let mut file: File = files::open_regular(path)?;
    let (mut cleaner, mut sum, mut length) = (Cleaner::new(), digest::Context::new(&digest::SHA256), 0);
    let (mut buffer, mut gained) = (Zeroizing::new(vec![0; 256 * 1024]), Zeroizing::new(Vec::new()));
    loop {
        let count = file.read(&mut buffer).map_err(DeskError::io("read", path))?;
        let Some(read) = buffer.get(..count).filter(|read| !read.is_empty()) else { break };
        cleaner.push(read, &mut gained);
        sum.update(&gained);
        length += gained.len() as u64;
        gained.clear();
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(sum.finish().as_ref());
    Ok(matches!(cleaner.finish(), Verdict::Clean(_)).then_some((length, Hash32::from_bytes(hash))))
}
