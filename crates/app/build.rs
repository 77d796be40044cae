//! Embeds what `npm run build` has made in `web/dist`: a table of its files, each with its compressed forms.
//!
//! Without that folder the table is empty and the crate compiles all the same; the server then says how to build it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../web/dist");
    // Cargo runs a script anew each time while a path that it watches is missing. Where the folder cannot be made, the
    // sources are not ours to build from either.
    let watched = fs::create_dir_all(&dist).is_ok();
    println!("cargo:rerun-if-changed=build.rs");
    if watched {
        println!("cargo:rerun-if-changed={}", dist.display());
    }
    let mut files = BTreeMap::new();
    if dist.is_dir() {
        collect(&dist, "", &mut files)?;
    }
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("assets.rs");
    fs::write(out, table(&files))
}

/// Path from `dist`, with slashes, to where the file is.
fn collect(folder: &Path, under: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .expect("the web build names its files in ASCII");
        let path = entry.path().canonicalize()?;
        match path.is_dir() {
            true => collect(&path, &format!("{under}{name}/"), files)?,
            false => drop(files.insert(format!("{under}{name}"), path)),
        }
    }
    Ok(())
}

fn table(files: &BTreeMap<String, PathBuf>) -> String {
    let mut out = "&[\n".to_owned();
    for (name, path) in files {
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let compressed = |ending: &str| match files.get(&format!("{name}{ending}")) {
            Some(path) => format!("Some(include_bytes!({path:?}))"),
            None => "None".to_owned(),
        };
        let (br, gz) = (compressed(".br"), compressed(".gz"));
        writeln!(
            out,
            "    Embedded {{ path: {name:?}, plain: include_bytes!({path:?}), br: {br}, gz: {gz} }},"
        )
        .expect("a string takes all");
    }
    out.push_str("]\n");
    out
}
