//! A private Tor network of Debian's `tor` on this machine: three directory authorities, some relays, one onion service,
//! one client. It knows no authority but its own and no address but one of its own in 127.0.0.0/8, so that two networks
//! side by side do not meet and nothing leaves the machine.
//!
//! Every `tor` ends when it is dropped here, and by itself within 15 s when the test process is gone.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ring::rand::{SecureRandom as _, SystemRandom};
use tempfile::TempDir;
use tokio::net::TcpStream;

use super::http::{self, Answer};
use super::socks;

/// Authorities relay as well. A circuit to an onion service has up to eight relays, of which each half wants its own.
const AUTHORITIES: usize = 3;
const RELAYS: usize = 4;

/// How long everything may take to be up. A quiet machine needs 25 s.
const PATIENCE: Duration = Duration::from_secs(150);

/// For every tor of the network.
const EVERY: &str = "\
TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.67
V3AuthNIntervalsValid 3
TestingDirAuthVoteExit *
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
TestingMinExitFlagThreshold 0
AddressDisableIPv6 1
ShutdownWaitLength 0
LearnCircuitBuildTimeout 0
CircuitBuildTimeout 10
";

/// Authorities vote every few seconds instead of every hour.
const AUTHORITY: &str = "\
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ContactInfo nobody
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
";

/// Nobody leaves the network through these, so that none of them asks a name server.
const RELAY: &str = "SocksPort 0\nExitRelay 0\nExitPolicy reject *:*\n";

/// The network; dropped, all of it ends.
pub struct TorNet {
    folder: TempDir,
    address: Ipv4Addr,
    authorities: String,
    tors: Vec<Child>,
    ports: BTreeSet<u16>,
    begun: Instant,
}

impl TorNet {
    /// Authorities and relays, started; they take a while to agree.
    pub fn start() -> Self {
        let mut octets = [0; 2];
        SystemRandom::new().fill(&mut octets).unwrap();
        let mut net = Self {
            folder: tempfile::tempdir().unwrap(),
            address: Ipv4Addr::new(127, octets[0].max(1), octets[1], 1),
            authorities: String::new(),
            tors: Vec::new(),
            ports: BTreeSet::new(),
            begun: Instant::now(),
        };
        let all = Vec::from_iter((0..AUTHORITIES).map(|number| net.authority(&format!("authority{number}"))));
        let authorities: String = all.iter().map(|(_, _, line)| line.as_str()).collect();
        net.authorities = authorities;
        for (name, torrc, _) in &all {
            net.run(name, &format!("{AUTHORITY}{torrc}"));
        }
        for number in 0..RELAYS {
            let name = format!("relay{number}");
            let (address, port) = (net.address, net.port());
            let torrc = format!("{RELAY}Nickname {name}\nAddress {address}\nORPort {port}\n");
            net.run(&name, &torrc);
        }
        net
    }

    /// An address of this network with a port that is free and was not given out before: nobody else uses the address.
    pub fn port(&mut self) -> SocketAddr {
        loop {
            let found = TcpListener::bind((self.address, 0)).unwrap().local_addr().unwrap();
            if self.ports.insert(found.port()) {
                return found;
            }
        }
    }

    /// Where the onion service keeps its key and its name, for its torrc.
    pub fn service_folder(&self) -> PathBuf {
        self.path("service/onion")
    }

    /// The onion service that `torrc` describes, in [`Self::service_folder`].
    pub fn service(&mut self, torrc: &str) -> Service {
        let log = self.path("service/hs.log");
        self.run("service", &format!("Log [rend]info file {}\n{torrc}\n", log.display()));
        Service { name: self.service_folder().join("hostname"), log }
    }

    /// The reporter's tor.
    pub fn client(&mut self) -> SocketAddr {
        let socks = self.port();
        self.run("client", &format!("SocksPort {socks}\n"));
        socks
    }

