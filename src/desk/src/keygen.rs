//! `tocsin-desk keygen`: a member's key file.

use std::{fs, path::PathBuf, process::ExitCode};

use ring::rand::SystemRandom;
use serde_json::json;
use tocsin_seal::Identity;

use crate::{cli::Keygen, error::DeskError, files, identity, visible::visible_path};

/// Makes the key file and its public half; leaves neither if one fails.
pub fn run(options: &Keygen, json: bool) -> Result<ExitCode, DeskError> {
    let mut public = options.out.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    for path in [&options.out, &public] {
        if files::exists(path) {
            return Err(DeskError::asked(format!("{} exists already and is never overwritten; choose another name", visible_path(path))));
        }
    }
    let identity = Identity::generate(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?;
    let recipient = identity.recipient();
    files::write_new(&options.out, identity::text(&identity, options.roster_key.as_ref()).as_bytes())?;
    if let Err(error) = files::write_new(&public, format!("{recipient}\n").as_bytes()) {
        fs::remove_file(&options.out).map_err(DeskError::io("remove", &options.out))?;
        return Err(error);
    }
    if json {
        println!(
            "{}",
            json!({
                "identity": options.out, "public": public, "recipient": recipient.to_string(), "fingerprint": recipient.fingerprint(),
            })
        );
    } else {
        println!("Secret key:  {}  (keep it; nobody else needs it)", visible_path(&options.out));
        println!("Public key:  {}  (give it to the lead)", visible_path(&public));
        println!("Fingerprint: {}  (compare it by voice)", recipient.fingerprint());
        println!("Recipient:   {recipient}");
    }
    Ok(ExitCode::SUCCESS)
}
