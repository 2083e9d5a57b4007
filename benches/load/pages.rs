//! The weight of the form in every language.

use std::net::SocketAddr;

use tocsin::i18n::Catalogs;

use super::http;
use super::table::{Limit, Table};

/// Every language there is a catalogue for.
pub fn languages() -> Vec<String> {
    Catalogs::builtin().all().iter().map(|catalog| catalog.code.clone()).collect()
}

/// A row for the form in each language: bytes on the line, head included, and that nothing else is fetched but, after
/// it was shown and where script runs, the one module.
pub async fn weights(table: &mut Table, at: SocketAddr) {
    for code in languages() {
        let path = format!("/{code}/report");
        let packed = http::get(at, &path, &[("Accept-Encoding", "gzip")]).await;
        assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("gzip")), "{path}");
        table.row(&format!("the form in {code}, compressed, one request"), packed.body.len() as f64, "bytes", Limit::AtMost(14_000.0));
        let page = http::get(at, &path, &[]).await.text().replacen("<script type=\"module\" src=\"/module.js\"", "", 1);
        for fetched in ["<script", "<img", "<iframe", " src=", "rel=\"stylesheet\"", "@import", "url(h", "url(/"] {
            assert!(!page.contains(fetched), "{path} fetches something more: {fetched}");
        }
    }
}
