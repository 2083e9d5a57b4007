//! Alerts on the wire: real servers with TLS, and servers that misbehave.

#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/smtp_postfix.rs"]
mod smtp_postfix;

use base64::Engine;
use smtp::{Certificates, Rules, Server};
use smtp_postfix::Postfix;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tocsin::mail::{Alert, DirectoryMailer, MESSAGE_BYTES, MailError, Mailer, Reason, Security, SettingsError, SmtpMailer, SmtpSettings};
use tocsin_domain::mail_address::MailAddress;

const AT: i64 = 1_767_225_599;

fn settings(port: u16, tls: Security, ca: &Path) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".into(),
        port,
        tls,
        username: None,
        password_file: None,
        from: "notice@desk.example".into(),
        reply_to: None,
        dkim_selector: None,
        hello_name: "localhost".into(),
        ca_file: Some(ca.to_owned()),
        timeout_seconds: 2,
    }
}

fn mailer(settings: &SmtpSettings) -> Mailer {
    Mailer::Smtp(SmtpMailer::new(settings).expect("settings"))
}

async fn send(mailer: &Mailer, to: &str, id: u8) -> Result<(), MailError> {
    mailer.send(&Alert { to, message_id: [id; 16], at: AT, language: "en", code: "1234 5678", private: None }).await
}

/// A folder, certificates for localhost, and a server that follows the rules.
async fn server(rules: Rules) -> (TempDir, Certificates, Server) {
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    let server = Server::start(0, &certificates, rules).await;
    (folder, certificates, server)
}

fn passing(reason: Reason) -> Result<(), MailError> {
    Err(MailError::Passing(reason))
}

fn password_file(folder: &Path, text: &str, mode: u32) -> PathBuf {
    let path = folder.join(format!("password-{mode:o}"));
    std::fs::write(&path, text).expect("write");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("mode");
    path
}

async fn last_finding(mailer: &Mailer) -> String {
    let found = mailer.check(&[]).await;
    let last = found.last().expect("a finding");
    assert!(!last.ok, "{}", last.what);
    assert!(found[..found.len() - 1].iter().all(|finding| finding.ok));
    last.what.clone()
}

fn machine_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").expect("host name").trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_takes_alerts_over_starttls_and_over_implicit_tls() {
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    let postfix = Postfix::start(folder.path(), &certificates, &["one", "a-rather-longer-name", "no-reply"]);
    let starttls = mailer(&settings(postfix.starttls_port, Security::StartTls, &certificates.ca));
    let implicit = mailer(&settings(postfix.implicit_port, Security::Implicit, &certificates.ca));
    for mailer in [&starttls, &implicit] {
        let found = mailer.check(&[]).await;
        assert!(found.iter().all(|finding| finding.ok), "{:?}", found.last());
    }
    assert_eq!(send(&starttls, "one@desk.example", 1).await, Ok(()));
    assert_eq!(send(&implicit, "a-rather-longer-name@desk.example", 2).await, Ok(()));
    let gone = send(&implicit, "nobody@desk.example", 3).await;
    assert_eq!(gone, Err(MailError::Permanent(Reason::Code(550))));
    let answer = send(&implicit, "no-reply@desk.example", 4).await;
    assert_eq!(answer, Err(MailError::Permanent(Reason::Code(550))), "there is such a box, and the rule refuses answers to it");

    for name in ["one", "a-rather-longer-name"] {
        let mail = String::from_utf8(postfix.mail_for(name)).expect("ASCII");
        // Below the lines that postfix put on top, the message is ours to the byte.
        let ours = &mail[mail.find("Date: ").expect("our first line")..];
        assert_eq!(ours.replace('\n', "\r\n").len(), MESSAGE_BYTES);
        let (head, body) = ours.split_once("\n\n").expect("a body");
        let text = base64::engine::general_purpose::STANDARD.decode(body.replace('\n', "")).expect("base64");
        let text = String::from_utf8(text).expect("UTF-8");
        assert!(text.starts_with("Please look at what has come in"), "{text}");
        assert!(!text.contains("http") && !head.contains("http"));
        assert!(head.contains("Date: Wed, 31 Dec 2025 23:59:00 +0000\n"), "{head}");
        assert!(mail.contains("Received: from localhost (localhost [127.0.0.1])"), "{mail}");
        for header in ["User-Agent", "X-Mailer", "X-Originating"] {
            assert!(!mail.contains(header));
        }
        let name = machine_name();
        assert!(!ours.split(|sign: char| !sign.is_ascii_alphanumeric()).any(|word| word == name), "the machine's name is in the mail");
    }
}

