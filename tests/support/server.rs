//! A server on a free port, and the whole service in a folder that cleans itself up.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use ring::rand::SystemRandom;
use tempfile::TempDir;
use tocsin::app::setup::{DemoTeam, create_keys};
use tocsin::app::{AlertSettings, App, Parts, TokenKey};
use tocsin::store::{Store, StoreOptions};
use tocsin::vault::{KeyRing, MasterKey};
use tocsin::web::{self, Bounds, Limits, Site, Transport, TrustedProxy, serve};
use tocsin_domain::clock::SystemClock;
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
        file_limit: 2_000_000,
        bounds: Bounds::default(),
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
    server: Server,
}

impl Service {
    pub async fn start() -> Self {
        Self::with(some_limits(true)).await
    }

    pub async fn with(limits: Limits) -> Self {
        Self::within(limits, Bounds::default()).await
    }

    /// With other bounds than usual.
    pub async fn within(limits: Limits, bounds: Bounds) -> Self {
        Self::showing(limits, Site { bounds, ..a_site() }).await
    }

    /// With a site of its own.
    pub async fn showing(limits: Limits, site: Site) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (keys, data, rng) = (folder.path().join("keys"), folder.path().join("data"), SystemRandom::new());
        std::fs::create_dir_all(&data).unwrap();
        let deployment = DeploymentId::random(&rng).unwrap();
        let admin = SigningKey::generate(&rng).unwrap();
        let roster_key = admin.public();
        create_keys(&keys, &deployment, &rng).unwrap();
        let team = DemoTeam::create(&keys, admin, &rng).unwrap();
        let options = StoreOptions {
            url: format!("sqlite:{}", data.join("tocsin.db").display()),
            blobs: data.join("blobs"),
            statement_timeout: Duration::from_secs(10),
        };
        let master = MasterKey::load(keys.join("master.key")).unwrap();
        let app = App::open(Parts {
            store: Store::open(&options).await.unwrap(),
            ring: KeyRing::load(keys.join("ring.json"), master, &deployment.to_string()).unwrap(),
            token_key: TokenKey::load(&keys.join("token.key")).unwrap(),
            deployment: deployment.clone(),
            roster_key,
            epoch_file: keys.join("epoch"),
            alerts: AlertSettings { slot_seconds: 3, every_slot: false },
            case_days: 180,
            reserve: 0,
            rules: RuleSet::builtin(),
            taxonomy: Taxonomy::builtin(),
            clock: Arc::new(SystemClock),
        });
        let app = app.await.unwrap();
        team.keep_roster(&app, &deployment, &rng).await.unwrap();
        let server = Server::start(web::site(app.clone(), site, limits), Transport::default()).await;
        Self { app, at: server.at, folder, server }
    }

    /// How many cases are stored.
    pub async fn cases(&self) -> usize {
        self.app.cases().await.unwrap().len()
    }

    /// How many sealed files lie in the blob folder, half-written ones included.
    pub fn blobs(&self) -> usize {
        let mut count = 0;
        let mut folders = vec![self.folder.path().join("data/blobs")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { folders.push(entry.path()) } else { count += 1 }
            }
        }
        count
    }
}
