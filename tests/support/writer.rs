//! Somebody who can write to the database, on either engine.

use sqlx::{ConnectOptions as _, Connection as _};
use tocsin::store::StoreOptions;

/// A statement of theirs.
pub async fn write(options: &StoreOptions, text: impl Into<String>) {
    let text = sqlx::AssertSqlSafe(text.into());
    match options.url.strip_prefix("sqlite:") {
        Some(file) => {
            let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(file).connect().await.unwrap();
            sqlx::raw_sql(text).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
        None => {
            let mut connection = sqlx::PgConnection::connect(&options.url).await.unwrap();
            sqlx::raw_sql(text).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}
