//! A real PostgreSQL server for one test binary, and a fresh schema in it for every test.
//!
//! Started at the first call, with its data in a temporary folder and only a local socket. It ends with the test
//! process, however that ends: a small shell waits on a pipe which the operating system closes for us, then stops
//! the server and removes the folder. Nothing is skipped where PostgreSQL is not installed: the tests fail and say
//! what to install.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A server with its folder; it ends with the test process.
pub struct Server {
    folder: PathBuf,
    _watchdog: Child,
}

/// Address of a new empty schema on the server, starting it if need be.
pub async fn fresh_schema() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(Server::start);
    server.schema(&format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed))).await
}

impl Server {
    /// A server of one's own, to be stopped and started again.
    pub fn start() -> Self {
        start()
    }

    /// Address of a new empty schema.
    pub async fn schema(&self, schema: &str) -> String {
        let server = self.address();
        let mut admin = sqlx::postgres::PgConnectOptions::from_str(&server).expect("address").connect().await.expect("admin");
        let create = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
        sqlx::raw_sql(create).execute(&mut admin).await.expect("create schema");
        admin.close().await.expect("close");
        format!("{server}&options=-c%20search_path%3D{schema}")
    }

    /// Stops the server as a crash would.
    pub fn crash(&self) {
        self.control(&["-m", "immediate", "stop"]);
    }

    /// Starts it again on the same folder.
    pub fn start_again(&self) {
        self.control(&["-o", &options(&self.folder), "-l", &self.folder.join("log").display().to_string(), "start"]);
    }

    /// Where its database is.
    pub fn address(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.display())
    }

    /// Stops it as an administrator would.
    pub fn stop(&self) {
        self.control(&["-m", "fast", "stop"]);
    }

    /// `kill -9` of all its processes at once.
    pub fn kill(&self) {
        let noted = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("it runs");
        let first: i32 = noted.lines().next().and_then(|line| line.parse().ok()).expect("its number");
        let mut doomed = vec![first];
        doomed.extend(processes().into_iter().filter(|(_, parent, _)| *parent == first).map(|(number, ..)| number));
        for number in &doomed {
            // One of them may have ended meanwhile.
            let number = rustix::process::Pid::from_raw(*number).expect("a number");
            let _ = rustix::process::kill_process(number, rustix::process::Signal::KILL);
        }
        while processes().iter().any(|(number, _, state)| doomed.contains(number) && *state != 'Z') {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        // Where nobody reaps the dead, they would be taken for a server that still runs.
        for file in ["data/postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
            let _ = std::fs::remove_file(self.folder.join(file));
        }
    }

    /// PostgreSQL's own check of every table and index.
    pub fn check(&self) {
        let mut check = as_user(rustix::process::geteuid().is_root(), &programs().join("pg_amcheck"));
        check.arg("-h").arg(&self.folder).args(["-U", "postgres", "--install-missing", "--heapallindexed", "postgres"]);
        run(&mut check, &self.folder);
    }

    fn control(&self, arguments: &[&str]) {
        let as_root = rustix::process::geteuid().is_root();
        let mut control = as_user(as_root, &programs().join("pg_ctl"));
        run(control.arg("-w").arg("-D").arg(self.folder.join("data")).args(arguments), &self.folder);
    }
}

/// Every process of the machine: number, parent, state.
fn processes() -> Vec<(i32, i32, char)> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let stats = entries.filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok());
    stats
        .filter_map(|stat| {
            // The name stands in brackets and may hold anything.
            let (number, rest) = stat.split_once(' ')?;
            let mut after = rest.rsplit_once(") ")?.1.split(' ');
            Some((number.parse().ok()?, after.clone().nth(1)?.parse().ok()?, after.next()?.chars().next()?))
        })
        .collect()
}

fn options(folder: &Path) -> String {
    format!("-k {} -c listen_addresses='' -c fsync=off -c max_connections=200", folder.display())
}

fn start() -> Server {
    let programs = programs();
    let folder = tempfile::Builder::new().prefix("tocsin-pg-").tempdir().expect("temporary folder").keep();
    let data = folder.join("data");
    let as_root = rustix::process::geteuid().is_root();
    if as_root {
        // PostgreSQL refuses to run as root.
        run(Command::new("chown").arg("postgres").arg(&folder), &folder);
    }
    let mut watchdog = as_user(as_root, Path::new("sh"));
    watchdog
        .args(["-c", r#"read -r _; "$1" -D "$2/data" -m immediate -w stop; rm -rf "$2""#, "sh"])
        .arg(programs.join("pg_ctl"))
        .arg(&folder)
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let watchdog = watchdog.spawn().expect("watchdog");
    run(
        as_user(as_root, &programs.join("initdb"))
            .args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data),
        &folder,
    );
    let options = options(&folder);
    run(
        as_user(as_root, &programs.join("pg_ctl"))
            .args(["-w", "-o", &options, "-l"])
            .arg(folder.join("log"))
            .arg("-D")
            .arg(&data)
            .arg("start"),
        &folder,
    );
    Server { folder, _watchdog: watchdog }
}

/// Where Debian keeps the newest version's programs, else the first folder of PATH that has them.
fn programs() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> =
        debian.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))).collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .expect("PostgreSQL is not installed, and these tests need it: apt-get install postgresql")
}

fn as_user(as_root: bool, program: &Path) -> Command {
    if !as_root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn run(command: &mut Command, folder: &Path) {
    // No pipes: the server would inherit and hold them open.
    let done = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).status();
    if !done.as_ref().is_ok_and(std::process::ExitStatus::success) {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        panic!("{command:?}: {done:?}\n{log}");
    }
}
