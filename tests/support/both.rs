//! One promise, tried on SQLite and on a real PostgreSQL. A test program that uses it has `mod postgres`.

/// A test for each name on each database; the function of that name takes the address of a database, None: SQLite.
macro_rules! on_both {
    ($($promise:ident,)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(None).await;
            })*
        }
        mod postgres_server {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(Some(crate::postgres::fresh_schema().await)).await;
            })*
        }
    };
}
