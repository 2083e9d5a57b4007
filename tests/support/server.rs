//! A server on a free port, and the whole service in a folder that cleans itself up.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use ring::rand::SystemRandom;
use tempfile::TempDir;
use tocsin::app::desk::overview::Upkeep;
use tocsin::app::ending::Terms;
use tocsin::app::rota::{Detail, Zone};
use tocsin::app::setup::{DemoTeam, create_keys};
use tocsin::app::{AlertSettings, App, Parts, TokenKey};
use tocsin::store::{Store, StoreOptions};
use tocsin::vault::{KeyRing, MasterKey};
use tocsin::web::{self, Bounds, Limits, Site, Transport, TrustedProxy, serve};
use tocsin_domain::clock::{Clock, SystemClock};
use tocsin_domain::desk_address::DeskAddress;
use tocsin_domain::hours::Schedule;
use tocsin_domain::taxonomy::Taxonomy;
use tocsin_domain::triage::RuleSet;
use tocsin_seal::{DeploymentId, SigningKey};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running server; dropped, it is told to stop.
pub struct Server {
    pub at: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<()>,
}

impl Server {
    pub async fn start(router: Router, transport: Transport) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(serve(listener, router, transport, async move {
            let _ = stopped.await;
        }));
        Self { at, stop: Some(stop), ended }
    }

    pub async fn stop(mut self) {
        drop(self.stop.take());
        tokio::time::timeout(Duration::from_secs(10), self.ended).await.expect("the server stops").unwrap();
    }
}

pub fn a_site() -> Site {
    let en = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
    Site {
        demo: false,
        languages: vec!["en".into(), "zh-Hans".into()],
        staffed: vec!["en".into(), "zh-Hans".into()],
        name: "A small organisation".into(),
        country: "Switzerland".into(),
        privacy: en("We read what you send."),
        helplines: BTreeMap::new(),
        exit_page: en("https://example.org/weather"),
        schedule: Schedule::parse::<&str>("", 0, &[]).unwrap(),
        reading_zone: None,
        on_call: Detail::No,
        on_call_zone: Zone::utc(),
        file_limit: 2_000_000,
        resumable_limit: 400_000_000,
        bounds: Bounds::default(),
        trip: None,
        upkeep: Upkeep::default(),
        advisories: None,
    }
}

pub fn some_limits(off: bool) -> Limits {
    Limits::new(&SystemRandom::new(), None, off).unwrap()
}

/// Limits that tell visitors apart by the header `X-Real-IP` of whoever connects from this machine.
pub fn proxied_limits() -> Limits {
    let proxy = TrustedProxy { header: ::http::HeaderName::from_static("x-real-ip"), peers: vec![[127, 0, 0, 1].into()] };
    Limits::new(&SystemRandom::new(), Some(proxy), false).unwrap()
}

/// The service behind a real socket, with a signed roster, on SQLite.
pub struct Service {
    pub app: App,
    pub at: SocketAddr,
    pub folder: TempDir,
    /// Where database and blobs are.
    pub data: PathBuf,
    /// How its store was opened.
    pub options: StoreOptions,
    server: Server,
}

/// What a test may want otherwise.
pub struct Setup {
    pub limits: Limits,
    pub site: Site,
    /// Bytes of the disk that files must leave free.
    pub reserve: u64,
    /// Another database than SQLite in the data folder.
    pub url: Option<String>,
    /// Another folder for database and blobs, for keys.
    pub data: Option<PathBuf>,
    pub keys: Option<PathBuf>,
    pub clock: Arc<dyn Clock + Send + Sync>,
    /// Where staff work.
    pub desk: Option<DeskAddress>,
    /// How long a statement or a lock may take.
    pub patience: Duration,
    /// How long cases are kept.
    pub terms: Terms,
}

impl Setup {
    pub fn usual() -> Self {
        Self {
            limits: some_limits(true),
            site: a_site(),
            reserve: 0,
            url: None,
            data: None,
            keys: None,
            clock: Arc::new(SystemClock),
            desk: None,
            patience: Duration::from_secs(10),
            terms: Terms { case_days: 180, grace_days: 60, closed_days: Vec::new() },
        }
    }
}

/// A clock that shows what the test wants: the machine's, moved.
#[derive(Default)]
pub struct MovedClock(AtomicI64);

impl MovedClock {
    /// Moves it further, by seconds.
    pub fn jump(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// By how much it is wrong.
    pub fn off(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for MovedClock {
    fn now(&self) -> i64 {
        SystemClock.now() + self.0.load(Ordering::SeqCst)
    }
}

impl Service {
    pub async fn start() -> Self {
        Self::with(some_limits(true)).await
    }

    pub async fn with(limits: Limits) -> Self {
        Self::within(limits, Bounds::default(), 0).await
    }

    /// With other bounds than usual, and so many bytes of the disk that files must leave free.
    pub async fn within(limits: Limits, bounds: Bounds, reserve: u64) -> Self {
        Self::made(Setup { limits, site: Site { bounds, ..a_site() }, reserve, ..Setup::usual() }).await
    }

    /// With anything else than usual.
    pub async fn made(setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = setup.keys.unwrap_or_else(|| folder.path().join("keys"));
        let data = setup.data.unwrap_or_else(|| folder.path().join("data"));
        let rng = SystemRandom::new();
        std::fs::create_dir_all(&data).unwrap();
        let deployment = DeploymentId::random(&rng).unwrap();
        let admin = SigningKey::generate(&rng).unwrap();
        let roster_key = admin.public();
        create_keys(&keys, &deployment, &rng).unwrap();
        let team = DemoTeam::create(&keys, admin, &rng).unwrap();
        let options = StoreOptions {
            url: setup.url.unwrap_or_else(|| format!("sqlite:{}", data.join("tocsin.db").display())),
            blobs: data.join("blobs"),
            statement_timeout: setup.patience,
        };
        let master = MasterKey::load(keys.join("master.key")).unwrap();
        let app = App::open(Parts {
            store: Store::open(&options).await.unwrap(),
            ring: KeyRing::load(keys.join("ring.json"), master, &deployment.to_string()).unwrap(),
            token_key: TokenKey::load(&keys.join("token.key")).unwrap(),
            deployment: deployment.clone(),
            roster_key,
            epoch_file: keys.join("epoch"),
            desk: setup.desk,
            alerts: AlertSettings::quick(),
            terms: setup.terms,
            reserve: setup.reserve,
            rules: RuleSet::builtin(),
            taxonomy: Taxonomy::builtin(),
            clock: setup.clock,
        });
        let app = app.await.unwrap();
        team.keep_roster(&app, &deployment, &rng).await.unwrap();
        let server = Server::start(web::site(app.clone(), setup.site, setup.limits), Transport::default()).await;
        Self { app, at: server.at, folder, data, options, server }
    }

    /// The keys of its rows, as another process of the same installation has them.
    pub fn ring(&self) -> KeyRing {
        let keys = self.folder.path().join("keys");
        let master = MasterKey::load(keys.join("master.key")).unwrap();
        KeyRing::load(keys.join("ring.json"), master, &self.app.deployment()).unwrap()
    }

    /// How many cases are stored.
    pub async fn cases(&self) -> usize {
        self.app.cases().await.unwrap().len()
    }

    /// How many sealed files lie in the blob folder, half-written ones included.
    pub fn blobs(&self) -> usize {
        let mut count = 0;
        let mut folders = vec![self.data.join("blobs")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { folders.push(entry.path()) } else { count += 1 }
            }
        }
        count
    }
}
