//! Whether the world will believe our mail: SPF, DKIM and DMARC of the sending domain. Asked only by `tocsin doctor --dns`.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;

use super::Finding;

/// All questions together take at most so long.
const LIMIT: Duration = Duration::from_secs(20);

/// The records of a domain, looked up at the system's name server, or at `server` (a test's).
pub async fn check_domain(domain: &str, selector: Option<&str>, server: Option<SocketAddr>) -> Vec<Finding> {
    let bad = |what: String| vec![Finding { ok: false, what }];
    let Some(resolver) = resolver(server) else { return bad("this machine has no name server to ask for SPF, DKIM and DMARC".into()) };
    match tokio::time::timeout(LIMIT, look(&resolver, domain, selector)).await {
        Ok(found) => found,
        Err(_) => bad(format!("the name server did not tell SPF, DKIM and DMARC of {domain} in time")),
    }
}

fn resolver(server: Option<SocketAddr>) -> Option<TokioResolver> {
    let builder = match server {
        None => TokioResolver::builder_tokio().ok()?,
        Some(at) => {
            let mut connection = ConnectionConfig::udp();
            connection.port = at.port();
            let server = NameServerConfig::new(at.ip(), true, vec![connection]);
            TokioResolver::builder_with_config(ResolverConfig::from_name_servers(vec![server]), TokioRuntimeProvider::default())
        }
    };
    builder.build().ok()
}

async fn look(resolver: &TokioResolver, domain: &str, selector: Option<&str>) -> Vec<Finding> {
    let mut found = vec![
        judged(domain, "SPF", texts(resolver, domain).await.map(|texts| spf(&texts))),
        judged(domain, "DMARC", texts(resolver, &format!("_dmarc.{domain}")).await.map(|texts| dmarc(&texts))),
    ];
    found.push(match selector {
        Some(selector) => {
            let name = format!("{selector}._domainkey.{domain}");
            judged(domain, "DKIM", texts(resolver, &name).await.map(|texts| dkim(&texts, selector)))
        }
        None => Finding {
            ok: false,
            what: format!(
                "DKIM of {domain} cannot be looked up: set alerts.smtp.dkim_selector to the selector with which your mail server signs"
            ),
        },
    });
    found
}

fn judged(domain: &str, what: &str, verdict: Option<Result<String, String>>) -> Finding {
    match verdict {
        Some(Ok(good)) => Finding { ok: true, what: format!("{what} of {domain}: {good}") },
        Some(Err(wrong)) => Finding { ok: false, what: format!("{what} of {domain}: {wrong}") },
        None => Finding { ok: false, what: format!("{what} of {domain}: the name server gives no answer") },
    }
}

/// The TXT records of a name, none if there are none; `None` if nobody answers.
async fn texts(resolver: &TokioResolver, name: &str) -> Option<Vec<String>> {
    match resolver.txt_lookup(format!("{name}.")).await {
        Ok(lookup) => Some(
            lookup
                .answers()
                .iter()
                .filter_map(|record| match &record.data {
                    RData::TXT(text) => Some(text.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect::<String>()),
                    _ => None,
                })
                .collect(),
        ),
        Err(error) if error.is_no_records_found() => Some(Vec::new()),
        Err(_) => None,
    }
}

fn spf(texts: &[String]) -> Result<String, String> {
    let records: Vec<&String> = texts.iter().filter(|text| text.starts_with("v=spf1")).collect();
    let [record] = records[..] else {
        let count = records.len();
        return Err(format!("{count} records that begin with v=spf1, where there must be one: alerts may be taken for forged"));
    };
    let all = record.split_whitespace().find(|term| term.trim_start_matches(['+', '-', '~', '?']) == "all");
    match all {
        Some("-all" | "~all") => Ok("there is one record, and it says who may send".into()),
        None if record.contains("redirect=") => Ok("there is one record, which refers to another".into()),
        Some("all" | "+all") => Err("it lets everybody send in your name: end it with -all".into()),
        _ => Err("it does not say what of everybody else: end it with -all".into()),
    }
}

fn dmarc(texts: &[String]) -> Result<String, String> {
    let Some(record) = texts.iter().find(|text| text.starts_with("v=DMARC1")) else {
        return Err("there is no record: anybody can send alerts in your name; add v=DMARC1; p=reject".into());
    };
    match tag(record, "p").as_deref() {
        Some("reject" | "quarantine") => Ok("what is forged is refused or set apart".into()),
        Some("none") => Err("p=none lets what is forged through: change it to p=reject once your own mail passes".into()),
        _ => Err("it has no policy (p=reject)".into()),
    }
}

fn dkim(texts: &[String], selector: &str) -> Result<String, String> {
    let Some(key) = texts.iter().find_map(|text| tag(text, "p")) else {
        return Err(format!("there is no key under the selector {selector}: alerts are signed by nobody"));
    };
    if key.is_empty() {
        return Err(format!("the key under the selector {selector} was taken back (p= is empty)"));
    }
    let weak = !texts.iter().any(|text| text.contains("k=ed25519")) && key.len() < 200;
    if weak { Err(format!("the key under the selector {selector} is shorter than 1024 bits")) } else { Ok("there is a key".into()) }
}

/// The value of `name=` in a list separated by semicolons.
fn tag(record: &str, name: &str) -> Option<String> {
    let found = record.split(';').filter_map(|part| part.split_once('=')).find(|(key, _)| key.trim() == name)?;
    Some(found.1.chars().filter(|c| !c.is_whitespace()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_lets_others_send_in_our_name_is_wrong() {
        for good in ["v=spf1 mx -all", "v=spf1 include:x.example ~all", "v=spf1 redirect=_spf.example.net"] {
            assert!(spf(&list(&["other", good])).is_ok(), "{good}");
        }
        for bad in
            [&["v=spf1 +all"][..], &["v=spf1 all"], &["v=spf1 mx"], &["v=spf1 ?all"], &["other"], &[], &["v=spf1 -all", "v=spf1 mx -all"]]
        {
            assert!(spf(&list(bad)).is_err(), "{bad:?}");
        }
        assert!(dmarc(&list(&["v=DMARC1; p=reject; rua=mailto:a@b"])).is_ok() && dmarc(&list(&["v=DMARC1;p=quarantine"])).is_ok());
        assert!(dmarc(&list(&["v=DMARC1; p=none"])).is_err() && dmarc(&[]).is_err() && dmarc(&list(&["v=DMARC1"])).is_err());
        let key = format!("v=DKIM1; k=rsa; p={}", "A".repeat(360));
        assert!(dkim(&list(&[&key]), "s").is_ok() && dkim(&list(&["k=ed25519; p=MCowBQYDK2VwAyEA"]), "s").is_ok());
        assert!(dkim(&list(&["v=DKIM1; p="]), "s").is_err() && dkim(&[], "s").is_err() && dkim(&list(&["p=MIGf"]), "s").is_err());
    }
}
