//! `tocsin people add|list|disable|enable|on-call|lead|reach|openpgp|webhook`: who gets alerts, and how. Accounts at the desk
//! are in `accounts`.
use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use super::accounts::{self, Accounts};
use super::{Failure, Listed, Place, open};
use crate::{
    app::desk::Noted,
    app::people::{self, NewPerson, PeopleError, Person, Webhook},
    mail::Certificate,
};

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
    #[command(flatten)]
    Accounts(Accounts),
    /// Who is alerted.
    List(Listed),
    /// Stop alerts to somebody, and end their account at the desk with all its sessions.
    Disable(Named),
    /// Alert somebody again.
    Enable(Named),
    /// Put somebody on call day and night, or leave it to the rota (`tocsin alerts on-call`).
    OnCall {
        #[command(flatten)]
        named: Named,
        /// Leave it to the rota.
        #[arg(long)]
        off: bool,
    },
    /// Make somebody a lead, who is woken when those on call do not answer.
    Lead {
        #[command(flatten)]
        named: Named,
        /// No longer.
        #[arg(long)]
        off: bool,
    },
    /// How somebody is reached: an address that only wakes, the language, the time zone.
    Reach {
        #[command(flatten)]
        named: Named,
        /// An address that gets nothing but what wakes, and drills, so that a phone can ring for it; "" removes it.
        #[arg(long)]
        wake_email: Option<String>,
        /// Language of the mail.
        #[arg(long)]
        language: Option<String>,
        /// Time zone of the daily mail, such as Europe/Berlin; "" removes it.
        #[arg(long)]
        zone: Option<String>,
    },
    /// Encrypt and sign this person's mail to their OpenPGP key; it then says counts and ids.
    Openpgp {
        #[command(flatten)]
        named: Named,
        /// Their public key, as gpg --export writes it, armored or not.
        #[arg(long, value_name = "FILE", required_unless_present = "off")]
        file: Option<PathBuf>,
        /// The constant mail again.
        #[arg(long)]
        off: bool,
    },
    /// Call a program of yours, besides the mail, for what wakes somebody.
    Webhook {
        #[command(flatten)]
        named: Named,
        /// Where: https://…, or http:// on this machine.
        #[arg(long, required_unless_present = "off")]
        url: Option<String>,
        /// File with a token that goes as `Authorization: Bearer …`.
        #[arg(long, value_name = "FILE")]
        bearer_file: Option<PathBuf>,
        /// JSON in which {text} stands for the text; without it the text itself is sent.
        #[arg(long)]
        body: Option<String>,
        /// No webhook any more.
        #[arg(long)]
        off: bool,
    },
}

#[derive(Args)]
pub(super) struct Named {
    #[command(flatten)]
    pub(super) place: Place,
    /// Who.
    #[arg(long)]
    pub(super) alias: String,
}

/// Runs `people`.
pub async fn run(args: People) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Add { place, alias, email, on_call } => {
            let (_, app) = place.app().await?;
            let person = people::add(app.store(), app.ring(), NewPerson::parse(&alias, &email, on_call)?).await?;
            println!("{} is alerted from now on{}.", person.alias.as_str(), if on_call { ", and woken for what cannot wait" } else { "" });
        }
        Action::Accounts(action) => accounts::run(action).await?,
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
                    let lead = if p.lead { "  lead" } else { "" };
                    let wakes = p.reach.wake_email.as_ref().map(|address| format!("  woken at {address}")).unwrap_or_default();
                    let hook = if p.reach.webhook.is_some() { "  webhook" } else { "" };
                    println!("{:32}  {state:8}  {}{lead}{wakes}{hook}", p.alias.as_str(), p.email.as_str());
                }
            }
        }
        Action::Disable(named) => {
            let (_, app) = named.place.app().await?;
            let person = people::named(app.store(), app.ring(), &named.alias).await?;
            app.disable_account(&Noted::Service, &person.id).await.map_err(accounts::why)?;
            println!("{} gets no more alerts.", person.alias.as_str());
            accounts::tell_of_the_last(&app).await?;
        }
        Action::Enable(named) => {
            let (_, app) = named.place.app().await?;
            let person = people::enable(app.store(), app.ring(), &named.alias).await?;
            println!("{} is alerted again.", person.alias.as_str());
        }
        Action::OnCall { named, off } => {
            let (_, app) = named.place.app().await?;
            let person = people::set_on_call(app.store(), app.ring(), &named.alias, !off).await?;
            println!("{} is {}.", person.alias.as_str(), if off { "on call when the rota says so" } else { "always on call" });
        }
        Action::Lead { named, off } => {
            let (_, app) = named.place.app().await?;
            let person = people::set_lead(app.store(), app.ring(), &named.alias, !off).await?;
            println!("{} {}.", person.alias.as_str(), if off { "leads no longer" } else { "leads" });
        }
        Action::Reach { named, wake_email, language, zone } => {
            let (_, app) = named.place.app().await?;
            let changed = people::set_reach(app.store(), app.ring(), &named.alias, |reach| {
                wake_email.iter().try_for_each(|text| reach.set_wake_email(text))?;
                language.iter().try_for_each(|text| reach.set_language(text))?;
                zone.iter().try_for_each(|text| reach.set_zone(text))
            });
            println!("{} is reached so from now on.", changed.await?.alias.as_str());
        }
        Action::Openpgp { named, file, off } => {
            let (settings, app) = named.place.app().await?;
            let key = match file.filter(|_| !off) {
                Some(file) => Some(Certificate::parse(&std::fs::read(file)?, app.now()).map_err(PeopleError::Key)?),
                None => None,
            };
            if key.is_some() {
                // Made now, so that the answer to a broken key folder comes here and not at night.
                open::signer(&settings)?;
            }
            let person = people::set_reach(app.store(), app.ring(), &named.alias, |reach| {
                reach.openpgp = key;
                Ok(())
            });
            let encrypted = person.await?.reach.openpgp.is_some();
            println!(
                "{}",
                if encrypted {
                    "Their mail is encrypted from now on; restart the server if this is the first such key. The key that signs: tocsin alerts openpgp-key"
                } else {
                    "Their mail is the constant one."
                }
            );
        }
        Action::Webhook { named, url, bearer_file, body, off } => {
            let bearer = bearer_file.map(std::fs::read_to_string).transpose()?.map(zeroize::Zeroizing::new);
            let bearer = bearer.as_ref().map(|text| text.trim());
            let hook = url.filter(|_| !off).map(|url| Webhook::new(&url, bearer, body.as_deref())).transpose()?;
            let (_, app) = named.place.app().await?;
            let person = people::set_reach(app.store(), app.ring(), &named.alias, |reach| {
                reach.webhook = hook;
                Ok(())
            });
            let person = person.await?;
            match &person.reach.webhook {
                Some(hook) => println!(
                    "{} is woken by the webhook besides the mail. Key of the header Tocsin-Signature, shown this once:\n{}",
                    person.alias.as_str(),
                    hook.secret.as_str()
                ),
                None => println!("{} has no webhook.", person.alias.as_str()),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn json(p: &Person) -> serde_json::Value {
    serde_json::json!({ "alias": p.alias.as_str(), "email": p.email.as_str(), "on_call": p.on_call, "lead": p.lead, "active": p.active,
        "wake_email": p.reach.wake_email.as_ref().map(|address| address.as_str()), "language": p.reach.language(), "zone": p.reach.zone,
        "webhook": p.reach.webhook.is_some(), "openpgp": p.reach.openpgp.is_some() })
}
