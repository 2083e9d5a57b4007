//! A master key that needs a passphrase or a secret: the server starts locked, gives guidance, gives words back, and opens
//! for the right passphrase alone.

use std::fs;
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::demo::{program, receipt, said};
use crate::http;
use crate::installation::Place;

const PASSPHRASE: &str = "six random words of a list";

struct Serving {
    child: Child,
    at: SocketAddr,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    fn start(place: &Place, environment: &[(&str, &str)]) -> Self {
        let file = |name: &str| Stdio::from(fs::File::create(place.path(name)).unwrap());
        let mut child = Command::new(program())
            .args(["serve", "--config", "data/tocsin.toml"])
            .current_dir(place.folder.path())
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(file("stdout"))
            .stderr(file("stderr"))
            .spawn()
            .unwrap();
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(place.path("stdout")).unwrap();
            if let Some(address) =
                text.split_once("http://").and_then(|(_, rest)| rest.split_whitespace().next()).filter(|_| text.contains("Stop"))
            {
                return Self { at: address.parse().unwrap(), child };
            }
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_secs(30), "{text}{}", log(place));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// SIGTERM; whether it ended well.
    fn stop(mut self) -> bool {
        let pid = rustix::process::Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap().success()
    }
}

fn log(place: &Place) -> String {
    fs::read_to_string(place.path("stderr")).unwrap()
}

fn ready() -> Place {
    let place = Place::ready();
    place.edit(|text| text.replace("127.0.0.1:8080", "127.0.0.1:0"));
    place
}

/// A command with something on its standard input, or a file named in its environment.
fn run(place: &Place, arguments: &[&str], input: &str, unlock: Option<&str>) -> Output {
    fs::write(place.path("input"), input).unwrap();
    let mut command = Command::new(program());
    command.args(arguments).current_dir(place.folder.path()).stdin(fs::File::open(place.path("input")).unwrap());
    if let Some(secret) = unlock {
        fs::write(place.path("secret"), secret).unwrap();
        command.env("TOCSIN_UNLOCK_FILE", "secret");
    }
    command.output().unwrap()
}

