//! Reports that were sealed before they came, made beforehand as a browser or a desk makes them.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use ring::rand::SystemRandom;
use serde_json::Value;
use tocsin::app::sealed::MEDIA_TYPE;
use tocsin::config::Settings;
use tocsin_seal::payload::SealedUrgency;
use tocsin_seal::{Receipt, Submission, submission::Words, verify_chain};

use super::client::{Run, hammer};
use super::http;
use super::station::Station;

/// Sends `count` sealed reports of 2,000 characters, each with its own case and receipt; each must be taken as new.
pub async fn reports(station: &Station, at: SocketAddr, together: usize, count: usize) -> Run {
    let settings = Settings::load(&station.path("data/tocsin.toml")).unwrap();
    let said: Value = serde_json::from_slice(&http::get(at, "/api/v1/roster", &[]).await.body).unwrap();
    let documents: Vec<Vec<u8>> = said["rosters"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().into()).collect();
    let chain = verify_chain(&documents, &settings.deployment.roster_key).unwrap();
    let (rng, facts) = (SystemRandom::new(), BTreeMap::new());
    let requests = (0..count).map(|number| {
        let narrative = format!("{number} {}", "they came again ".repeat(125));
        let urgency = SealedUrgency { level: "routine".into(), wakes: false, rules: Vec::new(), rule_set: "1".into() };
        let words = Words {
            written_at: 1_700_000_000,
            language: "en",
            narrative: &narrative[..2_000],
            danger: "2weeks",
            answer_here: true,
            methods: &[],
            facts: &facts,
            urgency,
        };
        let keys = Receipt::generate(&rng).unwrap().keys(&settings.deployment.id);
        let sealed = Submission::seal(&rng, &keys, chain.last().unwrap(), words).unwrap().to_bytes();
        http::written("test", "POST", "/api/v1/reports", &[("Content-Type", MEDIA_TYPE)], &sealed)
    });
    hammer(at, together, requests.collect(), 201, b"\"new\"").await
}
