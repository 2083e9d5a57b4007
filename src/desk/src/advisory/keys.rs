//! The key that signs warnings, and those of the people who approve them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use minisign::{KeyPair, SecretKey, SecretKeyBox};
use ring::rand::SystemRandom;
use serde_json::json;
use tocsin_domain::advisory::SiteKey;
use tocsin_seal::SigningKey;
use zeroize::Zeroizing;

use crate::{
    cli::{NewApprover, NewKey, Passphrase},
    error::DeskError,
    files,
    visible::visible_path,
};

/// Fewer letters can be guessed by whoever finds the file.
const SHORTEST: usize = 16;

/// `advisory key`.
pub fn key(options: &NewKey, json: bool) -> Result<ExitCode, DeskError> {
    let public = beside(&options.out)?;
    let passphrase = given(&options.passphrase)?;
    if passphrase.as_ref().is_some_and(|words| words.chars().count() < SHORTEST) {
        return Err(DeskError::asked(format!("the passphrase has fewer than {SHORTEST} letters; better six random words")));
    }
    let pair = KeyPair::generate_encrypted_keypair(passphrase.map(|words| words.to_string())).map_err(unusable)?;
    let secret = pair.sk.to_box(Some("secret key for public warnings")).map_err(unusable)?.into_string();
    let line = pair.pk.to_base64();
    let both = format!("untrusted comment: minisign public key for public warnings\n{line}\n");
    write_pair(&options.out, Zeroizing::new(secret).as_bytes(), &public, both.as_bytes())?;
    if json {
        println!("{}", json!({ "key": options.out, "public": public, "line": line }));
    } else {
        println!("Secret key: {}  (away from every server, with a copy in a safe)", visible_path(&options.out));
        println!("Public key: {line}");
        println!("It goes into the server's configuration ([advisories] public_key), and to places where readers can compare it.");
    }
    Ok(ExitCode::SUCCESS)
}

/// `advisory approver`.
pub fn approver(options: &NewApprover, json: bool) -> Result<ExitCode, DeskError> {
    let public = beside(&options.out)?;
    let key = SigningKey::generate(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?;
    let secret = Zeroizing::new(format!("{}\n", *key.to_secret()));
    write_pair(&options.out, secret.as_bytes(), &public, format!("{}\n", key.public()).as_bytes())?;
    let fingerprint = key.public().fingerprint();
    if json {
        println!("{}", json!({ "key": options.out, "public": public, "fingerprint": fingerprint }));
    } else {
        println!("Secret key:  {}  (keep it; nobody else needs it)", visible_path(&options.out));
        println!("Public key:  {}  (for whoever signs the warnings)", visible_path(&public));
        println!("Fingerprint: {fingerprint}  (compare it by voice)");
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the key that signs warnings.
pub fn open(path: &Path, passphrase: &Passphrase) -> Result<(SecretKey, SiteKey), DeskError> {
    let name = visible_path(path);
    let bytes = files::read_up_to(path, 4096)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::asked(format!("{name} is no key file")))?;
    let sealed = SecretKeyBox::from_string(text)
        .map_err(|_| DeskError::asked(format!("{name} is no key file of `tocsin-desk advisory key` or minisign")))?;
    let words = given(passphrase)?.map(|words| words.to_string());
    let secret = sealed.into_secret_key(words).map_err(|_| DeskError::asked(format!("{name} does not open with this passphrase")))?;
    let public = minisign::PublicKey::from_secret_key(&secret).map_err(unusable)?;
    let public = SiteKey::parse(&public.to_base64()).map_err(|error| DeskError::asked(error.to_string()))?;
    Ok((secret, public))
}

/// Reads an approver's key file.
pub fn open_approver(path: &Path) -> Result<SigningKey, DeskError> {
    let bytes = files::read_up_to(path, 4096)?;
    let text = std::str::from_utf8(&bytes).ok().map(str::trim).and_then(|text| SigningKey::parse(text).ok());
    text.ok_or_else(|| DeskError::asked(format!("{} is no key file of `tocsin-desk advisory approver`", visible_path(path))))
}

fn given(passphrase: &Passphrase) -> Result<Option<Zeroizing<String>>, DeskError> {
    let Some(path) = &passphrase.passphrase_file else { return Ok(None) };
    let bytes = files::read_up_to(path, 4096)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::asked(format!("{} is no text", visible_path(path))))?;
    Ok(Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())))
}

fn beside(out: &Path) -> Result<PathBuf, DeskError> {
    let mut public = out.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    for path in [out, &public] {
        if files::exists(path) {
            return Err(DeskError::asked(format!("{} exists already and is never overwritten; choose another name", visible_path(path))));
        }
    }
    Ok(public)
}

fn write_pair(out: &Path, secret: &[u8], public: &Path, line: &[u8]) -> Result<(), DeskError> {
    files::write_new(out, secret)?;
    if let Err(error) = files::write_new(public, line) {
        fs::remove_file(out).map_err(DeskError::io("remove", out))?;
        return Err(error);
    }
    Ok(())
}

/// What the library could not do, in its words: they hold no secret.
pub fn unusable(error: minisign::PError) -> DeskError {
    DeskError::asked(format!("the key cannot be used: {error}"))
}
