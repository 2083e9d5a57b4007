//! What one of the staff may do. In a small organisation one person has several roles.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads and answers.
    Caseworker,
    /// Reads and answers, grants the team key, decides who reads what.
    Lead,
    /// People, roster, keys, mail: no content.
    Administrator,
    /// Reads the cases that were given to them, for a time.
    Interpreter,
}

/// Not a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is caseworker, lead, administrator or interpreter")]
pub struct NoRole;

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Caseworker, Self::Lead, Self::Administrator, Self::Interpreter];

    /// The word for it, in commands and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Caseworker => "caseworker",
            Self::Lead => "lead",
            Self::Administrator => "administrator",
            Self::Interpreter => "interpreter",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = NoRole;

    fn from_str(text: &str) -> Result<Self, NoRole> {
        Self::ALL.into_iter().find(|role| role.word() == text).ok_or(NoRole)
    }
}

/// The roles of one person; at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Role>", into = "Vec<Role>")]
pub struct Roles(Vec<Role>);

impl Roles {
    /// From a list in any order; each counts once. An empty list is refused: whoever has no role has no account.
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Result<Self, NoRole> {
        let mut roles: Vec<Role> = roles.into_iter().collect();
        roles.sort_unstable();
        roles.dedup();
        if roles.is_empty() { Err(NoRole) } else { Ok(Self(roles)) }
    }

    /// Whether this is one of them.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether they read what the whole team reads.
    pub fn reads(&self) -> bool {
        self.has(Role::Caseworker) || self.has(Role::Lead)
    }

    /// All of them, each once, in one order.
    pub fn all(&self) -> &[Role] {
        &self.0
    }
}

impl TryFrom<Vec<Role>> for Roles {
    type Error = NoRole;

    fn try_from(roles: Vec<Role>) -> Result<Self, NoRole> {
        Self::new(roles)
    }
}

impl From<Roles> for Vec<Role> {
    fn from(roles: Roles) -> Self {
        roles.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(role.word().parse(), Ok(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
        }
        assert_eq!("Lead".parse::<Role>(), Err(NoRole));
    }

    #[test]
    fn roles_count_once_and_nobody_has_none() {
        let roles = Roles::new([Role::Lead, Role::Caseworker, Role::Lead]).unwrap();
        assert_eq!(roles.all(), [Role::Caseworker, Role::Lead]);
        assert_eq!(Roles::new([]), Err(NoRole));
        assert!(serde_json::from_str::<Roles>("[]").is_err());
    }

    #[test]
    fn administrators_and_interpreters_do_not_read_what_the_team_reads() {
        assert!(!Roles::new([Role::Administrator, Role::Interpreter]).unwrap().reads());
        assert!(Roles::new([Role::Administrator, Role::Lead]).unwrap().reads());
    }
}
