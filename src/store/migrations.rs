//! Bringing a database to the current schema. A released migration never changes: its SHA-256 stands here and in
//! every database it ran on.

use super::error::StoreError;
use super::sql;
use super::tx::{Tx, execute, rows};

struct Migration {
    version: i64,
    sqlite: Text,
    postgres: Text,
}

struct Text {
    sql: &'static str,
    sha256: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sqlite: Text {
            sql: include_str!("../../migrations/sqlite/0001_first.sql"),
            sha256: "764f3ce7e6a08a0f283619ea37330c490bc80462fc47b2aa26b4ad4d8aa10923",
        },
        postgres: Text {
            sql: include_str!("../../migrations/postgres/0001_first.sql"),
            sha256: "0b4296a84ac2f141ce2ef3baa1c431376c0102e6f2b09402fa85e6d939373ee5",
        },
    },
    Migration {
        version: 2,
        sqlite: Text {
            sql: include_str!("../../migrations/sqlite/0002_uploads.sql"),
            sha256: "937a53e417045988d9dff37cf2b4d266fac78672c68118512782ffb1a1ea1d8f",
        },
        postgres: Text {
            sql: include_str!("../../migrations/postgres/0002_uploads.sql"),
            sha256: "3aa245f35b434efdcfeb01f856fa62636f6d4df7f4cbd15e1d3ace152d9b614a",
        },
    },
    Migration {
        version: 3,
        sqlite: Text {
            sql: include_str!("../../migrations/sqlite/0003_rota.sql"),
            sha256: "4584db51cefca18436080248e783adb2f2dc99f6922c98fe5042cab934088800",
        },
        postgres: Text {
            sql: include_str!("../../migrations/postgres/0003_rota.sql"),
            sha256: "112bda4a38b02a80be5d1563d347161cbf35dcf77b42b0a15022323a30c75a08",
        },
    },
    Migration {
        version: 4,
        sqlite: Text {
            sql: include_str!("../../migrations/sqlite/0004_desk.sql"),
            sha256: "77a21c18e8e16c6ef5ef09dc54f12fdcc9548370eaed6a6b336797a124847fb8",
        },
        postgres: Text {
            sql: include_str!("../../migrations/postgres/0004_desk.sql"),
            sha256: "b7e0183d911f0ae4f47e47b96dfa54faa8b843c469f40ac6a90e4b66c57eb4b4",
        },
    },
];

/// The schema that this program works with.
pub(super) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// Runs what is missing up to version `last`, all in the given transaction, which the caller commits. Refuses a database
/// of a newer program and one whose history is not ours.
pub(super) async fn migrate(tx: &mut Tx, last: i64) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(_) => execute!(tx, sql::SQLITE_MIGRATIONS_TABLE)?,
        Tx::Postgres(t) => {
            sqlx::raw_sql(sql::POSTGRES_MIGRATION_LOCK).execute(&mut **t).await?;
            execute!(tx, sql::POSTGRES_MIGRATIONS_TABLE)?
        }
    };
    let done: Vec<(i64, String)> = rows!(tx, fetch_all, sql::MIGRATIONS)?;
    let known = newest();
    if let Some((found, _)) = done.last().filter(|(found, _)| *found > known) {
        return Err(StoreError::NewerSchema { found: *found, known });
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.version <= last) {
        let text = match tx {
            Tx::Sqlite(_) => &migration.sqlite,
            Tx::Postgres(_) => &migration.postgres,
        };
        match done.iter().find(|(version, _)| *version == migration.version) {
            Some((_, hash)) if hash == text.sha256 => continue,
            Some(_) => return Err(StoreError::ChangedMigration { version: migration.version }),
            None => {}
        }
        match tx {
            Tx::Sqlite(t) => sqlx::raw_sql(text.sql).execute(&mut **t).await.map(drop),
            Tx::Postgres(t) => sqlx::raw_sql(text.sql).execute(&mut **t).await.map(drop),
        }?;
        execute!(tx, sql::RECORD_MIGRATION, migration.version, text.sha256)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;
    use crate::vault::hex;

    #[test]
    fn a_released_migration_never_changes() {
        for migration in MIGRATIONS {
            for text in [&migration.sqlite, &migration.postgres] {
                let found = hex(ring::digest::digest(&ring::digest::SHA256, text.sql.as_bytes()).as_ref());
                assert_eq!(found, text.sha256, "migration {} was edited: add a new one instead", migration.version);
            }
        }
    }

    #[test]
    fn migrations_are_numbered_from_one_without_gaps() {
        let versions: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
        assert_eq!(versions, (1..=MIGRATIONS.len() as i64).collect::<Vec<_>>());
    }
}
