//! `tocsin people invite|reinvite|roles|sessions|end-sessions`: who works at the desk.
use clap::{Args, Subcommand};
use tocsin_domain::desk_address::DeskAddress;
use tocsin_domain::role::{Role, Roles};

use super::people::Named;
use super::{Failure, Listed, Place};
use crate::app::App;
use crate::app::desk::accounts::State;
use crate::app::desk::invites::Invite;
use crate::app::desk::{Fault, Noted};
use crate::app::keys::moment;
use crate::app::people::{self, NewPerson};

/// Commands about accounts.
#[derive(Subcommand)]
pub(super) enum Accounts {
    /// Give somebody an account at the desk: prints a link that is good once, for 72 hours.
    Invite {
        #[command(flatten)]
        place: Place,
        /// A name that tells nobody who it is, such as A1.
        #[arg(long)]
        alias: String,
        /// Where alerts go.
        #[arg(long)]
        email: String,
        /// caseworker, lead, administrator or interpreter; several are several options.
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
        /// Wake this person for what cannot wait.
        #[arg(long)]
        on_call: bool,
    },
    /// A new link for somebody who has lost everything, or did not use theirs. Their old keys are gone.
    Reinvite(Named),
    /// Give somebody other roles, in place of all they have.
    Roles(NewRoles),
    /// Who works at the desk: roles, account, sessions.
    Sessions(Listed),
    /// Sign somebody out everywhere.
    EndSessions(Named),
}

/// Options of `people roles`.
#[derive(Args)]
pub(super) struct NewRoles {
    #[command(flatten)]
    named: Named,
    /// caseworker, lead, administrator or interpreter; several are several options.
    #[arg(long = "role", required = true)]
    roles: Vec<Role>,
}

/// Runs one.
pub(super) async fn run(action: Accounts) -> Result<(), Failure> {
    match action {
        Accounts::Invite { place, alias, email, roles, on_call } => {
            let (_, app) = place.app().await?;
            let address = address(&app)?;
            let roles = Roles::new(roles)?;
            let invite = app.invite(&Noted::Service, NewPerson::parse(&alias, &email, on_call)?, roles).await.map_err(why)?;
            print_link(&alias, &address, &invite);
        }
        Accounts::Reinvite(named) => {
            let (_, app) = named.place.app().await?;
            let address = address(&app)?;
            let person = people::named(app.store(), app.ring(), &named.alias).await?;
            let invite = app.reinvite(&Noted::Service, &person.id).await.map_err(why)?;
            print_link(person.alias.as_str(), &address, &invite);
        }
        Accounts::Roles(NewRoles { named, roles }) => {
            let (_, app) = named.place.app().await?;
            let person = people::named(app.store(), app.ring(), &named.alias).await?;
            let roles = Roles::new(roles)?;
            app.set_roles(&Noted::Service, &person.id, roles.clone()).await.map_err(why)?;
            println!("{} is {} from now on.", person.alias, words(&roles));
            tell_of_the_last(&app).await?;
        }
        Accounts::Sessions(listed) => list(listed).await?,
        Accounts::EndSessions(named) => {
            let (_, app) = named.place.app().await?;
            let person = people::named(app.store(), app.ring(), &named.alias).await?;
            let ended = app.end_all_sessions(&person.id).await.map_err(why)?;
            println!("{} is signed out: {} ended.", person.alias, super::counted(ended, "session", "sessions"));
        }
    }
    Ok(())
}

/// Says which of the two roles nobody has any more, without which the desk comes to a stand.
pub(super) async fn tell_of_the_last(app: &App) -> Result<(), Failure> {
    if app.desk_address().is_none() {
        return Ok(());
    }
    if app.how_many(Role::Administrator).await.map_err(why)? == 0 {
        eprintln!("tocsin: nobody with keys administers from the desk: only commands invite and disable people now");
    }
    if app.how_many(Role::Lead).await.map_err(why)? == 0 {
        eprintln!("tocsin: nobody with keys leads at the desk: nobody can give the team key or make a new team; name a lead");
    }
    Ok(())
}

async fn list(listed: Listed) -> Result<(), Failure> {
    let (_, app) = listed.place.app().await?;
    let mut lines = Vec::new();
    for (person, account) in app.staff().await.map_err(why)? {
        let Some(account) = account else { continue };
        let sessions = app.sessions_of(&mut app.store().read().await?, &person.id).await.map_err(why)?;
        let state = match &account.state {
            State::Invited(invitation) if invitation.until <= app.now() => "invitation over",
            State::Invited(_) => "invited",
            State::Enrolled(_) => "enrolled",
            State::Disabled => "disabled",
        };
        if listed.json {
            let each = sessions.iter().map(|(_, session)| {
                serde_json::json!({ "since": session.since, "seen": session.seen, "by": session.by, "shared": session.shared })
            });
            let each: Vec<_> = each.collect();
            lines.push(serde_json::json!({
                "alias": person.alias.as_str(), "roles": account.roles, "state": state, "sessions": each,
            }));
            continue;
        }
        println!("{:32}  {:15}  {}", person.alias.as_str(), state, words(&account.roles));
        for (_, session) in sessions {
            println!("    by {} since {}, last seen {}", session.by.word(), moment(session.since), moment(session.seen));
        }
    }
    if listed.json {
        println!("{}", serde_json::Value::from(lines));
    }
    Ok(())
}

fn words(roles: &Roles) -> String {
    roles.all().iter().map(|role| role.word()).collect::<Vec<_>>().join(", ")
}

fn address(app: &App) -> Result<DeskAddress, Failure> {
    app.desk_address()
        .cloned()
        .ok_or_else(|| "desk.address is not set: say in the configuration what staff type, such as https://desk.example.org".into())
}

/// The link of an invitation. What opens it stands behind the #, which no browser sends.
pub(super) fn link(address: &DeskAddress, invite: &Invite) -> String {
    format!("{address}/desk#invite={}", invite.token.as_str())
}

fn print_link(alias: &str, address: &DeskAddress, invite: &Invite) {
    println!(
        "Give this link to {alias} by a way that only they read. It works once, until {}.\n\n{}\n",
        moment(invite.until),
        link(address, invite)
    );
}

/// A refusal in the words of a command.
pub(super) fn why(fault: Fault) -> Failure {
    match fault {
        Fault::Taken => "somebody has this alias or address already, or their account is there: see `tocsin people sessions`; a lost account: `tocsin people reinvite`".into(),
        Fault::Forbidden => "this person has no account at the desk: `tocsin people invite`".into(),
        Fault::Busy | Fault::Moved => "somebody else is changing the same: run it again".into(),
        other => other.to_string().into(),
    }
}
