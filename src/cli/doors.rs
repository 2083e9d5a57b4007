//! The doors as configured: refused if unsafe, opened, and named.
use std::{fmt::Write as _, net::SocketAddr};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;

use super::Failure;
use crate::{
    config::{Settings, Web, web::Tls},
    observe,
    web::{self, Door, Doors, TlsFiles, TlsKeys},
};

/// Open files beside connections: database, sealed files, mail, logs.
const OTHER_FILES: u64 = 256;

/// What `serve` refuses about doors, each with what to do.
pub(super) fn fit(web: &Web) -> Result<(), Failure> {
    if !web.listen.ip().is_loopback() {
        return Err(format!(
            "web.listen is {}, but this is plain HTTP: reports would cross the network in clear; \
             listen on 127.0.0.1 and put tor or a TLS proxy on this machine before it, or use [web.tls]",
            web.listen
        )
        .into());
    }
    if let Some(onion) = web.onion.as_ref().filter(|onion| !onion.listen.ip().is_loopback()) {
        return Err(format!(
            "web.onion.listen is {}, but whoever reaches it can say they are any circuit: \
             listen on 127.0.0.1 and run tor on this machine",
            onion.listen
        )
        .into());
    }
    if let Some(staff) = web.staff.as_ref().filter(|staff| !staff.listen.ip().is_loopback()) {
        return Err(format!(
            "web.staff.listen is {}, but this is plain HTTP: listen on 127.0.0.1 and reach it by ssh -L, \
             a proxy with TLS, or an onion service of its own",
            staff.listen
        )
        .into());
    }
    if let Some(tls) = &web.tls {
        keys(tls)?;
    }
    Ok(())
}

fn keys(tls: &Tls) -> Result<TlsKeys, Failure> {
    Ok(TlsKeys::load(TlsFiles { certificate: tls.certificate.clone(), key: tls.key.clone() })?)
}

/// Binds every configured door; the plain one comes first.
pub(super) fn open(settings: &Settings) -> Result<Doors, Failure> {
    let web = &settings.web;
    let mut doors = vec![Door::plain(listen("web.listen", web.listen)?)];
    if let Some(onion) = &web.onion {
        doors.push(Door::onion(listen("web.onion.listen", onion.listen)?));
    }
    if let Some(tls) = &web.tls {
        doors.push(Door::tls(listen("web.tls.listen", tls.listen)?, keys(tls)?));
    }
    if let Some(staff) = &web.staff {
        doors.push(Door::staff(listen("web.staff.listen", staff.listen)?));
    }
    let onion = web.onion.as_ref().and_then(|onion| onion.address.clone());
    Ok(Doors { doors, onion, proxies: web.trusted_proxies.clone() })
}

fn listen(key: &str, at: SocketAddr) -> Result<TcpListener, Failure> {
    web::listen(at).map_err(|error| {
        let advice = match error.kind() {
            std::io::ErrorKind::PermissionDenied => {
                "ports below 1024 need the right to: AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit".to_owned()
            }
            _ => format!("another program may use it: change {key} (demo: --listen ADDRESS)"),
        };
        format!("cannot listen on {at}: {error}; {advice}").into()
    })
}

/// One line per door.
pub(super) fn in_words(settings: &Settings, doors: &Doors) -> Result<String, Failure> {
    let web = &settings.web;
    let onion = doors.onion.as_ref().map_or("its address is not in web.onion.address yet".to_owned(), |at| format!("http://{at}"));
    let mut means = vec![("http://", "plain HTTP, for a proxy on this machine".to_owned())];
    means.extend(web.onion.iter().map(|_| ("", format!("tor's door to the onion service: {onion}"))));
    means.extend(web.tls.iter().map(|_| ("https://", "TLS, post-quantum key exchange first".to_owned())));
    means
        .extend(web.staff.iter().map(|_| ("http://", "staff: kept for /desk and /admin, which this version does not have yet".to_owned())));
    let mut text = String::new();
    for (door, (scheme, means)) in doors.doors.iter().zip(means) {
        writeln!(text, "  {:<30}  {means}", format!("{scheme}{}", door.address()?))?;
    }
    Ok(text)
}

/// How many connections the system's limit on open files leaves room for, after raising it as far as it may be raised.
pub(super) fn connections(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let room = room_for(getrlimit(Resource::Nofile).current);
    if room < wanted as u64 {
        observe::warn(
            "the system allows too few open files: fewer connections are taken; raise LimitNOFILE in the systemd unit",
            &[("connections", &room), ("wanted", &(wanted as u64))],
        );
    }
    wanted.min(usize::try_from(room).unwrap_or(usize::MAX))
}

/// Connections that fit beside everything else under a limit on open files; None is no limit.
pub(super) fn room_for(limit: Option<u64>) -> u64 {
    limit.map_or(u64::MAX, |limit| limit.saturating_sub(OTHER_FILES).max(limit / 4).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_open_files_still_leave_some_connections_and_none_for_the_database_are_taken() {
        assert_eq!(room_for(None), u64::MAX);
        assert_eq!(room_for(Some(20_000)), 19_744);
        assert_eq!(room_for(Some(256)), 64);
        assert_eq!(room_for(Some(0)), 1);
    }
}
