//! What staff write for each other: notes, translations, labels, drafts of replies. Sealed to the case's *staff recipient*
//! alone (the reporter made the case key and may be the adversary), one stanza, with a statement of kind `note` in the case's
//! staff chain, signed by the team key.

use crate::ids::{CaseId, Hash32, MailboxId};
use crate::payload::{Format, Payload, PayloadError, parse};
use crate::statement::{Kind, Statement};
use serde::{Deserialize, Serialize};

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// The case.
    Note,
    /// Why the urgency was lowered.
    Lowered,
    /// What the next colleague must know.
    Handover,
    /// Why it was closed.
    Closed,
    /// What was handed to a body outside.
    Shared,
    /// A new staff identity, to which what was there was sealed again.
    Restricted,
}

/// A part of the staff chain whose body was sealed again to a new staff identity: its statement speaks of the former bytes.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resealed {
    /// Its place in the staff chain.
    pub seq: u32,
    /// SHA-256 of the new sealed body.
    pub sha256: Hash32,
}

macro_rules! staff_payload {
    ($(#[$doc:meta])* $name:ident, $format:literal, { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            #[doc = concat!("`", $format, "`.")]
            pub format: Format<$name>,
            /// The case.
            pub case_id: CaseId,
            /// The mailbox.
            pub mailbox_id: MailboxId,
            /// Place in the staff chain, from 1.
            pub seq: u32,
            /// Hash of the statement before; absent for the first.
            pub prev: Option<Hash32>,
            /// The roster in force.
            pub roster_hash: Hash32,
            /// Unix seconds.
            pub written_at: i64,
            /// The writer's alias.
            pub author: String,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Payload for $name {
            const FORMAT: &'static str = $format;
        }
    };
}

staff_payload! {
    /// A note to the team.
    Note, "tocsin.note/1", {
        /// The words.
        text: String,
        /// What it is about.
        about: About,
        /// With [`About::Restricted`]: what was sealed again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        resealed: Vec<Resealed>,
    }
}
staff_payload! {
    /// Somebody's words in another language.
    Translation, "tocsin.translation/1", {
        /// Statement hash of what is translated.
        of: Hash32,
        /// SHA-256 of the words that were translated, in UTF-8.
        source_sha256: Hash32,
        /// Language tag of the words.
        from: String,
        /// Language tag of the translation.
        to: String,
        /// The translation.
        text: String,
        /// Who translated: an alias, or `machine`.
        by: String,
    }
}
staff_payload! {
    /// All labels of the case, in place of the former ones.
    Labels, "tocsin.labels/1", {
        /// The labels.
        labels: Vec<String>,
    }
}
staff_payload! {
    /// A reply that waits for a second look.
    Draft, "tocsin.draft/1", {
        /// The reply in the reporter's language.
        text: String,
        /// The same in the team's, for who looks at it.
        translation: String,
        /// Language tag of the reply.
        language: String,
    }
}

/// Any of them.
pub enum StaffPayload {
    /// A note.
    Note(Note),
    /// A translation.
    Translation(Translation),
    /// Labels.
    Labels(Labels),
    /// A draft of a reply.
    Draft(Draft),
}

/// The fields that every one has.
#[derive(Clone, Copy)]
pub struct Common<'a> {
    /// The case.
    pub case_id: CaseId,
    /// The mailbox.
    pub mailbox_id: MailboxId,
    /// Place in the staff chain.
    pub seq: u32,
    /// Hash of the statement before.
    pub prev: Option<Hash32>,
    /// The roster in force.
    pub roster_hash: Hash32,
    /// Unix seconds.
    pub written_at: i64,
    /// The writer's alias.
    pub author: &'a str,
}

macro_rules! common {
    ($payload:expr) => {
        Common {
            case_id: $payload.case_id,
            mailbox_id: $payload.mailbox_id,
            seq: $payload.seq,
            prev: $payload.prev,
            roster_hash: $payload.roster_hash,
            written_at: $payload.written_at,
            author: &$payload.author,
        }
    };
}

impl StaffPayload {
    /// Reads a padded payload of any of these formats, strictly.
    pub fn parse(padded: &[u8]) -> Result<Self, PayloadError> {
        // A wrong padding is wrong for each; another format only for the others.
        match parse::<Note>(padded) {
            Ok(note) => return Ok(Self::Note(note)),
            Err(PayloadError::Malformed) => {}
            Err(other) => return Err(other),
        }
        parse(padded)
            .map(Self::Translation)
            .or_else(|_| parse(padded).map(Self::Labels))
            .or_else(|_| parse(padded).map(Self::Draft))
            .map_err(|_| PayloadError::Malformed)
    }

    /// What all have.
    pub fn common(&self) -> Common<'_> {
        match self {
            Self::Note(p) => common!(p),
            Self::Translation(p) => common!(p),
            Self::Labels(p) => common!(p),
            Self::Draft(p) => common!(p),
        }
    }
}

impl Common<'_> {
    /// Whether the sealed words stand where the signed statement says.
    pub fn agrees_with(&self, statement: &Statement) -> bool {
        statement.kind == Kind::Note
            && statement.case_id == self.case_id
            && statement.mailbox_id == self.mailbox_id
            && statement.seq == self.seq
            && statement.prev == self.prev
            && statement.roster_hash == self.roster_hash
            && statement.attachments.is_empty()
    }
}
