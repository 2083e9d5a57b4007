//! How much room is left where things are stored.

use std::path::{Path, PathBuf};

/// The folders whose file systems matter: that of the blobs, and that of an SQLite database.
pub(super) fn folders(url: &str, blobs: &Path) -> Vec<PathBuf> {
    let database = url.strip_prefix("sqlite:").map(|path| Path::new(path.strip_prefix("//").unwrap_or(path)));
    let database = database.and_then(Path::parent).map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    std::iter::once(blobs).chain(database).map(Path::to_owned).collect()
}

/// The least that is free in any of them, in bytes, for this user.
pub(super) fn free(folders: &[PathBuf]) -> Option<u64> {
    let free = |folder: &PathBuf| rustix::fs::statvfs(folder).ok().map(|room| room.f_bavail.saturating_mul(room.f_frsize));
    folders.iter().map(free).collect::<Option<Vec<_>>>()?.into_iter().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_are_those_of_blobs_and_database() {
        let found = folders("sqlite:/a/b/tocsin.db", Path::new("/c/blobs"));
        assert_eq!(found, [PathBuf::from("/c/blobs"), PathBuf::from("/a/b")]);
        assert_eq!(folders("postgres://x/y", Path::new("/c")), [PathBuf::from("/c")]);
        assert_eq!(folders("sqlite:tocsin.db", Path::new("/c"))[1], PathBuf::from("."));
    }

    #[test]
    fn a_folder_that_is_there_has_room_and_one_that_is_not_tells_nothing() {
        assert!(free(&[std::env::temp_dir()]).is_some_and(|bytes| bytes > 0));
        assert_eq!(free(&[std::env::temp_dir(), PathBuf::from("/nowhere/at/all")]), None);
    }
}
