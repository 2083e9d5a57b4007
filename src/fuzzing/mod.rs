//! One target for every decoder that meets bytes of strangers, and one for sequences of events. Each takes any bytes
//! and panics where a promise is broken. Two drivers use them: `smoke` inside `cargo test`, with fixed seeds and a small
//! mutator, and the libFuzzer program in `tests/fuzz`, which is guided by coverage and runs as long as one likes.
//!
//! No part of the service: built for tests and with the feature `fuzzing` alone.

mod advisory;
mod keys;
mod photo;
mod seal;
#[cfg(test)]
mod smoke;
mod staff;
mod text;

use std::sync::LazyLock;

use crate::{app, web};

/// A decoder and what it is fed with.
pub struct Target {
    /// Its name on the command line of the long run.
    pub name: &'static str,
    /// Feeds it; panics where a promise is broken.
    pub run: fn(&[u8]),
    /// Inputs that get far, to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How often the smoke run feeds it.
    pub smoke: u32,
}

/// Every target.
pub static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let target = |name, run, seeds, smoke| Target { name, run, seeds, smoke };
    vec![
        target("multipart", web::fuzzing::multipart, web::fuzzing::multipart_seeds, 1_500),
        target("multipart_made", web::fuzzing::multipart_made, web::fuzzing::made_seeds, 1_000),
        target("urlencoded", web::fuzzing::urlencoded, web::fuzzing::urlencoded_seeds, 4_000),
        target("disposition", web::fuzzing::disposition, web::fuzzing::disposition_seeds, 6_000),
        target("proxy_header", web::fuzzing::proxy_header, web::fuzzing::proxy_seeds, 6_000),
        target("receipt", seal::receipt, seal::receipt_seeds, 4_000),
        target("age_header", seal::age_header, seal::age_seeds, 1_000),
        target("grant", seal::grants, seal::grant_seeds, 60),
        target("roster", seal::roster, seal::roster_seeds, 400),
        target("statement", seal::statement, seal::statement_seeds, 1_500),
        target("payload", seal::payloads, seal::payload_seeds, 1_500),
        target("capsule", seal::capsule, seal::capsule_seeds, 2_000),
        target("submission", seal::submission, seal::submission_seeds, 400),
        target("call", seal::call, seal::call_seeds, 3_000),
        target("addition", seal::addition, seal::addition_seeds, 600),
        target("parcel", seal::parcel, seal::parcel_seeds, 400),
        target("audit", staff::audit, staff::audit_seeds, 1_500),
        target("staff_payload", staff::staff_payload, staff::staff_seeds, 1_500),
        target("small_boxes", staff::small_boxes, staff::box_seeds, 1_000),
        target("bundle", seal::bundle, seal::bundle_seeds, 200),
        target("tus_headers", web::fuzzing::tus_headers, web::fuzzing::tus_seeds, 4_000),
        target("form_token", keys::form_token, keys::token_seeds, 4_000),
        target("session_token", keys::session_token, keys::token_seeds, 4_000),
        target("call_challenge", keys::call_challenge, keys::token_seeds, 4_000),
        target("place", keys::place, keys::token_seeds, 4_000),
        target("ring_file", keys::ring_file, keys::ring_seeds, 600),
        target("vault_row", keys::vault_row, keys::row_seeds, 2_000),
        target("row_content", app::fuzzing::row_content, app::fuzzing::row_seeds, 1_500),
        target("config", text::config, text::config_seeds, 300),
        target("rules", text::rules, text::rule_seeds, 150),
        target("mail_address", text::mail_address, text::address_seeds, 8_000),
        target("reading_hours", text::reading_hours, text::hours_seeds, 3_000),
        target("accept_language", text::accept_language, text::language_seeds, 3_000),
        target("dates", text::dates, text::date_seeds, 8_000),
        target("drafts", text::drafts, text::draft_seeds, 3_000),
        target("onion_address", text::onion_address, text::onion_seeds, 4_000),
        target("advisory", advisory::advisory, advisory::advisory_seeds, 1_500),
        target("travel_tables", text::travel_tables, text::travel_seeds, 200),
        target("photo", photo::photo, photo::photo_seeds, 1_500),
        target("backup", app::backup::fuzzing::archive_inside, app::backup::fuzzing::archive_seeds, 600),
        target("events", app::fuzzing::events, app::fuzzing::event_seeds, 40),
    ]
});

/// Bytes taken from the front, zeros when there are none left.
pub(crate) struct Script<'a>(pub &'a [u8]);

impl<'a> Script<'a> {
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// So many bytes, or what is left.
    pub(crate) fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }
}

/// The file system that lies in memory, where there is one.
pub(crate) fn memory() -> std::path::PathBuf {
    let shared = std::path::Path::new("/dev/shm");
    if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() }
}

pub(crate) fn seeds(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