    /// Waits until the authorities have agreed on enough relays. Whoever joins earlier may find a single relay that is
    /// stable enough for an end of a circuit, choose it for both ends, and get nowhere until the next vote.
    pub async fn agreed(&mut self) {
        let agreement = self.path("authority0/cached-microdesc-consensus");
        let relays_with = |text: &str, flag: &str| {
            let flags = text.lines().filter_map(|line| line.strip_prefix("s "));
            flags.filter(|flags| flags.split(' ').any(|f| f == flag)).count()
        };
        loop {
            let text = fs::read_to_string(&agreement).unwrap_or_default();
            if relays_with(&text, "HSDir") == AUTHORITIES + RELAYS && relays_with(&text, "Stable") >= 4 {
                return;
            }
            self.still_waiting("the authorities do not agree");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Waits until each of these has what it needs to build circuits.
    pub async fn ready(&mut self, names: &[&str]) {
        for name in names {
            let log = self.path(&format!("{name}/notice.log"));
            while !fs::read_to_string(&log).unwrap_or_default().contains("Bootstrapped 100%") {
                self.still_waiting(&format!("{name} does not bootstrap"));
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }

    /// Sockets of these tors with an end that is not on this machine.
    pub fn sockets_outside(&self) -> Vec<String> {
        let inodes: Vec<String> = self.tors.iter().flat_map(|tor| socket_inodes(tor.id())).collect();
        assert!(inodes.len() > self.tors.len(), "the tors' sockets could not be read");
        let tables = ["tcp", "tcp6", "udp", "udp6"].map(|kind| fs::read_to_string(format!("/proc/net/{kind}")).unwrap_or_default());
        let rows = tables.iter().flat_map(|table| table.lines().skip(1));
        rows.filter(|row| row.split_whitespace().nth(9).is_some_and(|inode| inodes.iter().any(|ours| ours == inode)))
            .filter(|row| row.split_whitespace().skip(1).take(2).any(|end| !on_this_machine(end)))
            .map(str::to_owned)
            .collect()
    }

    fn still_waiting(&mut self, what: &str) {
        let dead = self.tors.iter_mut().filter_map(|tor| tor.try_wait().unwrap()).count();
        assert!(dead == 0 && self.begun.elapsed() < PATIENCE, "{what}; {dead} tors ended\n{}", self.logs());
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Keys of an authority: its name, its torrc, and the line by which the others know it.
    fn authority(&mut self, name: &str) -> (String, String, String) {
        let (folder, onion_port, directory) = (self.path(name), self.port(), self.port());
        let keys = folder.join("keys");
        fs::create_dir_all(&keys).unwrap();
        private(&folder);
        private(&keys);
        let made = Command::new("sh")
            .args(["-c", "echo secret | tor-gencert --create-identity-key --passphrase-fd 0 -m 12 -a \"$0\" 2>&1"])
            .args([directory.to_string()])
            .args(["-i", "authority_identity_key", "-s", "authority_signing_key", "-c", "authority_certificate"])
            .current_dir(&keys)
            .output()
            .unwrap();
        assert!(made.status.success(), "tor-gencert: {}", String::from_utf8_lossy(&made.stdout));
        let certificate = fs::read_to_string(keys.join("authority_certificate")).unwrap();
        let identity = certificate.lines().find_map(|line| line.strip_prefix("fingerprint ")).unwrap();
        let address = self.address;
        let torrc = format!("{RELAY}Nickname {name}\nAddress {address}\nORPort {onion_port}\nDirPort {directory}\n");
        let line = |fingerprint: &str| {
            format!("DirAuthority {name} orport={} no-v2 v3ident={identity} {directory} {fingerprint}\n", onion_port.port())
        };
        // It wants to know an authority before it makes its own key; any will do.
        let anybody = format!("{EVERY}{}{torrc}DataDirectory {}\n", line(&"0".repeat(40)), folder.display());
        fs::write(folder.join("torrc"), anybody).unwrap();
        let said = tor(&folder).arg("--list-fingerprint").output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let fingerprint: String = said.split_whitespace().skip_while(|word| *word != name).skip(1).collect();
        assert_eq!(fingerprint.len(), 40, "tor --list-fingerprint: {said}");
        (name.to_owned(), torrc, line(&fingerprint))
    }

    fn run(&mut self, name: &str, torrc: &str) {
        let folder = self.path(name);
        fs::create_dir_all(&folder).unwrap();
        private(&folder);
        let own = format!(
            "__OwningControllerProcess {}\nDataDirectory {}\nLog notice file {}\n",
            std::process::id(),
            folder.display(),
            folder.join("notice.log").display()
        );
        fs::write(folder.join("torrc"), format!("{EVERY}{}{own}{torrc}", self.authorities)).unwrap();
        self.tors.push(tor(&folder).stdout(Stdio::null()).spawn().unwrap());
    }

    fn logs(&self) -> String {
        let folders = fs::read_dir(self.folder.path()).unwrap().flatten().map(|entry| entry.path());
        let last = |path: PathBuf| {
            let log = fs::read_to_string(path.join("notice.log")).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            format!("{}:\n{}\n", path.display(), lines[lines.len().saturating_sub(6)..].join("\n"))
        };
        folders.map(last).collect()
    }
}

impl Drop for TorNet {
    fn drop(&mut self) {
        for tor in &mut self.tors {
            let _ = tor.kill();
        }
        for tor in &mut self.tors {
            let _ = tor.wait();
        }
    }
}

/// An onion service of the network.
pub struct Service {
    name: PathBuf,
    log: PathBuf,
}

impl Service {
    /// Its address, `….onion`.
    pub fn onion(&self) -> String {
        fs::read_to_string(&self.name).expect("the service has made its address").trim().to_owned()
    }

    /// What its tor says about onion services.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// A reporter who reaches one onion service through a tor.
pub struct Reporter {
    pub socks: SocketAddr,
    pub onion: String,
}

impl Reporter {
    /// A request on the circuit of that name: tor gives each pair of SOCKS name and password a circuit of its own.
    /// Only the way there is tried again, never the request.
    pub async fn ask(&self, circuit: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = self.connected(circuit).await;
        let request = http::written(&self.onion, method, path, headers, body);
        http::answer_to(&mut stream, &request).await.unwrap_or_else(|| panic!("no answer to {method} {path} through tor"))
    }

    async fn connected(&self, circuit: &str) -> TcpStream {
        let begun = Instant::now();
        loop {
            match socks::connect(self.socks, &self.onion, 80, circuit).await {
                Ok(stream) => return stream,
                Err(error) => assert!(begun.elapsed() < Duration::from_secs(60), "no way to the onion service: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

fn tor(folder: &Path) -> Command {
    let program = ["/usr/sbin/tor", "/usr/bin/tor"].into_iter().find(|path| Path::new(path).exists());
    let mut command = Command::new(program.expect("tor is not installed, and this test needs it: apt-get install tor"));
    command.args(["--defaults-torrc", "/dev/null", "--quiet", "-f"]).arg(folder.join("torrc")).stdin(Stdio::null());
    command
}

/// tor refuses folders that others may read.
fn private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
}

fn socket_inodes(process: u32) -> Vec<String> {
    let files = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
    let targets = files.filter_map(|entry| fs::read_link(entry.path()).ok()?.into_os_string().into_string().ok());
    targets.filter_map(|target| Some(target.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())).collect()
}

/// One end of a socket as /proc/net writes it: `0100007F:1F90`, words of the address in the machine's own order.
fn on_this_machine(end: &str) -> bool {
    let hex = end.split(':').next().unwrap_or_default();
    let words = hex.as_bytes().chunks(8).map(|word| u32::from_str_radix(std::str::from_utf8(word).unwrap(), 16).unwrap().to_ne_bytes());
    let bytes: Vec<u8> = words.flatten().collect();
    let address = match (<[u8; 4]>::try_from(bytes.as_slice()), <[u8; 16]>::try_from(bytes.as_slice())) {
        (Ok(four), _) => IpAddr::from(four),
        (_, Ok(sixteen)) => IpAddr::from(sixteen).to_canonical(),
        _ => panic!("not an address: {end}"),
    };
    address.is_loopback() || address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::on_this_machine;

    #[test]
    fn an_end_outside_is_told_from_one_on_this_machine() {
        for inside in ["0100007F:1F90", "2A2A2A7F:0050", "00000000:0000", "00000000000000000000000001000000:0050"] {
            assert!(on_this_machine(inside), "{inside}");
        }
        for outside in ["08080808:0035", "0101A8C0:0050", "B80D0120000000000000000001000000:01BB", "0000000000000000FFFF000008080808:0035"]
        {
            assert!(!on_this_machine(outside), "{outside}");
        }
    }
}
