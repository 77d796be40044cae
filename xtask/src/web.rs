//! `cargo xtask web`: builds the browser side into `web/dist`, which the binary embeds, unless it is built already.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::commands::succeed;
use crate::packages::{NODE, NPM};

/// Without it there is nothing to build from.
pub const BUILD: &str = "web/build/build.mjs";
/// Folders that do not decide what is built.
const MADE: &[&str] = &["dist", "node_modules"];

pub fn run(_args: &[String]) -> Result<()> {
    if !crate::root().join(BUILD).exists() {
        println!("absent web        (no {BUILD})");
        return Ok(());
    }
    let web = crate::root().join("web");
    let stamp = crate::target_dir().join("web-built");
    if fs::read_to_string(&stamp).ok() == Some(state(&web)?) {
        return Ok(());
    }
    crate::packages::install(&[NODE, NPM])?;
    install_packages(&web)?;
    succeed(npm(&web).args(["run", "--silent", "build"])).context("building the browser side")?;
    fs::create_dir_all(crate::target_dir())?;
    fs::write(&stamp, state(&web)?).context("cannot keep what the browser side was built from")
}

/// Anew when the lock file has changed: installing takes longer than building.
pub fn install_packages(web: &Path) -> Result<()> {
    let (lock, installed) = (
        fs::read(web.join("package-lock.json"))?,
        web.join("node_modules/.installed"),
    );
    if fs::read(&installed).is_ok_and(|of| of == lock) {
        return Ok(());
    }
    succeed(npm(web).args(["ci", "--silent", "--no-audit", "--no-fund"])).context("installing npm packages")?;
    fs::write(&installed, lock).context("cannot mark npm packages as installed")
}

fn npm(web: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(web);
    command
}

/// What went in and what came out: a change of either builds again.
fn state(web: &Path) -> Result<String> {
    let (mut sources, mut built) = (DefaultHasher::new(), DefaultHasher::new());
    hash(web, true, &mut sources)?;
    let dist = web.join("dist");
    if dist.exists() {
        hash(&dist, false, &mut built)?;
    }
    Ok(format!("{:016x} {:016x}\n", sources.finish(), built.finish()))
}

fn hash(folder: &Path, at_top: bool, hasher: &mut DefaultHasher) -> Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<std::io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        if at_top && MADE.iter().any(|made| name == *made) {
            continue;
        }
        name.hash(hasher);
        match entry.file_type()?.is_dir() {
            true => hash(&entry.path(), false, hasher)?,
            false => fs::read(entry.path())?.hash(hasher),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_does_not_count_and_every_source_does() {
        let web = crate::target_dir().join("tmp-web-state");
        let write = |path: &str, text: &str| {
            let path = web.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let _ = fs::remove_dir_all(&web);
        write("package.json", "{}");
        write("elements/core/a.ts", "1");
        let sources = || state(&web).unwrap().split(' ').next().unwrap().to_owned();
        let before = sources();
        write("node_modules/x/index.js", "x");
        write("dist/stripe.js", "x");
        assert_eq!(sources(), before);
        let built = state(&web).unwrap();
        write("dist/stripe.js", "y");
        assert_ne!(state(&web).unwrap(), built);
        write("elements/core/a.ts", "2");
        assert_ne!(sources(), before);
        fs::remove_dir_all(&web).unwrap();
    }
}
