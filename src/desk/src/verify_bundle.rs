//! `tocsin-desk verify-bundle`: what somebody outside was handed, checked; and its parts written out.

use std::process::ExitCode;

use serde_json::json;
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::{Bundle, bundle::MAX_SEALED};
use zeroize::Zeroizing;

use crate::{
    cli::VerifyBundle,
    error::DeskError,
    files::{self, Partial},
    identity::KeyFile,
    visible::{counted, visible, visible_line, visible_path},
};

/// Room for the rosters, the manifest and what sealing adds.
const MORE: u64 = 32 * 1024 * 1024;

/// Checks a sealed bundle, what `age -d` makes of one, or a page.
pub fn run(options: &VerifyBundle, json: bool) -> Result<ExitCode, DeskError> {
    let bytes = files::read_up_to(&options.file, MAX_SEALED as u64 + MORE)?;
    let bundle = read(options, &bytes)?;
    let epoch = bundle.verify(&options.roster_key).map_err(refused)?;
    let manifest = bundle.manifest();
    if let Some(out) = &options.out {
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| std::path::Path::new("."));
        files::create_dirs(parent)?;
        let partial = Partial::inside(parent)?;
        files::create_dir(&partial.path().join("parts"))?;
        for (part, bytes) in bundle.items() {
            files::write_new(&partial.path().join(&part.path), bytes)?;
        }
        partial.finish(out, false)?;
    }
    let parts: Vec<_> = bundle
        .items()
        .map(|(part, _)| json!({ "kind": part.kind, "path": part.path, "name": part.name, "sha256": part.sha256, "bytes": part.length }))
        .collect();
    if json {
        println!(
            "{}",
            json!({
                "case": manifest.case, "made": date_string(day_of(manifest.at)), "epoch": epoch, "note": manifest.note,
                "cautions": manifest.cautions, "to": manifest.to, "parts": parts, "out": options.out,
            })
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!("Signed by the team of roster epoch {epoch}, on {}: case {}", date_string(day_of(manifest.at)), manifest.case);
    if !manifest.cautions.is_empty() {
        println!("THE PERSON ASKS THAT NOBODY FROM THEIR OWN COMMUNITY SEES THIS.");
    }
    for line in visible(&manifest.note).lines() {
        println!("| {line}");
    }
    for (part, _) in bundle.items() {
        println!("{}  {} bytes  SHA-256 {}  {}", part.path, part.length, part.sha256, visible_line(&part.name));
    }
    println!("{}, none changed", counted(parts.len(), "part", "parts"));
    if let Some(out) = &options.out {
        println!("Written to {}. Open files only on a machine you can throw away", visible_path(out));
    }
    Ok(ExitCode::SUCCESS)
}

fn read(options: &VerifyBundle, bytes: &Zeroizing<Vec<u8>>) -> Result<Bundle, DeskError> {
    if bytes.starts_with(b"age-encryption.org/") {
        let identity = options.identity.as_ref().ok_or_else(|| {
            DeskError::asked("this bundle is sealed: give the key it was sealed to with --identity, or open it with `age -d` first")
        })?;
        return Bundle::open(bytes, &KeyFile::read(identity)?.identity).map_err(refused);
    }
    match std::str::from_utf8(bytes) {
        Ok(page) if page.starts_with("<!doctype html>") => Bundle::from_html(page).map_err(refused),
        _ => Bundle::from_tar(bytes).map_err(refused),
    }
}

fn refused(error: tocsin_seal::BundleError) -> DeskError {
    DeskError::refused(error.to_string())
}
