//! The two databases have the same tables and columns, and `docs/leak-table.md` lists every one of them.

mod support;

use std::collections::BTreeSet;
use support::Place;
use tocsin::store::Tx;

/// Table, column, type in one spelling, whether it may be NULL.
type Column = (String, String, String, bool);

const SQLITE: &str = "SELECT m.name, c.name, c.type, c.\"notnull\" = 0 FROM sqlite_schema m \
    JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
const POSTGRES: &str = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' \
    FROM information_schema.columns WHERE table_schema = current_schema()";

async fn columns(place: &Place) -> BTreeSet<Column> {
    let mut tx = place.open().await.read().await.unwrap();
    let found: Vec<Column> = match &mut tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).fetch_all(&mut **t).await.unwrap(),
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).fetch_all(&mut **t).await.unwrap(),
    };
    let one_spelling = |kind: String| match kind.as_str() {
        "BLOB" | "bytea" => "bytes".to_owned(),
        "INTEGER" | "bigint" => "number".to_owned(),
        "TEXT" | "text" => "text".to_owned(),
        _ => kind,
    };
    found.into_iter().map(|(table, column, kind, null)| (table, column, one_spelling(kind), null)).collect()
}

#[tokio::test]
async fn both_databases_have_the_same_columns() {
    let (sqlite, postgres) = (columns(&Place::sqlite().await).await, columns(&Place::postgres().await).await);
    assert!(sqlite.len() > 40, "{sqlite:?}");
    assert_eq!(sqlite, postgres);
}

#[tokio::test]
async fn the_leak_table_lists_every_column_and_no_other() {
    let document = include_str!("../docs/leak-table.md");
    let mut listed = Vec::new();
    for line in document.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [table, column, state, tells] = cells[..] else { panic!("{line}") };
        assert!(["sealed", "age", "blind", "public", "clear"].contains(&state), "{line}");
        assert!(!tells.is_empty(), "{line}");
        assert_eq!(state == "sealed", column == "sealed", "{line}");
        listed.push((table.to_owned(), column.to_owned()));
    }
    let schema: BTreeSet<_> = columns(&Place::sqlite().await).await.into_iter().map(|(t, c, ..)| (t, c)).collect();
    assert_eq!(listed.len(), schema.len(), "a column is listed twice");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), schema);
}

/// SQLite has no rowid that would keep the order of arrival, and checks the types of what it stores.
#[tokio::test]
async fn every_sqlite_table_is_strict_and_without_rowid() {
    let mut tx = Place::sqlite().await.open().await.read().await.unwrap();
    let Tx::Sqlite(t) = &mut tx else { panic!() };
    let texts: Vec<(String,)> = sqlx::query_as("SELECT sql FROM sqlite_schema WHERE type = 'table'").fetch_all(&mut **t).await.unwrap();
    assert!(texts.len() > 10);
    for (text,) in texts {
        assert!(text.ends_with("STRICT, WITHOUT ROWID"), "{text}");
    }
}
