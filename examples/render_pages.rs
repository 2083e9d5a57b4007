//! Writes every sample of every page in every language to a folder, to look at them in a browser:
//! `cargo run --example render_pages -- FOLDER`.
use std::path::PathBuf;

use tocsin::i18n::Catalogs;
use tocsin::pages::samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let catalogs = Catalogs::builtin();
    let mut written = 0;
    for cat in catalogs.all() {
        for (name, html) in samples::render_all(cat, catalogs.all())? {
            std::fs::write(folder.join(format!("{}-{name}.html", cat.code)), html)?;
            written += 1;
        }
    }
    println!("{written} pages written");
    Ok(())
}
