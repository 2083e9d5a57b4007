//! An authenticator in software: P-256 by `ring`, its CBOR by hand, as WebAuthn (level 3, sections 6 and 7) has it.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// The person was there; the person was verified; a new key follows.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const NEW_KEY: u8 = 0x40;

/// A passkey.
pub struct SoftKey {
    pair: EcdsaKeyPair,
    id: [u8; 32],
    /// How often it was used.
    pub counter: std::cell::Cell<u32>,
    /// Whether it verifies its owner.
    pub verifies: bool,
}

impl SoftKey {
    pub fn new() -> Self {
        let rng = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &rng).unwrap();
        let mut id = [0; 32];
        rng.fill(&mut id).unwrap();
        Self { pair, id, counter: std::cell::Cell::new(0), verifies: true }
    }

    /// Its id as browsers write it.
    pub fn credential_id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.id)
    }

    /// RegistrationResponseJSON.
    pub fn created(&self, options: &Value, origin: &str) -> Value {
        let rp = options["rp"]["id"].as_str().unwrap();
        let public = self.pair.public_key().as_ref();
        let (x, y) = (&public[1..33], &public[33..65]);
        let key = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20], x, &[0x22, 0x58, 0x20], y].concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [&self.data(rp, NEW_KEY)[..], &[0; 16], &length, &self.id, &key].concat();
        let bytes = u16::try_from(data.len()).unwrap().to_be_bytes();
        let object = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"[..], &bytes, &data].concat();
        let client = client("webauthn.create", &options["challenge"], origin);
        json!({
            "id": self.credential_id(), "rawId": self.credential_id(), "type": "public-key",
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client), "attestationObject": URL_SAFE_NO_PAD.encode(object), "transports": ["internal"],
            },
            "clientExtensionResults": { "credProps": { "rk": true } },
        })
    }

    /// AuthenticationResponseJSON of this account's owner.
    pub fn shown(&self, options: &Value, origin: &str, account: &[u8; 16]) -> Value {
        let rp = options["rpId"].as_str().unwrap();
        self.counter.set(self.counter.get() + 1);
        let data = self.data(rp, 0);
        let client = client("webauthn.get", &options["challenge"], origin);
        let said = [&data[..], digest(&SHA256, client.as_bytes()).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &said).unwrap();
        json!({
            "id": self.credential_id(), "rawId": self.credential_id(), "type": "public-key",
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client), "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature.as_ref()), "userHandle": URL_SAFE_NO_PAD.encode(account),
            },
            "clientExtensionResults": {},
        })
    }

    fn data(&self, rp: &str, more: u8) -> Vec<u8> {
        let flags = PRESENT | if self.verifies { VERIFIED } else { 0 } | more;
        [digest(&SHA256, rp.as_bytes()).as_ref(), &[flags], &self.counter.get().to_be_bytes()].concat()
    }
}

fn client(kind: &str, challenge: &Value, origin: &str) -> String {
    json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false }).to_string()
}
