//! `tocsin-desk reply`: a signed answer, sealed to the reporter's mailbox and to the case.

use std::process::ExitCode;

use serde_json::json;
use tocsin_seal::{Kind, payload::Reply as ReplyPayload};

use crate::{
    cli::Reply,
    compose::{Writing, alias, placed, words},
    error::DeskError,
    visible::{visible_line, visible_path},
};

/// Verifies the case and writes the answer for `tocsin import`.
pub fn run(options: &Reply, json: bool) -> Result<ExitCode, DeskError> {
    let author = alias(&options.author, "author")?;
    let at = Writing::begin(&options.identity, &options.folder, options.roster_key, options.case)?;
    let text = words(options.text.as_deref(), options.file.as_deref(), "answer")?;
    let (case, report) = (&at.case, &at.case.report);
    if !report.answer_here {
        eprintln!("warning: the reporter asked for no answer here; the server will not take this one");
    }
    let place = (case.team_chain.next_seq(), case.team_chain.last());
    let reply = placed!(ReplyPayload, at, place, author, { text: (*text).clone() });
    let sealed = at.seal(&reply, Kind::Reply, place, &[&report.mailbox_recipient, &report.case_recipient])?;
    let file = sealed.write(&options.out, &options.folder, case.id)?;
    let language = visible_line(&report.language);
    let seq = sealed.seq;
    if json {
        println!(
            "{}",
            json!({ "case": case.id.to_string(), "seq": seq, "file": file, "language": language, "answer_wanted": report.answer_here })
        );
    } else {
        println!("Reply {seq} to case {} is written to {}", case.id, visible_path(&file));
        println!("The reporter writes in: {language}");
        println!("Next, at the server: tocsin import --data DATA --from {}", visible_path(&options.out));
    }
    Ok(ExitCode::SUCCESS)
}
