//! A new installation's keys, and the demo's whole team on one machine.
use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use ring::rand::SecureRandom;
use tocsin_domain::role::{Role, Roles};
use tocsin_seal::{DeploymentId, Identity, Recipient, Recovery, Roster, SignedRoster, SigningKey, TeamKey, sign_roster};
use zeroize::Zeroizing;

use super::{
    App, AppError, TokenKey,
    desk::{Noted, invites::Invite},
    people::NewPerson,
    roster::MemberGrant,
    submit::internal,
};
use crate::vault::{KeyRing, MasterKey};

/// Days that a demo roster is good for; the demo signs again by itself.
const DEMO_DAYS: i64 = 90;

/// Makes master key, ring and token key in a folder; refuses to overwrite any.
pub fn create_keys(folder: &Path, deployment: &DeploymentId, rng: &dyn SecureRandom) -> Result<(), AppError> {
    fs::create_dir_all(folder).map_err(|e| internal(format!("{}: {e}", folder.display())))?;
    let master = MasterKey::create(folder.join("master.key"))?;
    KeyRing::create(folder.join("ring.json"), &master, &deployment.to_string())?;
    TokenKey::create(&folder.join("token.key"), rng).map_err(internal)?;
    Ok(())
}

/// Writes a secret that only its owner may read; refuses to overwrite.
pub fn write_secret(path: &Path, text: &str) -> Result<(), AppError> {
    let write = || {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|e: std::io::Error| internal(format!("{}: {e}", path.display())))
}

/// The demo's people: one caseworker, the team key of the epoch, all in `folder`, made on the first start.
pub struct DemoTeam {
    admin: SigningKey,
    caseworker: Identity,
}

impl DemoTeam {
    /// Makes the caseworker's identity file beside the roster key.
    pub fn create(folder: &Path, admin: SigningKey, rng: &dyn SecureRandom) -> Result<Self, AppError> {
        let caseworker = Identity::generate(rng).map_err(internal)?;
        let text = Zeroizing::new(format!(
            "# a caseworker of the demo\n# recipient: {}\n# roster-key: {}\n{}\n",
            caseworker.recipient(),
            admin.public(),
            caseworker.to_secret().as_str()
        ));
        write_secret(&folder.join("caseworker.txt"), &text)?;
        write_secret(&folder.join("roster.key"), &Zeroizing::new(format!("{}\n", admin.to_secret().as_str())))?;
        Ok(Self { admin, caseworker })
    }

    /// Reads them again on a later start.
    pub fn load(folder: &Path) -> Result<Self, AppError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).map(Zeroizing::new).map_err(|e| internal(format!("{}: {e}", path.display())))
        };
        let admin = SigningKey::parse(read("roster.key")?.trim()).map_err(internal)?;
        let identity = read("caseworker.txt")?;
        let line = identity.lines().find(|l| !l.starts_with('#') && !l.trim().is_empty()).unwrap_or_default();
        Ok(Self { admin, caseworker: Identity::parse(line.trim()).map_err(internal)? })
    }

    /// Signs the first roster, or the next one when the current is within two weeks of its end.
    pub async fn keep_roster(&self, app: &App, deployment: &DeploymentId, rng: &dyn SecureRandom) -> Result<(), AppError> {
        let now = app.now();
        let rosters = app.rosters();
        let last = rosters.last();
        if last.is_some_and(|r| r.expires() - now > 14 * 86_400) {
            return Ok(());
        }
        let team = match last {
            None => TeamKey::generate(rng).map_err(internal)?,
            Some(roster) => self.team_of(app, roster).await?,
        };
        let roster = Roster {
            deployment: deployment.clone(),
            epoch: last.map_or(0, SignedRoster::epoch) + 1,
            not_before: now,
            expires: now + DEMO_DAYS * 86_400,
            team_recipient: team.identity.recipient().clone(),
            team_signing_key: team.signing.public(),
            recovery: Recovery::None,
            previous: last.map(SignedRoster::hash),
        };
        let doc = sign_roster(&roster, &self.admin, last.map(|_| &team.signing));
        let mut grants = vec![granted(&team, self.caseworker.recipient())?];
        for member in app.readers_without(None).await.map_err(internal)? {
            grants.push(granted(&team, &member.recipient)?);
        }
        app.install_roster(&doc, &grants).await.map_err(internal)?;
        Ok(())
    }

    /// Gives the team key to whoever enrolled since; how many. The key lies on this machine: in a demo nobody compares anything.
    pub async fn welcome(&self, app: &App) -> Result<usize, AppError> {
        let rosters = app.rosters();
        let Some(roster) = rosters.last() else { return Ok(0) };
        let newcomers = app.readers_without(Some(roster.epoch())).await.map_err(internal)?;
        if newcomers.is_empty() {
            return Ok(0);
        }
        let team = self.team_of(app, roster).await?;
        for newcomer in &newcomers {
            let grant = granted(&team, &newcomer.recipient)?;
            app.give_team_key(newcomer, roster.epoch(), &grant).await.map_err(internal)?;
        }
        Ok(newcomers.len())
    }

    /// The link with which the demo's one person comes to the desk; none once they enrolled. An earlier link is void.
    pub async fn invite(&self, app: &App, alias: &str, email: &str) -> Result<Option<Invite>, AppError> {
        let staff = app.staff().await.map_err(internal)?;
        let known = staff.iter().find(|(person, _)| person.alias.as_str() == alias);
        if known.is_some_and(|(person, _)| !person.active) {
            return Ok(None);
        }
        let invite = match known.and_then(|(_, account)| account.as_ref()) {
            Some(account) if account.enrolled().is_some() => return Ok(None),
            Some(account) => app.reinvite(&Noted::Service, &account.id).await,
            None => {
                let new = NewPerson::parse(alias, email, true).map_err(internal)?;
                let roles = Roles::new([Role::Caseworker, Role::Lead, Role::Administrator]).map_err(internal)?;
                app.invite(&Noted::Service, new, roles).await
            }
        };
        invite.map(Some).map_err(internal)
    }

    /// The team key of the roster's epoch, opened with the key of the demo's caseworker.
    async fn team_of(&self, app: &App, roster: &SignedRoster) -> Result<TeamKey, AppError> {
        let own = self.caseworker.recipient().fingerprint();
        let grants = app.team_grants().await?;
        let grant = grants.iter().find(|(epoch, g)| *epoch == i64::from(roster.epoch()) && g.to == own);
        let (_, grant) = grant.ok_or_else(|| internal("the demo's caseworker has no grant of the team key"))?;
        Ok(TeamKey {
            identity: tocsin_seal::open_grant(&grant.identity, &self.caseworker).map_err(internal)?,
            signing: tocsin_seal::open_signing_grant(&grant.signing, &self.caseworker).map_err(internal)?,
        })
    }
}

fn granted(team: &TeamKey, to: &Recipient) -> Result<MemberGrant, AppError> {
    Ok(MemberGrant {
        to: to.fingerprint(),
        identity: tocsin_seal::grant(&team.identity, to).map_err(internal)?,
        signing: tocsin_seal::grant_signing(&team.signing, to).map_err(internal)?,
    })
}
