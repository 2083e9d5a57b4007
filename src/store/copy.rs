//! Whole tables as they lie, for backups: values are ciphertext already. Tables, columns and their order are asked of the
//! database itself, so that no table of a later version can be forgotten, and a copy of one database fits the other.

use super::error::StoreError;
use super::rows::BlobRow;
use super::sql;
use super::tx::{Tx, execute, rows};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Postgres, Row, Sqlite};
use std::collections::BTreeSet;

/// A table with its columns, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Every column.
    pub columns: Vec<Column>,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Its place in the primary key, from 1; 0 outside.
    key: i64,
}

/// What a column can hold, beside NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A whole number.
    Number,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// One value as it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Table {
    fn key(&self) -> Vec<&Column> {
        let mut key: Vec<_> = self.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        key
    }

    /// The primary key of a row of this table.
    pub fn key_of(&self, row: &[Value]) -> Vec<Value> {
        let place = |wanted: &Column| self.columns.iter().position(|column| column.name == wanted.name);
        self.key().into_iter().filter_map(|column| row.get(place(column)?).cloned()).collect()
    }

    // Names come from the catalogue of the database, never from a file or a visitor.

    fn select(&self, after: bool) -> String {
        let list = |columns: &[&Column]| columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
        let (all, key) = (list(&self.columns.iter().collect::<Vec<_>>()), list(&self.key()));
        let condition = match after {
            true => format!("WHERE ({key}) > ({})", places(1, self.key().len())),
            false => String::new(),
        };
        let limit = if after { self.key().len() + 1 } else { 1 };
        format!("SELECT {all} FROM {} {condition} ORDER BY {key} LIMIT ${limit}", quoted(&self.name))
    }

    fn insert(&self) -> String {
        let columns = self.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({columns}) VALUES ({})", quoted(&self.name), places(1, self.columns.len()))
    }
}

fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Binds a value under the type of its column, so that a NULL has one too.
macro_rules! bound {
    ($name:ident, $database:ty, $arguments:ty) => {
        fn $name<'q>(query: Query<'q, $database, $arguments>, kind: ColumnKind, value: &'q Value) -> Query<'q, $database, $arguments> {
            match (value, kind) {
                (Value::Number(number), _) => query.bind(*number),
                (Value::Text(text), _) => query.bind(text.as_str()),
                (Value::Bytes(bytes), _) => query.bind(bytes.as_slice()),
                (Value::Null, ColumnKind::Number) => query.bind(None::<i64>),
                (Value::Null, ColumnKind::Text) => query.bind(None::<&str>),
                (Value::Null, ColumnKind::Bytes) => query.bind(None::<&[u8]>),
            }
        }
    };
}
bound!(bound_sqlite, Sqlite, SqliteArguments);
bound!(bound_postgres, Postgres, PgArguments);

macro_rules! values {
    ($name:ident, $row:ty) => {
        fn $name(row: &$row, table: &Table) -> Result<Vec<Value>, StoreError> {
            let value = |(at, column): (usize, &Column)| -> sqlx::Result<Value> {
                Ok(match column.kind {
                    ColumnKind::Number => row.try_get::<Option<i64>, _>(at)?.map_or(Value::Null, Value::Number),
                    ColumnKind::Text => row.try_get::<Option<String>, _>(at)?.map_or(Value::Null, Value::Text),
                    ColumnKind::Bytes => row.try_get::<Option<Vec<u8>>, _>(at)?.map_or(Value::Null, Value::Bytes),
                })
            };
            table.columns.iter().enumerate().map(value).collect::<sqlx::Result<_>>().map_err(StoreError::from)
        }
    };
}
values!(values_sqlite, SqliteRow);
values!(values_postgres, PgRow);

impl Tx {
    /// Every table but the list of migrations; a table stands after those its rows refer to.
    pub async fn tables(&mut self) -> Result<Vec<Table>, StoreError> {
        let (columns, references) = match self {
            Tx::Sqlite(_) => (sql::SQLITE_COLUMNS, sql::SQLITE_REFERENCES),
            Tx::Postgres(_) => (sql::POSTGRES_COLUMNS, sql::POSTGRES_REFERENCES),
        };
        let columns: Vec<(String, String, String, i64)> = rows!(self, fetch_all, columns)?;
        let references: Vec<(String, String)> = rows!(self, fetch_all, references)?;
        let mut tables: Vec<Table> = Vec::new();
        for (table, name, kind, key) in columns {
            let kind = match kind.as_str() {
                "INTEGER" | "bigint" => ColumnKind::Number,
                "TEXT" | "text" => ColumnKind::Text,
                "BLOB" | "bytea" => ColumnKind::Bytes,
                _ => return Err(StoreError::NoCopy(format!("{table}.{name} is of the type {kind}"))),
            };
            let column = Column { name, kind, key };
            match tables.last_mut().filter(|last| last.name == table) {
                Some(last) => last.columns.push(column),
                None => tables.push(Table { name: table, columns: vec![column] }),
            }
        }
        if let Some(table) = tables.iter().find(|table| table.key().is_empty()) {
            return Err(StoreError::NoCopy(format!("{} has no primary key", table.name)));
        }
        in_order(tables, &references)
    }

