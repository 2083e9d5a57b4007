//! What sealing costs: `cargo bench -p tocsin-seal`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ring::rand::SystemRandom;
use std::hint::black_box;
use std::time::Duration;
use tocsin_seal::{
    DeploymentId, Identity, NewCase, Receipt, Recovery, Roster, SealWriter, SignedRoster, SigningKey, TeamKey, open, seal, sign_roster,
};

fn small(c: &mut Criterion) {
    let identity = Identity::from_seed([1; 32]);
    let plain = vec![b' '; 4096];
    let sealed = seal(&plain, &[identity.recipient()]).unwrap();
    let mut group = c.benchmark_group("4 KiB, one recipient");
    group.bench_function("seal", |b| b.iter(|| seal(black_box(&plain), &[identity.recipient()])));
    group.bench_function("open", |b| b.iter(|| open(black_box(&sealed), &identity, 1)));
    group.finish();
}

fn bulk(c: &mut Criterion) {
    let identity = Identity::from_seed([1; 32]);
    let plain = vec![7; 16 << 20];
    let sealed = seal(&plain, &[identity.recipient()]).unwrap();
    let mut group = c.benchmark_group("16 MiB");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Bytes(plain.len() as u64));
    group.bench_function("seal", |b| b.iter(|| seal(black_box(&plain), &[identity.recipient()])));
    group.bench_function("open", |b| b.iter(|| open(black_box(&sealed), &identity, 1)));
    group.bench_function("seal as a stream, hashed on both sides", |b| {
        b.iter(|| {
            futures::executor::block_on(async {
                let out = futures::io::sink();
                let mut writer = SealWriter::new(out, &[identity.recipient()]).await?;
                writer.write(black_box(&plain)).await?;
                writer.finish().await
            })
            .map(|(_, sums)| sums)
        })
    });
    group.finish();
}

fn case(c: &mut Criterion) {
    let rng = SystemRandom::new();
    let (admin, team) = (SigningKey::from_seed([2; 32]), TeamKey::generate(&rng).unwrap());
    let roster = Roster {
        deployment: DeploymentId::random(&rng).unwrap(),
        epoch: 1,
        not_before: 0,
        expires: 1,
        team_recipient: team.identity.recipient().clone(),
        team_signing_key: team.signing.public(),
        recovery: Recovery::None,
        previous: None,
    };
    let roster = sign_roster(&roster, &admin, None);
    let roster = SignedRoster::verify(&roster, &admin.public(), None).unwrap();
    let receipt = Receipt::from_entropy([3; 16]);
    let mut group = c.benchmark_group("a case");
    group.bench_function("make", |b| b.iter(|| NewCase::create(&rng, &roster)));
    group.bench_function("keys of a receipt", |b| b.iter(|| receipt.keys(roster.deployment())));
    group.finish();
}

criterion_group!(benches, small, bulk, case);
criterion_main!(benches);