const LOCK: &[&str] = &["keys", "rotate-master", "--passphrase", "--data", "data"];
const STATUS: &[&str] = &["keys", "status", "--data", "data"];
const UNLOCK: &[&str] = &["unlock", "--data", "data"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_service_gives_guidance_and_every_word_back_until_somebody_says_the_passphrase() {
    let place = ready();
    assert!(!run(&place, LOCK, "too short\n", None).status.success());
    let locked = run(&place, LOCK, &format!("{PASSPHRASE}\n"), None);
    assert!(locked.status.success(), "{}", said(&locked.stderr));
    assert!(!said(&locked.stdout).contains(PASSPHRASE));
    let serving = Serving::start(&place, &[]);
    assert!(fs::read_to_string(place.path("stdout")).unwrap().contains("LOCKED"));
    for path in ["/", "/en", "/en/safety"] {
        assert_eq!(http::get(serving.at, path, &[]).await.status, 200, "{path}");
    }
    let health = http::get(serving.at, "/healthz", &[]).await;
    assert_eq!((health.status, health.text()), (503, "closed\n".to_owned()));
    for path in ["/en/report", "/en/mailbox"] {
        let page = http::get(serving.at, path, &[]).await;
        assert_eq!(page.status, 503);
        assert!(page.text().contains("The form is closed for now"), "{path}");
    }
    // Who had the form open, or a receipt at hand.
    let fields: [http::Part<'_>; 4] = [
        ("token", None, b"the-token-of-a-form"),
        ("narrative", None, b"written before the power went"),
        ("danger", None, b"now"),
        ("files", Some("a.jpg"), &[0xff; 5_000]),
    ];
    let kept = http::post_form(serving.at, "/en/report", &fields).await;
    assert_eq!(kept.status, 503);
    assert!(kept.text().contains("written before the power went") && !kept.text().contains("the-token-of-a-form"));
    let secret = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let shut = http::post(serving.at, "/en/mailbox", &[("receipt", secret)]).await;
    assert!(shut.status == 503 && !shut.text().contains("abandon"));
    // Nothing that needs the keys runs without the passphrase, and a wrong one opens nothing.
    assert!(said(&run(&place, STATUS, "", None).stderr).contains("TOCSIN_UNLOCK_FILE"));
    assert!(said(&run(&place, STATUS, "", Some("six random words of a lisp")).stderr).contains("not what the master key was locked with"));
    let wrong = run(&place, UNLOCK, "six random words of a lisp\n", None);
    assert!(!wrong.status.success() && said(&wrong.stderr).contains("stays locked"));
    assert_eq!(http::get(serving.at, "/healthz", &[]).await.status, 503);
    let right = run(&place, UNLOCK, &format!("{PASSPHRASE}\n"), None);
    assert!(right.status.success(), "{}", said(&right.stderr));
    assert_eq!(http::get(serving.at, "/healthz", &[]).await.status, 200);
    let sent = http::post_form(serving.at, "/en/report", &[("narrative", None, b"written before the power went")]).await;
    let words = receipt(&sent).0;
    assert!(!place.path("data-keys/unlock.sock").exists());
    assert!(!run(&place, UNLOCK, &format!("{PASSPHRASE}\n"), None).status.success(), "nobody waits any more");
    // Rotated under the passphrase while it runs; it goes on without being told.
    let rotated = run(&place, &["keys", "rotate-master", "--data", "data"], "", Some(PASSPHRASE));
    assert!(rotated.status.success(), "{}", said(&rotated.stderr));
    assert!(run(&place, &["keys", "rotate-data", "--data", "data"], "", Some(PASSPHRASE)).status.success());
    assert!(http::post(serving.at, "/en/mailbox", &[("receipt", &words)]).await.text().contains("/mailbox/lock"));
    assert!(serving.stop(), "{}", log(&place));
    // Neither passphrase nor words are in what it wrote.
    let everything = fs::read_to_string(place.path("stdout")).unwrap() + &log(&place);
    assert!(!everything.contains(PASSPHRASE) && !everything.contains("power went"), "{everything}");
    // Stopped while it is locked, it ends as well.
    let again = Serving::start(&place, &[]);
    assert!(again.stop(), "{}", log(&place));
    assert!(!place.path("data-keys/unlock.sock").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_from_a_credential_or_a_program_opens_the_service_by_itself() {
    let place = ready();
    fs::create_dir(place.path("credentials")).unwrap();
    fs::write(place.path("credentials/tocsin-master"), "0123456789abcdef0123456789abcdef0123456789abcdef\n").unwrap();
    place.edit(|text| text.replace("rotate_every_days", "unlock_credential = \"tocsin-master\"\nrotate_every_days"));
    let lock: &[&str] = &["keys", "rotate-master", "--secret", "--data", "data"];
    assert!(said(&run(&place, lock, "", None).stderr).contains("systemd-run"));
    let folder = place.path("credentials").display().to_string();
    let with = |arguments: &[&str]| {
        Command::new(program()).args(arguments).current_dir(place.folder.path()).env("CREDENTIALS_DIRECTORY", &folder).output().unwrap()
    };
    assert!(with(lock).status.success());
    let serving = Serving::start(&place, &[("CREDENTIALS_DIRECTORY", &folder)]);
    receipt(&http::post_form(serving.at, "/en/report", &[("narrative", None, b"by a credential")]).await);
    assert!(serving.stop());
    // The same secret from a program.
    place.edit(|text| text.replace("unlock_credential = \"tocsin-master\"", "unlock_command = [\"cat\", \"credentials/tocsin-master\"]"));
    let serving = Serving::start(&place, &[]);
    receipt(&http::post_form(serving.at, "/en/report", &[("narrative", None, b"by a program")]).await);
    assert!(serving.stop());
    // One that fails or says too little opens nothing, and says so.
    for (command, why) in
        [("[\"false\"]", "failed"), ("[\"echo\", \"short\"]", "at least 32"), ("[\"no-such-program\"]", "no-such-program")]
    {
        let before = fs::read_to_string(place.path("data/tocsin.toml")).unwrap();
        place.edit(|text| text.replace("[\"cat\", \"credentials/tocsin-master\"]", command));
        let refused = place.serve_refused();
        assert!(refused.contains(why), "{command}: {refused}");
        fs::write(place.path("data/tocsin.toml"), before).unwrap();
    }
    // Back to a file that its rights protect.
    assert!(run(&place, &["keys", "rotate-master", "--unlocked", "--data", "data"], "", None).status.success());
    place.edit(|text| text.replace("unlock_command = [\"cat\", \"credentials/tocsin-master\"]", ""));
    assert!(run(&place, STATUS, "", None).status.success());
}
