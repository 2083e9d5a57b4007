//! `doctor --dns` against a name server of the test's own.

use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};

use tocsin::mail::check_domain;

/// Answers TXT questions on the loopback address from this list; for other names: there is none.
fn name_server(records: &[(&str, &str)]) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("bind");
    let at = socket.local_addr().expect("address");
    let records: BTreeMap<String, Vec<String>> = records.iter().fold(BTreeMap::new(), |mut all, (name, text)| {
        all.entry((*name).to_owned()).or_insert_with(Vec::new).push((*text).to_owned());
        all
    });
    std::thread::spawn(move || {
        let mut packet = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut packet) {
            let question = &packet[..length];
            let _ = socket.send_to(&answer(question, &records), from);
        }
    });
    at
}

/// RFC 1035, 4.1: the header, the question as it came, and one record for each text.
fn answer(question: &[u8], records: &BTreeMap<String, Vec<String>>) -> Vec<u8> {
    let (mut at, mut labels) = (12, Vec::new());
    while question[at] != 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    let end = at + 5;
    let texts = records.get(&labels.join(".")).cloned().unwrap_or_default();
    let code = if texts.is_empty() { 3 } else { 0 };
    let mut out = vec![question[0], question[1], 0x84, 0x80 | code, 0, 1, 0, texts.len() as u8, 0, 0, 0, 0];
    out.extend_from_slice(&question[12..end]);
    for text in texts {
        let pieces: Vec<&[u8]> = text.as_bytes().chunks(200).collect();
        let length = text.len() + pieces.len();
        out.extend_from_slice(&[0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        out.extend_from_slice(&(length as u16).to_be_bytes());
        for piece in pieces {
            out.push(piece.len() as u8);
            out.extend_from_slice(piece);
        }
    }
    out
}

async fn verdicts(records: &[(&str, &str)], selector: Option<&str>) -> Vec<(bool, String)> {
    let found = check_domain("desk.example", selector, Some(name_server(records))).await;
    found.into_iter().map(|finding| (finding.ok, finding.what)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn spf_dkim_and_dmarc_of_a_domain_that_is_in_order_are_found_and_called_so() {
    let key = format!("v=DKIM1; k=rsa; p={}", "A".repeat(390));
    let records = [
        ("desk.example", "something else"),
        ("desk.example", "v=spf1 mx -all"),
        ("_dmarc.desk.example", "v=DMARC1; p=reject"),
        ("bell._domainkey.desk.example", &key),
    ];
    let found = verdicts(&records, Some("bell")).await;
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|(ok, _)| *ok), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_lets_others_send_in_our_name_is_said_in_words() {
    let found = verdicts(&[("desk.example", "v=spf1 +all"), ("_dmarc.desk.example", "v=DMARC1; p=none")], None).await;
    assert!(found.iter().all(|(ok, _)| !ok), "{found:?}");
    for (at, words) in ["everybody send in your name", "p=none", "dkim_selector"].into_iter().enumerate() {
        assert!(found[at].1.contains(words), "{found:?}");
    }
    let found = verdicts(&[], Some("bell")).await;
    for (at, words) in ["0 records", "anybody can send", "signed by nobody"].into_iter().enumerate() {
        assert!(!found[at].0 && found[at].1.contains(words), "{found:?}");
    }
}
