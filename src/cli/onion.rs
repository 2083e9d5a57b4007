//! `tocsin onion`: what tor needs for an onion service that leads to the onion door.
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;

use super::{Failure, Place};
use crate::config;

/// Options of `onion`.
#[derive(Args)]
pub struct Onion {
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Where tor keeps the service's key and name.
    #[arg(long, default_value = "/var/lib/tor/tocsin", value_name = "DIR")]
    service_dir: PathBuf,
}

/// The lines for `torrc`, and why each is there. Also `config/torrc.example` of the project.
const TORRC: &str = include_str!("../../config/torrc.example");
const EXAMPLE_DIR: &str = "/var/lib/tor/tocsin";
const EXAMPLE_DOOR: &str = "127.0.0.1:8081";

/// Prints the configuration, and what to do with it.
pub fn run(args: Onion) -> Result<ExitCode, Failure> {
    let settings = args.place.settings()?;
    let configured = settings.web.onion.as_ref();
    let door = configured.map_or_else(|| config::web::Onion::default().listen, |onion| onion.listen);
    let address = configured.and_then(|onion| onion.address.as_ref());
    let torrc = torrc(&args.service_dir, door)?;
    let next = steps(&args, configured.is_some(), door, address.is_some());
    if args.json {
        println!(
            "{}",
            serde_json::json!({
                "torrc": torrc, "service_dir": args.service_dir, "door": door.to_string(),
                "address": address.map(ToString::to_string), "next": next,
            })
        );
    } else {
        print!("{torrc}");
        println!("\n# Next:");
        for (number, step) in next.iter().enumerate() {
            println!("#  {}. {step}", number + 1);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn torrc(service: &Path, door: SocketAddr) -> Result<String, Failure> {
    let service = service.to_str().filter(|path| path.starts_with('/') && !path.chars().any(|c| c.is_control() || "\"\\#".contains(c)));
    let service = service.ok_or("--service-dir must be a path from the root, without quotes, backslashes and #")?;
    Ok(TORRC.replace(EXAMPLE_DIR, service).replace(EXAMPLE_DOOR, &door.to_string()))
}

fn steps(args: &Onion, configured: bool, door: SocketAddr, named: bool) -> Vec<String> {
    let (file, service) = (args.place.file(), args.service_dir.display());
    let mut next = vec!["Add the lines above to /etc/tor/torrc, then: tor --verify-config && systemctl reload tor".to_owned()];
    if !configured {
        next.push(format!("Add to {}:  [web.onion]  listen = \"{door}\"", file.display()));
    }
    if !named {
        next.push(format!("Read the address that tor made: cat {service}/hostname; put it into {} as web.onion.address", file.display()));
    }
    next.push(format!(
        "Keep a copy of {service}/hs_ed25519_secret_key offline: whoever has it is this service; without it the address is lost"
    ));
    next.push(format!("Start tocsin serve again, then: tocsin doctor --config {}", file.display()));
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_and_door_stand_where_the_examples_stood() {
        let text = torrc(Path::new("/srv/tor/a"), ([127, 0, 0, 1], 9).into()).unwrap();
        assert!(text.contains("\nHiddenServiceDir /srv/tor/a\n") && text.contains("\nHiddenServicePort 80 127.0.0.1:9\n"), "{text}");
        assert!(!text.contains(EXAMPLE_DOOR) && !text.contains(EXAMPLE_DIR));
    }

    #[test]
    fn a_folder_that_would_end_its_line_is_refused() {
        for wrong in ["relative", "/a\nHiddenServiceSingleHopMode 1", "/a#b", "/a\"b"] {
            assert!(torrc(Path::new(wrong), ([127, 0, 0, 1], 9).into()).is_err(), "{wrong:?}");
        }
    }
}
