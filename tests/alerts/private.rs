//! Signed and encrypted alerts, made here and opened with GnuPG; keys that must not be used.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tocsin::mail::{Alert, Certificate, KeyFault, MESSAGE_BYTES, PRIVATE_BYTES, Sender, Signer, compose};
use tocsin_domain::mail_address::MailAddress;

const YEAR: i64 = 365 * 86_400;

fn now() -> i64 {
    tocsin_domain::clock::Clock::now(&tocsin_domain::clock::SystemClock)
}

/// GnuPG with a key ring of its own; its agent ends with it.
struct Gpg {
    home: TempDir,
}

impl Gpg {
    fn new() -> Self {
        let home = tempfile::Builder::new().prefix("gpg").tempdir().expect("folder");
        std::os::unix::fs::chown(home.path(), None, None).expect("ours");
        Self { home }
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> (Vec<u8>, String) {
        let mut child = Command::new("gpg")
            .env("GNUPGHOME", self.home.path())
            .args(["--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", "--trust-model", "always", "--status-fd", "2"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("gpg is installed");
        std::io::Write::write_all(&mut child.stdin.take().expect("input"), input).expect("written");
        let out = child.wait_with_output().expect("ended");
        (out.stdout, String::from_utf8_lossy(&out.stderr).into_owned())
    }

    fn key(&self, parameters: &str) -> Vec<u8> {
        let (_, said) = self.run(&["--gen-key"], format!("%no-protection\n{parameters}Name-Email: a1@example.net\n%commit\n").as_bytes());
        let (key, _) = self.run(&["--export", "--export-options", "export-minimal"], b"");
        assert!(!key.is_empty(), "{said}");
        key
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        let _ = Command::new("gpgconf").env("GNUPGHOME", self.home.path()).args(["--kill", "all"]).status();
    }
}

const CURVE: &str = "Key-Type: eddsa\nKey-Curve: ed25519\nSubkey-Type: ecdh\nSubkey-Curve: cv25519\nExpire-Date: 1y\n";

fn sender(folder: &Path) -> (Sender, Signer) {
    let from = MailAddress::parse("notice@desk.example").expect("address");
    let open = || Signer::open(&folder.join("openpgp.key"), &from).expect("a key");
    (Sender::new(from.clone(), None).with_signer(open()), open())
}

fn mail(sender: &Sender, to: &str, key: &Certificate, words: &str) -> String {
    let alert = Alert { to, message_id: [7; 16], at: now(), language: "ru", code: "1234 5678", private: Some((key, words)) };
    String::from_utf8(compose(sender, &alert).expect("composed")).expect("ASCII")
}

#[test]
fn an_encrypted_alert_is_opened_by_gnupg_signed_by_us_and_of_one_size_whatever_it_says() {
    let (folder, gpg) = (TempDir::new().expect("folder"), Gpg::new());
    for parameters in [CURVE, "Key-Type: rsa\nKey-Length: 3072\nSubkey-Type: rsa\nSubkey-Length: 3072\nExpire-Date: 1y\n"] {
        let gpg = if parameters == CURVE { &gpg } else { &Gpg::new() };
        let key = Certificate::parse(&gpg.key(parameters), now()).expect("a good key");
        let (sender, signer) = sender(folder.path());
        gpg.run(&["--import"], signer.public().expect("armored").as_bytes());
        for (to, words) in
            [("a@b.example", "Ringing: none\n"), ("somebody.with.a.longer.name@desk.example", &"Ringing: 12: 01234567 …\n".repeat(20))]
        {
            let mail = mail(&sender, to, &key, words);
            assert_eq!(mail.len(), PRIVATE_BYTES);
            assert!(mail.lines().all(|line| line.len() <= 998) && !mail.replace("\r\n", "").contains(['\r', '\n']));
            assert!(mail.contains("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\""), "{mail}");
            let (_, rest) = mail.split_once("-----BEGIN PGP MESSAGE-----").expect("a message");
            let armored =
                format!("-----BEGIN PGP MESSAGE-----{}-----END PGP MESSAGE-----\n", rest.split("-----END").next().expect("its end"));
            let (plain, said) = gpg.run(&["--decrypt"], armored.as_bytes());
            assert!(said.contains("GOODSIG") && said.contains("DECRYPTION_OKAY"), "{said}");
            let plain = String::from_utf8(plain).expect("UTF-8");
            assert!(plain.starts_with("Content-Type: text/plain; charset=utf-8\r\n\r\nRinging: "), "{plain}");
            assert_eq!((plain.len(), plain.contains(words.trim_end().lines().last().expect("a line"))), (3_072, true));
        }
    }
}

#[test]
fn python_reads_the_encrypted_mail_as_the_two_parts_that_pgp_mime_demands() {
    let (folder, gpg) = (TempDir::new().expect("folder"), Gpg::new());
    let key = Certificate::parse(&gpg.key(CURVE), now()).expect("a good key");
    let mail = mail(&sender(folder.path()).0, "a@b.example", &key, "Ringing: none\n");
    std::fs::write(folder.path().join("mail.eml"), mail).expect("written");
    let program = "import email, email.policy, sys\n\
        m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)\n\
        assert not m.defects and m.get_content_type() == 'multipart/encrypted', m.defects\n\
        print([p.get_content_type() for p in m.iter_parts()], m['subject'])\n\
        assert list(m.iter_parts())[0].get_payload().strip() == 'Version: 1'";
    let out = Command::new("python3").args(["-c", program]).arg(folder.path().join("mail.eml")).output().expect("python3 is installed");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(said.trim(), "['application/pgp-encrypted', 'application/octet-stream'] Пожалуйста, проверьте рабочее место");
}

#[test]
fn keys_that_are_expired_revoked_weak_or_none_are_refused_and_one_that_expires_later_gets_the_constant_mail() {
    let (folder, gpg) = (TempDir::new().expect("folder"), Gpg::new());
    let exported = gpg.key(CURVE);
    assert_eq!(Certificate::parse(&exported, now() + 2 * YEAR).err(), Some(KeyFault::Expired));
    let key = Certificate::parse(&exported, now()).expect("good today");
    assert_eq!((key.check(now()), key.check(now() + 2 * YEAR)), (Ok(()), Err(KeyFault::Expired)));
    let (sender, _) = sender(folder.path());
    let later = Alert {
        to: "a@b.example",
        message_id: [7; 16],
        at: now() + 2 * YEAR,
        language: "en",
        code: "1234 5678",
        private: Some((&key, "Ringing: none\n")),
    };
    assert_eq!(compose(&sender, &later).expect("composed").len(), MESSAGE_BYTES, "it goes all the same");
    for broken in [&b""[..], b"not a key", &exported[..exported.len() / 2]] {
        assert!(Certificate::parse(broken, now()).is_err());
    }
    // GnuPG keeps a revocation ready, with a colon before it.
    let revocations = std::fs::read_dir(gpg.home.path().join("openpgp-revocs.d")).expect("folder").next().expect("one").expect("entry");
    let revocation = std::fs::read_to_string(revocations.path()).expect("readable").replace(":-----BEGIN", "-----BEGIN");
    gpg.run(&["--import"], revocation.as_bytes());
    let (revoked, _) = gpg.run(&["--export"], b"");
    assert_eq!(Certificate::parse(&revoked, now()).err(), Some(KeyFault::Revoked));
    let weak = Gpg::new().key("Key-Type: rsa\nKey-Length: 2048\nSubkey-Type: rsa\nSubkey-Length: 2048\nExpire-Date: 1y\n");
    assert_eq!(Certificate::parse(&weak, now()).err(), Some(KeyFault::Weak));
    let signs_only = Gpg::new().key("Key-Type: eddsa\nKey-Curve: ed25519\nExpire-Date: 1y\n");
    assert_eq!(Certificate::parse(&signs_only, now()).err(), Some(KeyFault::Weak));
}

#[test]
fn our_own_key_is_private_made_once_and_refused_if_others_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("folder");
    let path = folder.path().join("openpgp.key");
    let from = MailAddress::parse("notice@desk.example").expect("address");
    let first = Signer::open(&path, &from).and_then(|signer| signer.public()).expect("made");
    assert_eq!(Signer::open(&path, &from).and_then(|signer| signer.public()), Ok(first));
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("mode");
    assert_eq!(Signer::open(&path, &from).err(), Some(KeyFault::Own));
}
