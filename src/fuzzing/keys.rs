//! Tokens that visitors hand back, the key ring's file, and sealed values of rows.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use tocsin_seal::Receipt;

use crate::app::TokenKey;
use crate::vault::{Class, KeyId, KeyRing, MasterKey, RowRef};

const FORM: &str = "the token of a form";
const NOW: i64 = 1_700_000_000;
const DEPLOYMENT: &str = "d-0123456789abcdef0123456789abcdef";

struct Tokens {
    key: TokenKey,
    form: String,
    session: String,
    place: String,
    challenge: String,
    call: String,
}

static TOKENS: LazyLock<Tokens> = LazyLock::new(|| {
    let key = TokenKey::from_bytes(&[7; 32]);
    let rng = SystemRandom::new();
    let form = key.form_token(&rng).unwrap();
    let session = key.session(&Receipt::from_entropy([5; 16]), NOW, &rng).unwrap();
    let (place, challenge) = (key.line().place(FORM, NOW), key.line().challenge(FORM, NOW));
    let call = key.call_challenge(NOW);
    Tokens { key, form, session, place, challenge, call }
});

/// Ours is known, and no other spelling of any token is. (Seeds of an earlier process are tokens of this key too.)
pub fn form_token(data: &[u8]) {
    let Ok(token) = std::str::from_utf8(data) else { return };
    let known = TOKENS.key.form_bits(token).is_some();
    assert!(if known { in_its_one_spelling(token) } else { token != TOKENS.form });
}

/// Likewise.
pub fn session_token(data: &[u8]) {
    let Ok(token) = std::str::from_utf8(data) else { return };
    let known = TOKENS.key.open_session(token, NOW).is_some();
    assert!(if known { in_its_one_spelling(token) } else { token != TOKENS.session });
    assert!(TOKENS.key.open_session(token, NOW + 31 * 60).is_none());
}

/// A place in the line and a challenge, for a form that is always the same: in the very letters.
pub fn place(data: &[u8]) {
    let Ok(given) = std::str::from_utf8(data) else { return };
    let line = TOKENS.key.line();
    assert_eq!(line.waited(given, FORM, NOW + 50), (given == TOKENS.place).then_some(50));
    let (challenge, nonce) = given.split_once(':').unwrap_or((given, "0"));
    assert!(!line.worked(challenge, nonce, FORM, NOW) || challenge == TOKENS.challenge);
}

/// What calls carry is ours in its one spelling, and only for its time.
pub fn call_challenge(data: &[u8]) {
    let Ok(given) = std::str::from_utf8(data) else { return };
    let known = TOKENS.key.is_call_challenge(given, NOW);
    assert!(if known { in_its_one_spelling(given) } else { given != TOKENS.call });
    assert!(!TOKENS.key.is_call_challenge(given, NOW + 32 * 60) || given != TOKENS.call);
}

fn in_its_one_spelling(token: &str) -> bool {
    URL_SAFE_NO_PAD.decode(token).is_ok_and(|bytes| URL_SAFE_NO_PAD.encode(bytes) == token)
}

pub fn token_seeds() -> Vec<Vec<u8>> {
    let tokens = &*TOKENS;
    super::seeds(&[
        &tokens.form,
        &tokens.session,
        &tokens.place,
        &tokens.challenge,
        &tokens.call,
        &format!("{}:12345", tokens.challenge),
        "",
        "AAAA",
        "====",
    ])
}

/// A ring with one key, and its files' bytes; their folder is gone.
struct Kept {
    master: Vec<u8>,
    ring: KeyRing,
    key: KeyId,
    text: Vec<u8>,
}

static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    let folder = tempfile::tempdir_in(super::memory()).unwrap();
    let (master_file, ring_file) = (folder.path().join("master.key"), folder.path().join("ring.json"));
    let master = MasterKey::create(&master_file).unwrap();
    let ring = KeyRing::create(&ring_file, &master, DEPLOYMENT).unwrap();
    let key = ring.current(Class::Case, 202_611).unwrap();
    let read = |path| std::fs::read(path).unwrap();
    Kept { master: read(&master_file), ring, key, text: read(&ring_file) }
});

/// A ring's file is the one that was written, up to white space between its words, or it is refused.
pub fn ring_file(data: &[u8]) {
    let folder = tempfile::tempdir_in(super::memory()).unwrap();
    let (path, master) = (folder.path().join("bent"), folder.path().join("master.key"));
    write_private(&path, data);
    write_private(&master, &KEPT.master);
    if let Ok(ring) = KeyRing::load(&path, MasterKey::load(&master).unwrap(), DEPLOYMENT) {
        assert_eq!(ring.live(), [KEPT.key], "a ring that nobody wrote");
        assert_eq!(ring.fingerprint(), KEPT.ring.fingerprint());
    }
    let _ = MasterKey::load(&path);
    let _ = TokenKey::load(&path);
}

fn write_private(path: &std::path::Path, data: &[u8]) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, data).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

pub fn ring_seeds() -> Vec<Vec<u8>> {
    vec![KEPT.text.clone(), KEPT.master.clone(), b"tocsin-token/1:AAAA\n".to_vec()]
}

fn row() -> RowRef<'static> {
    RowRef { table: "cases", column: "sealed", row: b"row", case: b"case", version: 3 }
}

const PLAIN: &[u8] = b"what stands in the row";
static SEALED: LazyLock<Vec<u8>> = LazyLock::new(|| KEPT.ring.seal(KEPT.key, &row(), PLAIN).unwrap());

/// A value opens as it was sealed, in its own place alone.
pub fn vault_row(data: &[u8]) {
    let sealed = &*SEALED;
    match KEPT.ring.open(KEPT.key, &row(), data) {
        Ok(plain) => assert!(data == &sealed[..] && &plain[..] == PLAIN, "a value that nobody sealed"),
        Err(_) => assert!(data != &sealed[..]),
    }
    assert!(KEPT.ring.open(KEPT.key, &RowRef { version: 4, ..row() }, data).is_err());
    if let Some(id) = data.first_chunk().map(|id| i64::from_le_bytes(*id)).and_then(KeyId::from_i64) {
        let (class, bucket, generation) = id.parts();
        assert_eq!(KeyId::new(class, bucket, generation).map(KeyId::as_i64).ok(), Some(id.as_i64()), "a key id with two spellings");
    }
}

pub fn row_seeds() -> Vec<Vec<u8>> {
    let id = KEPT.key.as_i64().to_le_bytes().to_vec();
    vec![SEALED.clone(), id, Vec::new()]
}
