//! Why a command stops: one line that says what is wrong, without a secret or a person's words.

use std::{io, path::Path};

use crate::visible::visible_path;

/// Why a command, or the work on one case, stops.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// What was read is not what it must be. The text names the part and the mismatch.
    #[error("{0}")]
    Refused(String),
    /// The command cannot be done as asked; the text says what to do instead.
    #[error("{0}")]
    Asked(String),
    /// Reading or writing failed.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried: `read`, `write`, …
        action: &'static str,
        /// The path, made printable.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
}

impl DeskError {
    /// What was read is not what it must be.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::Refused(reason.into())
    }

    /// The command cannot be done as asked.
    pub fn asked(reason: impl Into<String>) -> Self {
        Self::Asked(reason.into())
    }

    /// For `map_err` on input and output.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = visible_path(path);
        move |source| Self::Io { action, path, source }
    }
}
