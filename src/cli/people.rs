//! `tocsin people add|list|disable|enable|on-call`: who gets alerts.
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, Listed, Place};
use crate::app::people::{self, NewPerson, Person};

/// Options of `people`.
#[derive(Args)]
pub struct People {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Alert somebody from now on.
    Add {
        #[command(flatten)]
        place: Place,
        /// A name that tells nobody who it is, such as A1.
        #[arg(long)]
        alias: String,
        /// Where alerts go.
        #[arg(long)]
        email: String,
        /// Wake this person for what cannot wait.
        #[arg(long)]
        on_call: bool,
    },
    /// Who is alerted.
    List(Listed),
    /// Stop alerts to somebody.
    Disable(Named),
    /// Alert somebody again.
    Enable(Named),
    /// Put somebody on call, or take them off.
    OnCall {
        #[command(flatten)]
        named: Named,
        /// Take them off call.
        #[arg(long)]
        off: bool,
    },
}

#[derive(Args)]
struct Named {
    #[command(flatten)]
    place: Place,
    /// Who.
    #[arg(long)]
    alias: String,
}

/// Runs `people`.
pub async fn run(args: People) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Add { place, alias, email, on_call } => {
            let (_, app) = place.app().await?;
            let person = people::add(app.store(), app.ring(), NewPerson::parse(&alias, &email, on_call)?).await?;
            println!("{} is alerted from now on{}.", person.alias.as_str(), if on_call { ", and woken for what cannot wait" } else { "" });
        }
        Action::List(listed) => {
            let (_, app) = listed.place.app().await?;
            let all = people::list(app.store(), app.ring()).await?;
            if listed.json {
                println!("{}", serde_json::Value::from(all.iter().map(json).collect::<Vec<_>>()));
            } else if all.is_empty() {
                println!("Nobody yet: no alert reaches anyone. Next: tocsin people add --alias A1 --email … --on-call");
            } else {
                for p in &all {
                    let state = if !p.active {
                        "disabled"
                    } else if p.on_call {
                        "on call"
                    } else {
                        "active"
                    };
                    println!("{:32}  {state:8}  {}", p.alias.as_str(), p.email.as_str());
                }
            }
        }
        Action::Disable(named) => {
            let (_, app) = named.place.app().await?;
            let person = people::disable(app.store(), app.ring(), &named.alias).await?;
            println!("{} gets no more alerts.", person.alias.as_str());
        }
        Action::Enable(named) => {
            let (_, app) = named.place.app().await?;
            let person = people::enable(app.store(), app.ring(), &named.alias).await?;
            println!("{} is alerted again.", person.alias.as_str());
        }
        Action::OnCall { named, off } => {
            let (_, app) = named.place.app().await?;
            let person = people::set_on_call(app.store(), app.ring(), &named.alias, !off).await?;
            println!("{} is {}.", person.alias.as_str(), if off { "off call" } else { "on call" });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn json(p: &Person) -> serde_json::Value {
    serde_json::json!({ "alias": p.alias.as_str(), "email": p.email.as_str(), "on_call": p.on_call, "active": p.active })
}
