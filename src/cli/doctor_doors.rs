//! `tocsin doctor`, the doors: each tried from outside, as a visitor or a tor would come to it.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rustix::process::{Resource, getrlimit};
use tocsin_domain::{
    clock::{Clock as _, SystemClock},
    onion::OnionAddress,
};

use super::{
    Place,
    doctor::{bad, good},
    doors,
};
use crate::{
    config::{Settings, Web, web::Tls},
    mail::Finding,
    web::probe::{self, AS_TOR, Reply, Silence},
};

/// Where a door shows the rosters of its installation.
const ROSTERS: &str = "/api/v1/roster";
/// From how many days before its end on a certificate is named.
const RENEW_DAYS: i64 = 21;

/// Looks at every configured door.
pub(super) async fn look(settings: &Settings, place: &Place) -> Vec<Finding> {
    let web = &settings.web;
    let mut found = proxy(web);
    let room = doors::room_for(getrlimit(Resource::Nofile).maximum);
    let wanted = settings.limits.connections as u64;
    if room < wanted {
        found.push(bad(format!(
            "the system allows open files for {room} connections, not the {wanted} of limits.connections: raise LimitNOFILE in the systemd unit"
        )));
    }
    if let Some(silent) = not_running(web).await {
        let start = format!("tocsin serve --config {}", place.file().display());
        found.push(match settings.demo {
            // Where a demo listens is said on its command line alone.
            true => good(format!("the demo's door was not tried: it is where --listen says, and nobody listens on {silent}")),
            false => bad(format!("the server is not running: nobody listens on {silent}; start it with `{start}`, then look again")),
        });
        return found;
    }
    let onion = web.onion.as_ref().and_then(|onion| onion.address.as_ref());
    let us = settings.deployment.id.to_string();
    let plain = plain(web, onion, &us).await;
    found.extend(match settings.demo && plain.iter().any(|f| !f.ok) {
        true => vec![good(format!("the demo's door was not tried: it is where --listen says, and another program is at {}", web.listen))],
        false => plain,
    });
    if let Some(door) = &web.onion {
        found.extend(tor(door.listen, onion, web.staff.is_some(), &us).await);
    }
    if let Some(tls) = &web.tls {
        found.extend(own_tls(tls, onion, web.staff.is_some(), &us).await);
    }
    if let Some(staff) = &web.staff {
        found.extend(staff_door(staff.listen).await);
    }
    found
}

fn proxy(web: &Web) -> Vec<Finding> {
    match (&web.proxy_header, web.trusted_proxies.is_empty()) {
        (Some(name), true) => vec![bad(format!(
            "web.proxy_header is \"{name}\" but web.trusted_proxies is empty, so that it is never believed and all visitors count as one: \
             set trusted_proxies = [\"127.0.0.1\"] if the proxy is on this machine"
        ))],
        (None, false) => vec![bad(
            "web.trusted_proxies is set but web.proxy_header is not, so that all visitors count as one: set proxy_header = \"x-real-ip\" \
             and let the proxy set it, as config/nginx.conf.example does",
        )],
        _ => Vec::new(),
    }
}

