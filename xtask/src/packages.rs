//! Debian packages that the tests need: looked for first, installed only when missing.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::commands::succeed;

/// A package and how to tell that what it brings is already there.
pub struct Package {
    pub name: &'static str,
    pub present: fn() -> bool,
}

pub const POSTGRES: Package = Package {
    name: "postgresql",
    present: || crate::postgres::programs().is_some(),
};
pub const PYTHON: Package = Package {
    name: "python3-venv",
    present: python_can_make_a_venv,
};
pub const NODE: Package = Package {
    name: "nodejs",
    present: || on_path("node"),
};
pub const NPM: Package = Package {
    name: "npm",
    present: || on_path("npm"),
};
pub const CURL: Package = Package {
    name: "curl",
    present: || on_path("curl"),
};
pub const CHROMIUM: Package = Package {
    name: "chromium",
    present: || on_path("chromium"),
};

/// Installs what is missing. Tries three times, because a package mirror that answers late is no fault of a test.
pub fn install(packages: &[Package]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().filter(|p| !(p.present)()).map(|p| p.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !on_path("apt-get") {
        bail!(
            "please install {}: this is not a Debian system, so it cannot be done for you",
            missing.join(", ")
        );
    }
    println!("installing {}", missing.join(", "));
    let had_clusters = Path::new("/usr/bin/pg_lsclusters").exists();
    let mut attempt = 1;
    loop {
        let done = apt(&["update", "-qq"])
            .and_then(|()| apt(&[&["install", "-y", "-qq", "--no-install-recommends"], &missing[..]].concat()));
        match done {
            Ok(()) => break,
            Err(error) if attempt == 3 => {
                return Err(error.context("installing packages, third try"));
            }
            Err(_) => attempt += 1,
        }
    }
    if missing.contains(&POSTGRES.name) && !had_clusters {
        drop_default_cluster();
    }
    Ok(())
}

/// Debian's package makes and starts a database on port 5432. The tests start their own, so what our installation
/// brought with it goes again; one that was there before is never touched.
fn drop_default_cluster() {
    let listed = Command::new("pg_lsclusters").arg("--no-header").output();
    let Ok(listed) = listed else { return };
    for line in String::from_utf8_lossy(&listed.stdout).lines() {
        let mut columns = line.split_whitespace();
        if let (Some(version), Some(name)) = (columns.next(), columns.next()) {
            // Failing here leaves an empty database behind, which is not worth failing the tests for.
            let _ = as_root("pg_dropcluster").args(["--stop", version, name]).status();
        }
    }
}

fn apt(args: &[&str]) -> Result<()> {
    let mut command = as_root("apt-get");
    command
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::process::Stdio::null());
    succeed(&mut command)
}

fn as_root(program: &str) -> Command {
    if crate::postgres::is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["--preserve-env=DEBIAN_FRONTEND", program]);
    command
}

pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn python_can_make_a_venv() -> bool {
    Command::new("python3")
        .args(["-c", "import ensurepip, venv"])
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