    /// The next rows of a table by primary key, after the row with the key `after`, at most `limit`.
    pub async fn page(&mut self, table: &Table, after: &[Value], limit: i64) -> Result<Vec<Vec<Value>>, StoreError> {
        let text = AssertSqlSafe(table.select(!after.is_empty()));
        let bound = || table.key().into_iter().zip(after);
        match self {
            Tx::Sqlite(t) => {
                let query = bound().fold(sqlx::query(text), |query, (column, value)| bound_sqlite(query, column.kind, value));
                query.bind(limit).fetch_all(&mut **t).await?.iter().map(|row| values_sqlite(row, table)).collect()
            }
            Tx::Postgres(t) => {
                let query = bound().fold(sqlx::query(text), |query, (column, value)| bound_postgres(query, column.kind, value));
                query.bind(limit).fetch_all(&mut **t).await?.iter().map(|row| values_postgres(row, table)).collect()
            }
        }
    }

    /// Every blob that a case names, by whatever schema.
    pub async fn copied_blobs(&mut self) -> Result<Vec<BlobRow>, StoreError> {
        rows!(self, fetch_all, sql::COPY_BLOBS)
    }

    /// Whether a case is there, by whatever schema.
    pub async fn case_is_there(&mut self, id: &[u8; 16]) -> Result<bool, StoreError> {
        let row: Option<(Vec<u8>,)> = rows!(self, fetch_optional, sql::COPY_CASE, &id[..])?;
        Ok(row.is_some())
    }

    /// Whether a case names this blob, by whatever schema.
    pub async fn blob_is_named(&mut self, id: &[u8; 16]) -> Result<bool, StoreError> {
        let row: Option<(Vec<u8>,)> = rows!(self, fetch_optional, sql::COPY_BLOB, &id[..])?;
        Ok(row.is_some())
    }

    /// How many rows a table has.
    pub async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        let text = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        let (count,): (i64,) = rows!(self, fetch_one, AssertSqlSafe(text.clone()))?;
        Ok(count.unsigned_abs())
    }

    /// Writes a row as it once lay.
    pub async fn insert_copy(&mut self, table: &Table, row: &[Value]) -> Result<(), StoreError> {
        let text = AssertSqlSafe(table.insert());
        let bound = || table.columns.iter().zip(row);
        match self {
            Tx::Sqlite(t) => {
                let query = bound().fold(sqlx::query(text), |query, (column, value)| bound_sqlite(query, column.kind, value));
                query.execute(&mut **t).await.map(drop)
            }
            Tx::Postgres(t) => {
                let query = bound().fold(sqlx::query(text), |query, (column, value)| bound_postgres(query, column.kind, value));
                query.execute(&mut **t).await.map(drop)
            }
        }
        .map_err(StoreError::from)
    }

    /// The schema's version; 0 for an empty database.
    pub async fn schema(&mut self) -> Result<i64, StoreError> {
        let there: Vec<(String,)> = match self {
            Tx::Sqlite(_) => rows!(self, fetch_all, sql::SQLITE_MIGRATIONS_THERE),
            Tx::Postgres(_) => rows!(self, fetch_all, sql::POSTGRES_MIGRATIONS_THERE),
        }?;
        if there.is_empty() {
            return Ok(0);
        }
        let done: Vec<(i64, String)> = rows!(self, fetch_all, sql::MIGRATIONS)?;
        Ok(done.last().map_or(0, |(version, _)| *version))
    }

    /// For rows that come in no particular order: on SQLite references are checked at the commit. PostgreSQL checks each
    /// row, and gets them in the order of [`Tx::tables`].
    pub(super) async fn defer_references(&mut self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(_) => execute!(self, sql::SQLITE_DEFER).map(drop),
            Tx::Postgres(_) => Ok(()),
        }
    }
}

fn in_order(mut left: Vec<Table>, references: &[(String, String)]) -> Result<Vec<Table>, StoreError> {
    let mut ordered: Vec<Table> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waiting: BTreeSet<String> = left.iter().map(|table| table.name.clone()).collect();
        let free = |table: &Table| references.iter().all(|(from, to)| *from != table.name || from == to || !waiting.contains(to));
        let at = left.iter().position(free).ok_or_else(|| StoreError::NoCopy("its tables refer to each other in a circle".into()))?;
        ordered.push(left.remove(at));
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str) -> Table {
        Table { name: name.into(), columns: vec![Column { name: "id".into(), kind: ColumnKind::Bytes, key: 1 }] }
    }

    #[test]
    fn a_table_comes_after_those_it_refers_to() {
        let refers = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let order = in_order(vec![table("a"), table("b"), table("c")], &[refers("a", "c"), refers("c", "b"), refers("b", "b")]).unwrap();
        assert_eq!(order.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["b", "c", "a"]);
        assert!(in_order(vec![table("a"), table("b")], &[refers("a", "b"), refers("b", "a")]).is_err());
    }

    #[test]
    fn statements_name_columns_in_order_and_keys_by_their_place() {
        let column = |name: &str, key| Column { name: name.into(), kind: ColumnKind::Number, key };
        let table = Table { name: "t".into(), columns: vec![column("b", 2), column("x", 0), column("a", 1)] };
        assert_eq!(table.select(true).trim(), r#"SELECT "b", "x", "a" FROM "t" WHERE ("a", "b") > ($1, $2) ORDER BY "a", "b" LIMIT $3"#);
        assert_eq!(table.select(false), r#"SELECT "b", "x", "a" FROM "t"  ORDER BY "a", "b" LIMIT $1"#);
        assert_eq!(table.insert(), r#"INSERT INTO "t" ("b", "x", "a") VALUES ($1, $2, $3)"#);
        let row = [Value::Number(2), Value::Null, Value::Number(1)];
        assert_eq!(table.key_of(&row), [Value::Number(1), Value::Number(2)]);
    }
}
