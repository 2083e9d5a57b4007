//! Vault rows against the limit of what they are made of: bare AES-256-GCM of `ring`, whose key is ready made.
//! A row costs, beside that: deriving its own key (HKDF), its nonce, and the encoding of its address.

use criterion::{Criterion, criterion_group, criterion_main};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::hint::black_box;
use tocsin::vault::{Class, KeyRing, LIVE_BUCKETS, MasterKey, RowRef};

const ROW: RowRef<'static> = RowRef { table: "cases", column: "sealed", row: &[1; 16], case: &[2; 16], version: 3 };

fn vault(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let master = MasterKey::create(folder.path().join("master.key")).expect("master key");
    let ring = KeyRing::create(folder.path().join("ring.json"), &master, "d-bench").expect("key ring");
    let key = ring.current(Class::Case, 202701).expect("key");
    let plain = [7; 1024];

    let bare = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[9; 32]).expect("key"));
    c.bench_function("limit: bare AES-256-GCM seals 1 KiB", |b| {
        b.iter(|| {
            let mut bytes = black_box(plain).to_vec();
            let nonce = Nonce::assume_unique_for_key([0; 12]);
            bare.seal_in_place_append_tag(nonce, Aad::from(&[0; 100]), &mut bytes).expect("seal");
            bytes
        });
    });
    c.bench_function("a row of 1 KiB is sealed", |b| {
        b.iter(|| ring.seal(key, &ROW, black_box(&plain)).expect("seal"));
    });
    let sealed = ring.seal(key, &ROW, &plain).expect("seal");
    c.bench_function("a row of 1 KiB is opened", |b| {
        b.iter(|| ring.open(key, &ROW, black_box(&sealed)).expect("open"));
    });
    c.bench_function("a row's key is known to be on disk", |b| {
        b.iter(|| ring.current(Class::Case, black_box(202701)).expect("key"));
    });
    for n in 1..LIVE_BUCKETS as u32 {
        ring.current(Class::Case, (2027 + n / 12) * 100 + n % 12 + 1).expect("key");
    }
    c.bench_function("a mailbox is looked up under 32 buckets", |b| {
        b.iter(|| ring.lookup(Class::Case, "mailbox", black_box(&[5; 16])).expect("lookup"));
    });
}

criterion_group!(benches, vault);
criterion_main!(benches);
