//! Pages that ask nothing: start, safer steps, locked, and the short messages.

use askama::Template;

use super::{Chrome, MethodGroup, Page};

/// The start page.
#[derive(Template)]
#[template(path = "pages/home.html")]
pub struct HomePage {
    /// The frame.
    pub chrome: Chrome,
}

impl Page for HomePage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// Guidance for every kind of report, readable without telling us anything.
#[derive(Template)]
#[template(path = "pages/safety.html")]
pub struct SafetyPage {
    /// The frame.
    pub chrome: Chrome,
    /// The taxonomy.
    pub methods: Vec<MethodGroup>,
}

impl Page for SafetyPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// Shown after "lock now".
#[derive(Template)]
#[template(path = "pages/locked.html")]
pub struct LockedPage {
    /// The frame.
    pub chrome: Chrome,
}

impl Page for LockedPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// What a short message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// No such page.
    NotFound,
    /// Too much from this side.
    TooMany {
        /// Whole minutes until it is worth trying again.
        wait_minutes: u32,
    },
    /// Too many people at once.
    Busy,
    /// The report holds as many further words as one may.
    Full,
    /// The form is closed: an administrator must open the service first.
    Locked,
    /// The form was sent from another site.
    CrossSite,
    /// It could not be read.
    BadRequest,
    /// It was too large.
    TooLarge,
    /// It took too long.
    Timeout,
    /// Something broke on our side.
    Internal {
        /// The number under which the log has the cause.
        incident: String,
    },
    /// Not sent as a form.
    Unsupported,
}

/// A short message, with what was typed if it can be given back.
#[derive(Template)]
#[template(path = "pages/message.html")]
pub struct MessagePage {
    /// The frame.
    pub chrome: Chrome,
    /// What it is about.
    pub kind: MessageKind,
    /// The reporter's own words, to copy.
    pub kept: Option<String>,
    /// Whether a part of them is missing, so that nobody sends a half without knowing.
    pub part_missing: bool,
}

impl MessagePage {
    fn id(&self) -> &'static str {
        match self.kind {
            MessageKind::NotFound => "message-not-found",
            MessageKind::TooMany { .. } => "message-too-many",
            MessageKind::Busy => "message-busy",
            MessageKind::Full => "message-full",
            MessageKind::Locked => "message-locked",
            MessageKind::CrossSite => "message-cross-site",
            MessageKind::BadRequest => "message-bad-request",
            MessageKind::TooLarge => "message-too-large",
            MessageKind::Timeout => "message-timeout",
            MessageKind::Internal { .. } => "message-internal",
            MessageKind::Unsupported => "message-unsupported",
        }
    }

    fn title(&self) -> String {
        self.chrome.t(&format!("{}-title", self.id()))
    }

    fn sentence(&self) -> String {
        match self.kind {
            MessageKind::TooMany { wait_minutes } => self.chrome.n(self.id(), "minutes", wait_minutes.max(1)),
            _ => self.chrome.t(self.id()),
        }
    }

    fn incident(&self) -> Option<&str> {
        match &self.kind {
            MessageKind::Internal { incident } => Some(incident),
            _ => None,
        }
    }
}

impl Page for MessagePage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn new_window(&self) -> bool {
        self.kept.is_some()
    }

    fn padded(&self) -> bool {
        self.kept.is_some()
    }
}
