//! Debian's postfix on two loopback ports, in a folder of its own, delivering to maildirs. Wants root, as postfix does.

use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::smtp::Certificates;

/// A running postfix; stopped when dropped.
pub struct Postfix {
    folder: PathBuf,
    /// Wants STARTTLS before anything else.
    pub starttls_port: u16,
    /// TLS from the first byte.
    pub implicit_port: u16,
}

impl Postfix {
    /// Starts it; `boxes` get mail at `<box>@desk.example`.
    pub fn start(folder: &Path, certificates: &Certificates, boxes: &[&str]) -> Self {
        Self::started(folder, certificates, boxes, "")
    }

    /// Starts it as a server for submission: whoever does not sign in as `user` with `password`, in one of the ways that
    /// Cyrus SASL knows by these names, may send nothing. `more` are further lines of main.cf.
    pub fn for_submission(
        folder: &Path,
        certificates: &Certificates,
        boxes: &[&str],
        (user, password): (&str, &str),
        ways: &str,
        more: &str,
    ) -> Self {
        // Where Debian's postfix looks for it, whatever `cyrus_sasl_config_path` says.
        let (sasl, people) = (folder.join("config/sasl"), folder.join("people"));
        std::fs::create_dir_all(&sasl).expect("folder");
        let config = format!(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {}\nmech_list: {ways}\nlog_level: 1\n",
            people.display()
        );
        std::fs::write(sasl.join("smtpd.conf"), config).expect("write");
        let mut command =
            Command::new("saslpasswd2").args(["-p", "-c", "-u", "desk.example", "-f"]).arg(&people).arg(user).stdin(Stdio::piped()).spawn();
        let command = command.as_mut().expect("sasl2-bin is installed");
        command.stdin.take().expect("input").write_all(password.as_bytes()).expect("written");
        assert!(command.wait().expect("ended").success());
        chown(&people, Some(id("-u", &["postfix"])), None).expect("owner");
        let lines = format!(
            "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = cyrus\nsmtpd_sasl_path = smtpd\nsmtpd_sasl_local_domain = desk.example\n\
             smtpd_client_restrictions = permit_sasl_authenticated, reject\n{more}"
        );
        Self::started(folder, certificates, boxes, &lines)
    }

    fn started(folder: &Path, certificates: &Certificates, boxes: &[&str], more: &str) -> Self {
        assert_eq!(id("-u", &[]), 0, "postfix can only be started by root: run this test as root");
        let nobody = (id("-u", &["nobody"]), id("-g", &["nobody"]));
        let (starttls_port, implicit_port) = (free_port(), free_port());
        let config = folder.join("config");
        let root = folder.display();
        for (name, owner) in [("config", 0), ("queue", 0), ("data", id("-u", &["postfix"])), ("boxes", nobody.0)] {
            let path = folder.join(name);
            std::fs::create_dir_all(&path).expect("folder");
            chown(&path, Some(owner), None).expect("owner");
        }
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).expect("traversable");
        let map: String = boxes.iter().map(|name| format!("{name}@desk.example {name}/\n")).collect();
        std::fs::write(config.join("boxes"), map).expect("write");
        // The rule of docs/alerts.md for answers to an alert.
        let refused = "no-reply@desk.example 550 5.7.1 Nobody reads this. Open your bookmark.\n";
        std::fs::write(config.join("refused"), refused).expect("write");
        std::fs::write(
            config.join("main.cf"),
            format!(
                "compatibility_level = 3.6\nqueue_directory = {root}/queue\ndata_directory = {root}/data\n\
                 command_directory = /usr/sbin\ndaemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\n\
                 setgid_group = postdrop\nmyhostname = mail.desk.example\ninet_interfaces = 127.0.0.1\n\
                 inet_protocols = ipv4\nmydestination =\nlocal_recipient_maps =\nalias_maps =\nmynetworks_style = host\n\
                 maillog_file = {root}/log\nmaillog_file_prefixes = {root}\nvirtual_mailbox_domains = desk.example\n\
                 virtual_mailbox_base = {root}/boxes\nvirtual_mailbox_maps = texthash:{root}/config/boxes\n\
                 virtual_uid_maps = static:{}\nvirtual_gid_maps = static:{}\n\
                 smtpd_tls_chain_files = {}, {}\nsmtpd_tls_security_level = encrypt\n\
                 smtpd_relay_restrictions = reject_unauth_destination\n\
                 smtpd_recipient_restrictions = check_recipient_access texthash:{root}/config/refused\n{more}",
                nobody.0,
                nobody.1,
                certificates.key.display(),
                certificates.chain.display(),
            ),
        )
        .expect("write");
        std::fs::write(
            config.join("master.cf"),
            format!(
                "127.0.0.1:{starttls_port} inet n - n - - smtpd\n\
                 127.0.0.1:{implicit_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n\
                 pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n\
                 tlsmgr unix - - n 1000? 1 tlsmgr\nrewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\n\
                 defer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nflush unix n - n 1000? 0 flush\n\
                 proxymap unix - - n - - proxymap\nerror unix - - n - - error\nretry unix - - n - - error\n\
                 virtual unix - n n - - virtual\nanvil unix - - n - 1 anvil\nsmtp unix - - n - - smtp\n\
                 postlog unix-dgram n - n - 1 postlogd\n"
            ),
        )
        .expect("write");
        let postfix = Self { folder: folder.to_owned(), starttls_port, implicit_port };
        let out = postfix.command("start");
        assert!(out.0, "postfix did not start: {}", out.1);
        wait_for(|| [starttls_port, implicit_port].iter().all(|port| std::net::TcpStream::connect(("127.0.0.1", *port)).is_ok()));
        postfix
    }

    /// The one mail that is, or soon will be, in this box.
    pub fn mail_for(&self, name: &str) -> Vec<u8> {
        let new = self.folder.join("boxes").join(name).join("new");
        let first = || std::fs::read_dir(&new).ok().and_then(|mut entries| entries.next()).and_then(Result::ok);
        wait_for(|| first().is_some());
        std::fs::read(first().expect("a mail").path()).expect("readable")
    }

    /// What it wrote down so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// How many mails are in this box, once nothing waits any more.
    pub fn mails_for(&self, name: &str) -> usize {
        let count = |folder: PathBuf| std::fs::read_dir(folder).map_or(0, |entries| entries.count());
        let queue = self.folder.join("queue");
        wait_for(|| ["incoming", "active", "maildrop"].iter().all(|waiting| count(queue.join(waiting)) == 0));
        count(self.folder.join("boxes").join(name).join("new"))
    }

    fn command(&self, what: &str) -> (bool, String) {
        let out = self.folder.join("command-output");
        let file = std::fs::File::create(&out).expect("file");
        let status = Command::new("postfix")
            .arg("-c")
            .arg(self.folder.join("config"))
            .arg(what)
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("file"))
            .stderr(file)
            .status()
            .expect("postfix is installed");
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        (status.success(), std::fs::read_to_string(out).unwrap_or_default() + &log)
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.command("abort");
    }
}

fn wait_for(done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("bind");
    listener.local_addr().expect("address").port()
}

fn id(what: &str, whom: &[&str]) -> u32 {
    let out = Command::new("id").arg(what).args(whom).output().expect("id");
    String::from_utf8_lossy(&out.stdout).trim().parse().expect("a number")
}