/// All doors in words, if nobody listens on any.
async fn not_running(web: &Web) -> Option<String> {
    let mut doors = vec![web.listen];
    doors.extend(web.onion.iter().map(|onion| onion.listen));
    doors.extend(web.tls.iter().map(|tls| tls.listen));
    doors.extend(web.staff.iter().map(|staff| staff.listen));
    for door in &doors {
        if tokio::net::TcpStream::connect(reachable(*door)).await.is_ok() {
            return None;
        }
    }
    Some(doors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// The address under which this machine reaches its own door.
fn reachable(door: SocketAddr) -> SocketAddr {
    let at = match door.ip() {
        IpAddr::V4(v4) if v4.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(v6) if v6.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        at => at,
    };
    SocketAddr::new(at, door.port())
}

async fn plain(web: &Web, onion: Option<&OnionAddress>, us: &str) -> Vec<Finding> {
    let at = reachable(web.listen);
    let name = format!("the plain door {}", web.listen);
    let heard = probe::get(at, "", "/healthz").await;
    let mut found = vec![match is_open(&heard) {
        true => is_ours(&name, "web.listen", us, probe::get(at, "", ROSTERS).await),
        false => health(&name, "web.listen", heard),
    }];
    if found.iter().all(|f| f.ok) {
        if let Some(address) = onion {
            found.push(names_the_onion(&name, address, probe::get(at, "", "/").await));
        }
        if web.staff.is_some() {
            found.push(hides(&name, "/desk", probe::get(at, "", "/desk").await));
        }
    }
    found
}

async fn tor(listen: SocketAddr, address: Option<&OnionAddress>, staff_apart: bool, us: &str) -> Vec<Finding> {
    let at = reachable(listen);
    let name = format!("the onion door {listen}");
    let heard = probe::get(at, AS_TOR, "/healthz").await;
    let open = is_open(&heard);
    let mut found = vec![match open {
        true => is_ours(&name, "web.onion.listen", us, probe::get(at, AS_TOR, ROSTERS).await),
        false => health(&name, "web.onion.listen", heard),
    }];
    if open {
        found.push(match probe::get(at, "", "/healthz").await {
            Err(Silence::Closed) => good(format!("{name} refuses whoever does not come as tor does")),
            _ => bad(format!(
                "{name} answers without tor's PROXY header: something else than this program listens there; look with: ss -ltnp"
            )),
        });
        if staff_apart {
            found.push(hides(&name, "/desk", probe::get(at, AS_TOR, "/desk").await));
        }
    }
    if address.is_none() {
        found.push(bad("web.onion.address is not set, so that visitors of the web do not learn of the onion service: `tocsin onion` says where tor wrote it"));
    }
    found
}

async fn own_tls(tls: &Tls, onion: Option<&OnionAddress>, staff_apart: bool, us: &str) -> Vec<Finding> {
    let at = reachable(tls.listen);
    let name = format!("the TLS door {}", tls.listen);
    let asked = tls.names.first().map_or("localhost", String::as_str);
    let (reply, shown) = match probe::get_tls(at, asked, "/").await {
        Ok(both) => both,
        Err(silence) => return vec![bad(format!("{name}: {silence}; is the server running with this configuration (web.tls)?"))],
    };
    let mut found = vec![if shown.post_quantum {
        good(format!("{name} agrees on {}, which stands against a quantum computer", shown.group))
    } else {
        bad(format!("{name} agreed on {} and not on X25519MLKEM768: something else than this program ends TLS there", shown.group))
    }];
    let now = SystemClock.now();
    found.push(match shown.expires().map(|end| (end - now).div_euclid(86_400)) {
        None => bad(format!("the end of the certificate at {name} cannot be read: get a new one")),
        Some(days) if days < 0 => {
            bad(format!("the certificate at {name} expired {} days ago: renew it now; the files are read again by themselves", -days))
        }
        Some(days) if days < RENEW_DAYS => {
            bad(format!("the certificate at {name} expires in {days} days: renew it; the files are read again by themselves"))
        }
        Some(days) => good(format!("the certificate at {name} is good for {days} more days")),
    });
    if tls.names.is_empty() {
        found.push(bad("web.tls.names is empty, so that nobody checks whether the certificate is for the name visitors type: set it"));
    }
    for host in &tls.names {
        found.push(if shown.is_for(host) {
            good(format!("the certificate is for {host}"))
        } else {
            bad(format!("the certificate at {name} is not for {host}: browsers refuse it; get one for this name, or correct web.tls.names"))
        });
    }
    if !shown.is_trusted(now) {
        found.push(bad(format!(
            "browsers do not trust the certificate at {name}: use one from a public authority, with the certificates between (certbot: fullchain.pem)"
        )));
    }
    found.push(match reply.header("strict-transport-security") {
        Some(value) if value.starts_with("max-age=") => good(format!("{name} tells browsers to come by TLS alone")),
        _ => bad(format!("{name} sends no Strict-Transport-Security: something else than this program answers there")),
    });
    let heard = probe::get_tls(at, asked, ROSTERS).await.map(|(reply, _)| reply);
    if heard.as_ref().is_ok_and(|rosters| deployment_of(rosters).is_some_and(|id| id != us)) {
        found.push(is_ours(&name, "web.tls.listen", us, heard));
    }
    if let Some(address) = onion {
        found.push(names_the_onion(&name, address, Ok(reply)));
    }
    if staff_apart {
        found.push(hides(&name, "/desk", probe::get_tls(at, asked, "/desk").await.map(|(reply, _)| reply)));
    }
    found
}

async fn staff_door(listen: SocketAddr) -> Vec<Finding> {
    let at = reachable(listen);
    let name = format!("the staff door {listen}");
    let mut found = vec![health(&name, "web.staff.listen", probe::get(at, "", "/healthz").await)];
    if found.iter().all(|f| f.ok) {
        found.push(hides(&name, "/report", probe::get(at, "", "/report").await));
    }
    found
}

fn is_open(heard: &Result<Reply, Silence>) -> bool {
    heard.as_ref().is_ok_and(|reply| reply.status == 200 && reply.body == "ok\n")
}

/// A door that says it is open may be that of another program, or of another installation: a demo that somebody left
/// running, say. Ours shows rosters of this installation.
fn is_ours(door: &str, key: &str, us: &str, heard: Result<Reply, Silence>) -> Finding {
    let other = match heard {
        Ok(reply) => match deployment_of(&reply) {
            Some(id) if id == us => return good(format!("{door} answers")),
            Some(id) => format!("{door} is that of another installation ({id}), not of this one ({us})"),
            None => format!("{door} says that it is open, but shows no roster as this program does: another one listens there"),
        },
        Err(silence) => format!("{door} says that it is open, but, asked for the roster: {silence}"),
    };
    bad(format!("{other}; look with: ss -ltnp, end it or change {key}, then start this installation's server"))
}

/// Of which installation the rosters are that a door shows.
fn deployment_of(reply: &Reply) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_str(&reply.body).ok()?;
    let newest: serde_json::Value = serde_json::from_str(answer.get("rosters")?.as_array()?.last()?.as_str()?).ok()?;
    Some(newest.get("roster")?.get("deployment")?.as_str()?.to_owned())
}

fn health(door: &str, key: &str, heard: Result<Reply, Silence>) -> Finding {
    match heard {
        Ok(reply) if reply.status == 200 && reply.body == "ok\n" => good(format!("{door} answers")),
        Ok(reply) if reply.status == 503 && reply.body == "closed\n" => {
            bad(format!("{door} answers, but the form is closed: see what is said of the roster above"))
        }
        Ok(reply) => bad(format!(
            "{door} answers {}, not as this program does: another one may listen there; look with: ss -ltnp, or change {key}",
            reply.status
        )),
        Err(silence) => bad(format!(
            "{door}: {silence}; is the server running with this configuration ({key})? another program may listen there: ss -ltnp"
        )),
    }
}

fn hides(door: &str, path: &str, heard: Result<Reply, Silence>) -> Finding {
    match heard {
        Ok(reply) if reply.status == 404 => good(format!("{door} has no {path}, as it should be")),
        Ok(reply) => bad(format!(
            "{door} answers {} for {path}, which belongs to another door: start the server again with this configuration",
            reply.status
        )),
        Err(silence) => bad(format!("{door}, asked for {path}: {silence}")),
    }
}

fn names_the_onion(door: &str, address: &OnionAddress, heard: Result<Reply, Silence>) -> Finding {
    let wanted = format!("http://{address}/");
    match heard {
        Ok(reply) if reply.header("onion-location") == Some(&wanted) => good(format!("{door} tells visitors of the onion service")),
        Ok(reply) => bad(format!(
            "{door} says \"{}\" as Onion-Location, not {wanted}: start the server again after changing web.onion.address",
            reply.header("onion-location").unwrap_or("nothing")
        )),
        Err(silence) => bad(format!("{door}, asked for its first page: {silence}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_open_to_all_networks_is_tried_on_this_machine() {
        assert_eq!(reachable("0.0.0.0:443".parse().unwrap()), "127.0.0.1:443".parse().unwrap());
        assert_eq!(reachable("[::]:443".parse().unwrap()), "[::1]:443".parse().unwrap());
        assert_eq!(reachable("192.0.2.7:443".parse().unwrap()), "192.0.2.7:443".parse().unwrap());
    }

    #[test]
    fn a_header_that_nobody_is_trusted_with_is_named() {
        let web = |header: Option<&str>, trusted: bool| Web {
            proxy_header: header.map(Into::into),
            trusted_proxies: if trusted { vec![[127, 0, 0, 1].into()] } else { Vec::new() },
            ..Web::default()
        };
        assert!(proxy(&web(Some("x-real-ip"), false))[0].what.contains("trusted_proxies"));
        assert!(proxy(&web(None, true))[0].what.contains("proxy_header"));
        assert!(proxy(&web(None, false)).is_empty() && proxy(&web(Some("x-real-ip"), true)).is_empty());
    }
}