#[tokio::test]
async fn every_recipient_sees_the_same_size_and_the_configured_hello() {
    let (_folder, certificates, server) = server(Rules::default()).await;
    let mailer = mailer(&settings(server.port, Security::StartTls, &certificates.ca));
    let long = format!("{}@{}.example", "l".repeat(64), "d".repeat(63));
    for (id, to) in ["a@b.example", "somebody.else@desk.example", &long].into_iter().enumerate() {
        assert_eq!(send(&mailer, to, id as u8).await, Ok(()));
    }
    let taken = server.taken();
    assert_eq!(taken.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["a@b.example", "somebody.else@desk.example", &long]);
    assert!(taken.iter().all(|mail| mail.bytes.len() == MESSAGE_BYTES && mail.hello == "localhost"));
    let clear = server.seen_in_the_clear();
    assert_eq!(clear.replace("EHLO localhost\r\n", "").replace("STARTTLS\r\n", "").trim(), "", "more than the hello went in the clear");
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing() {
    let (_folder, certificates, server) = server(Rules { offers_starttls: false, ..Rules::default() }).await;
    let mailer = mailer(&settings(server.port, Security::StartTls, &certificates.ca));
    assert_eq!(send(&mailer, "a@b.example", 1).await, passing(Reason::NoTls));
    let clear = server.seen_in_the_clear();
    assert!(!clear.contains("MAIL") && !clear.contains("b.example"), "{clear}");
    assert!(last_finding(&mailer).await.contains("never sent in the clear"));
}

#[tokio::test]
async fn answers_forged_before_encryption_are_not_believed() {
    let injected = "250 test\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken\r\n";
    let (_folder, certificates, server) = server(Rules { injected, ..Rules::default() }).await;
    let mailer = mailer(&settings(server.port, Security::StartTls, &certificates.ca));
    assert_eq!(send(&mailer, "a@b.example", 1).await, passing(Reason::Injected));
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_wrong_name_an_expired_and_an_unknown_certificate_are_refused_and_told_apart() {
    let folder = TempDir::new().expect("folder");
    let good = Certificates::make(folder.path(), "localhost", false);
    let other = Certificates::make(folder.path(), "elsewhere.example", false);
    let expired = Certificates::make(folder.path(), "localhost", true);
    for (certificates, trusted, reason, words) in [
        (&other, Some(&other.ca), Reason::CertificateName, "not for localhost"),
        (&expired, Some(&expired.ca), Reason::CertificateExpired, "expired"),
        // Signed by an authority of the same name as a trusted one, and by one that nobody knows.
        (&good, Some(&other.ca), Reason::CertificateIssuer, "unknown"),
        (&good, None, Reason::CertificateIssuer, "unknown"),
    ] {
        for (implicit, security) in [(false, Security::StartTls), (true, Security::Implicit)] {
            let server = Server::start(0, certificates, Rules { implicit, ..Rules::default() }).await;
            let mut settings = settings(server.port, security, &good.ca);
            settings.ca_file = trusted.cloned();
            let mailer = mailer(&settings);
            assert_eq!(send(&mailer, "a@b.example", 1).await, passing(reason));
            assert!(last_finding(&mailer).await.contains(words), "{words}");
            assert!(server.taken().is_empty());
        }
    }
}

#[tokio::test]
async fn signing_in_works_and_a_wrong_password_is_said_in_words_but_kills_no_alert() {
    let (folder, certificates, server) = server(Rules { login: Some(("desk", "correct horse")), ..Rules::default() }).await;
    let mut settings = settings(server.port, Security::StartTls, &certificates.ca);
    let open = mailer(&settings);
    assert_eq!(send(&open, "a@b.example", 1).await, passing(Reason::Code(530)));
    settings.username = Some("desk".into());
    settings.password_file = Some(password_file(folder.path(), "wrong\n", 0o600));
    let signed = mailer(&settings);
    assert_eq!(send(&signed, "a@b.example", 1).await, passing(Reason::Auth(535)));
    let words = last_finding(&signed).await;
    assert!(words.contains("535") && words.contains("wrong user name or password"), "{words}");
    // The password may be changed while the server runs.
    password_file(folder.path(), "correct horse\n", 0o600);
    assert_eq!(send(&signed, "a@b.example", 2).await, Ok(()));
    assert!(!server.seen_in_the_clear().contains("AUTH"));
}

/// A postfix that wants somebody to sign in as `bell`, over Cyrus SASL; what is sent to it and what `doctor` says last.
struct Submission {
    // Stopped before its folder goes.
    postfix: Postfix,
    folder: TempDir,
    certificates: Certificates,
}

impl Submission {
    fn open(ways: &str, more: &str) -> Self {
        let folder = TempDir::new().expect("folder");
        let certificates = Certificates::make(folder.path(), "localhost", false);
        let postfix = Postfix::for_submission(folder.path(), &certificates, &["one"], ("bell", "correct horse"), ways, more);
        Self { postfix, folder, certificates }
    }

    fn mailers(&self, login: Option<(&str, &str)>) -> [Mailer; 2] {
        let ways = [(self.postfix.starttls_port, Security::StartTls), (self.postfix.implicit_port, Security::Implicit)];
        ways.map(|(port, tls)| {
            let mut settings = settings(port, tls, &self.certificates.ca);
            settings.username = login.map(|(user, _)| user.to_owned());
            settings.password_file = login.map(|(_, password)| password_file(self.folder.path(), password, 0o600));
            settings.timeout_seconds = 10;
            mailer(&settings)
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_server_that_wants_a_password_takes_the_right_one_and_the_reason_is_said_for_every_other() {
    let server = Submission::open("PLAIN LOGIN", "");
    for user in ["bell", "bell@desk.example"] {
        for mailer in server.mailers(Some((user, "correct horse"))) {
            let found = mailer.check(&[]).await;
            assert!(found.iter().all(|finding| finding.ok), "{:?}\n{}", found.last().map(|last| &last.what), server.postfix.log());
            assert!(found.iter().any(|finding| finding.what == "User name and password are accepted."));
            assert_eq!(send(&mailer, "one@desk.example", 1).await, Ok(()));
        }
    }
    for login in [("bell", "wrong"), ("nobody", "correct horse"), ("bell@elsewhere.example", "correct horse")] {
        for mailer in server.mailers(Some(login)) {
            assert_eq!(send(&mailer, "one@desk.example", 2).await, passing(Reason::Auth(535)), "{login:?}");
            let words = last_finding(&mailer).await;
            assert!(words.contains("refused our user name or password (535: wrong user name or password)"), "{words}");
        }
    }
    assert_eq!(server.postfix.mails_for("one"), 4, "and nothing came of the others");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_server_that_knows_only_other_ways_to_sign_in_or_none_once_encrypted_is_told_apart() {
    for more in [
        // Never the password itself, encrypted or not.
        "smtpd_sasl_security_options = noanonymous, noplaintext\nsmtpd_sasl_tls_security_options = noanonymous, noplaintext\n",
        // The password in the clear, and not once it is encrypted.
        "smtpd_tls_security_level = may\nsmtpd_sasl_security_options = noanonymous\n\
         smtpd_sasl_tls_security_options = noanonymous, noplaintext\n",
    ] {
        let server = Submission::open("PLAIN LOGIN CRAM-MD5", more);
        for mailer in server.mailers(Some(("bell", "correct horse"))) {
            assert_eq!(send(&mailer, "one@desk.example", 1).await, passing(Reason::Auth(0)), "{more}");
            let words = last_finding(&mailer).await;
            assert!(words.contains("offers no way to sign in that we know (PLAIN or LOGIN)"), "{words}");
        }
        assert_eq!(server.postfix.mails_for("one"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_server_for_those_who_sign_in_costs_whoever_does_not_no_alert_and_doctor_says_so() {
    let to = [("A1".to_owned(), MailAddress::parse("one@desk.example").expect("address"))];
    for more in
        ["", "smtpd_delay_reject = no\nsmtpd_client_restrictions =\nsmtpd_sender_restrictions = permit_sasl_authenticated, reject\n"]
    {
        let server = Submission::open("PLAIN LOGIN", more);
        for mailer in server.mailers(None) {
            assert_eq!(send(&mailer, "one@desk.example", 1).await, passing(Reason::Code(554)));
            let last = mailer.check(&to).await.pop().expect("a finding");
            assert!(!last.ok && last.what.contains("554") && last.what.contains("alerts.smtp.username"), "{}", last.what);
        }
        for mailer in server.mailers(Some(("bell", "correct horse"))) {
            let found = mailer.check(&to).await;
            assert_eq!(found.last().map(|last| (last.ok, last.what.as_str())), Some((true, "The mail server takes mail to A1.")), "{more}");
            let stranger = [("B2".to_owned(), MailAddress::parse("nobody@desk.example").expect("address"))];
            let last = mailer.check(&stranger).await.pop().expect("a finding");
            assert!(
                !last.ok && last.what.contains("refuses mail to B2 (550") && last.what.contains("correct the address"),
                "{}",
                last.what
            );
        }
    }
}

#[test]
fn a_password_file_that_others_may_read_is_refused() {
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    let mut settings = settings(1, Security::Implicit, &certificates.ca);
    settings.username = Some("desk".into());
    assert!(matches!(SmtpMailer::new(&settings).err(), Some(SettingsError::Half)));
    for (text, mode) in [("secret\n", 0o644), ("secret\n", 0o640), ("", 0o600), ("two\nlines\n", 0o600)] {
        settings.password_file = Some(password_file(folder.path(), text, mode));
        assert!(matches!(SmtpMailer::new(&settings).err(), Some(SettingsError::Password)), "{text:?} {mode:o}");
    }
    settings.password_file = Some(password_file(folder.path(), "secret\n", 0o600));
    assert!(SmtpMailer::new(&settings).is_ok());
    settings.ca_file = Some(folder.path().join("none.pem"));
    assert!(matches!(SmtpMailer::new(&settings).err(), Some(SettingsError::Authorities)));
    settings.ca_file = settings.password_file.clone();
    assert!(matches!(SmtpMailer::new(&settings).err(), Some(SettingsError::Authorities)));
}

#[test]
fn settings_with_an_unknown_key_or_without_tls_are_refused() {
    let base = "host = \"mail.example\"\nport = 587\nfrom = \"desk@example.org\"\n";
    let parse = |more: &str| toml::from_str::<SmtpSettings>(&format!("{base}{more}"));
    let parsed = parse("tls = \"starttls\"").expect("complete");
    assert_eq!((parsed.hello_name.as_str(), parsed.timeout_seconds), ("localhost", 20));
    for bad in ["", "tls = \"none\"", "tls = \"opportunistic\"", "tls = \"starttls\"\npassword = \"x\""] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}

#[tokio::test]
async fn a_4xx_passes_and_a_5xx_is_final_only_when_it_is_about_the_recipient() {
    let (_folder, certificates, server) = server(Rules::default()).await;
    let mailer = mailer(&settings(server.port, Security::StartTls, &certificates.ca));
    server.change(|rules| {
        rules.rcpt_answers = vec![("grey@b.example".into(), "450 later"), ("gone@b.example".into(), "550 no such user")];
    });
    assert_eq!(send(&mailer, "grey@b.example", 1).await, passing(Reason::Code(450)));
    assert_eq!(send(&mailer, "gone@b.example", 2).await, Err(MailError::Permanent(Reason::Code(550))));
    assert_eq!(send(&mailer, "fine@b.example", 3).await, Ok(()));
    server.change(|rules| rules.rcpt_answers.clear());
    assert_eq!(send(&mailer, "grey@b.example", 4).await, Ok(()));
    for (answer, expected) in [("451 later", MailError::Passing(Reason::Code(451))), ("554 spam", MailError::Permanent(Reason::Code(554)))]
    {
        server.change(|rules| rules.end_answer = answer);
        assert_eq!(send(&mailer, "fine@b.example", 5).await, Err(expected));
    }
    server.change(|rules| *rules = Rules { mail_answer: "553 sender not allowed", ..Rules::default() });
    assert_eq!(send(&mailer, "fine@b.example", 6).await, passing(Reason::Code(553)));
    server.change(|rules| *rules = Rules { greeting: "554 go away", ..Rules::default() });
    assert_eq!(send(&mailer, "fine@b.example", 7).await, passing(Reason::Code(554)));
    assert!(last_finding(&mailer).await.contains("554"));
}

#[tokio::test]
async fn a_server_that_hangs_or_closes_at_any_step_costs_a_bounded_time_and_no_alert() {
    let (_folder, certificates, server) = server(Rules { hangs_after_data: true, ..Rules::default() }).await;
    let mut quick = settings(server.port, Security::StartTls, &certificates.ca);
    quick.timeout_seconds = 1;
    let mailer = mailer(&quick);
    let start = std::time::Instant::now();
    assert_eq!(send(&mailer, "a@b.example", 1).await, passing(Reason::Timeout));
    assert!(start.elapsed().as_secs() < 10);
    for step in ["EHLO", "STARTTLS", "MAIL", "RCPT", "DATA"] {
        server.change(|rules| *rules = Rules { closes_at: Some(step), ..Rules::default() });
        assert_eq!(send(&mailer, "a@b.example", 2).await, passing(Reason::Protocol), "{step}");
    }
    assert!(server.taken().is_empty());
    server.change(|rules| *rules = Rules::default());
    assert_eq!(send(&mailer, "a@b.example", 3).await, Ok(()));
}

#[tokio::test]
async fn nobody_listening_and_an_unknown_name_are_told_apart() {
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    let mut settings = settings(1, Security::Implicit, &certificates.ca);
    let closed = mailer(&settings);
    assert_eq!(send(&closed, "a@b.example", 1).await, passing(Reason::Unreachable));
    assert!(last_finding(&closed).await.contains("port 1"));
    settings.host = "no-such-host.invalid".into();
    let unknown = mailer(&settings);
    assert_eq!(send(&unknown, "a@b.example", 1).await, passing(Reason::Dns));
    assert!(last_finding(&unknown).await.contains("no-such-host.invalid"));
}

#[tokio::test]
async fn an_address_that_would_add_a_command_or_header_never_reaches_a_server() {
    let (_folder, certificates, server) = server(Rules::default()).await;
    let mailer = mailer(&settings(server.port, Security::StartTls, &certificates.ca));
    for bad in ["a@b\r\nRCPT TO:<c@d>", "a@b>\r\nDATA", "a b@c", "a@b\nBcc: c@d", ""] {
        assert_eq!(send(&mailer, bad, 1).await, Err(MailError::Permanent(Reason::Address)));
    }
    assert_eq!(server.seen_in_the_clear(), "");
}

#[tokio::test]
async fn files_in_a_folder_are_whole_private_of_one_size_and_in_order() {
    let folder = TempDir::new().expect("folder");
    let mails = folder.path().join("mail");
    let from = MailAddress::parse("desk@localhost.invalid").expect("address");
    for round in 0..2_u8 {
        // The numbers go on after a restart.
        let mailer = Mailer::Directory(DirectoryMailer::open(mails.clone(), from.clone()).expect("folder"));
        assert_eq!(send(&mailer, "one@desk.example", round * 2).await, Ok(()));
        assert_eq!(send(&mailer, "another.person@desk.example", round * 2 + 1).await, Ok(()));
        assert!(mailer.check(&[]).await.iter().all(|finding| finding.ok));
    }
    let mut names: Vec<_> = std::fs::read_dir(&mails).expect("list").map(|entry| entry.expect("entry").path()).collect();
    names.sort();
    assert_eq!(names.len(), 4);
    for (number, path) in names.iter().enumerate() {
        let bytes = std::fs::read(path).expect("mail");
        assert_eq!(bytes.len(), MESSAGE_BYTES);
        let to = if number % 2 == 0 { "one@desk.example" } else { "another.person@desk.example" };
        assert!(String::from_utf8(bytes).expect("ASCII").contains(to), "out of order");
        assert_eq!(std::fs::metadata(path).expect("facts").permissions().mode() & 0o777, 0o600);
        let name = path.file_name().and_then(|name| name.to_str()).expect("name");
        assert!(name.starts_with(&format!("{:08}-", number + 1)) && name.ends_with(".eml") && !name.contains("desk"));
    }
}

#[tokio::test]
async fn a_folder_that_is_gone_is_a_passing_fault() {
    let folder = TempDir::new().expect("folder");
    let mails = folder.path().join("mail");
    let from = MailAddress::parse("desk@localhost.invalid").expect("address");
    let mailer = Mailer::Directory(DirectoryMailer::open(mails.clone(), from).expect("folder"));
    std::fs::remove_dir_all(&mails).expect("remove");
    assert_eq!(send(&mailer, "one@desk.example", 1).await, passing(Reason::Folder));
    assert!(last_finding(&mailer).await.contains("cannot be written"));
    std::fs::create_dir(&mails).expect("make");
    assert_eq!(send(&mailer, "one@desk.example", 1).await, Ok(()));
}
