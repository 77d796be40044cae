//! `cargo xtask docs`: runs the code that the documentation shows, so that it stays true.
//!
//! A fenced block whose info string says `run=curl`, `run=python` or `run=js` belongs to a script; blocks of one document
//! with the same name are joined in order. `expect=TEXT` asks that the script's output contains TEXT. One thing is
//! replaced before running: port 12111 by the port of a server started for this. The key shown is the demo key, which that
//! server has too. `FLORIN_URL` and `STRIPE_API_KEY` are set for scripts that read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::commands::{DEMO_SECRET_KEY, succeed};
use crate::packages::{CURL, NODE, NPM, PYTHON};
use crate::server::Server;

/// The client libraries the documentation is checked with.
const PYTHON_LIBRARY: &str = "stripe==16.1.0";
const NODE_LIBRARY: &str = "stripe@23.1.0";

const DOCUMENTED_PORT: &str = "12111";

/// The joined blocks of one name in one document.
#[derive(Debug, Default, PartialEq, Eq)]
struct Script {
    code: String,
    expect: Vec<String>,
}

pub fn run(_args: &[String]) -> Result<()> {
    let mut scripts = Vec::new();
    for path in documents()? {
        let text = fs::read_to_string(crate::root().join(&path))?;
        scripts.extend(
            extract(&text)
                .into_iter()
                .map(|(name, script)| (path.clone(), name, script)),
        );
    }
    crate::packages::install(&[PYTHON, NODE, NPM, CURL])?;
    let folder = prepare()?;
    let server = Server::start()?;
    let mut failed = 0;
    for (path, name, script) in &scripts {
        match script.run(name, &folder, &server) {
            Ok(()) => println!("ok     {path} {name}"),
            Err(error) => {
                failed += 1;
                println!("FAILED {path} {name}: {error:#}");
            }
        }
    }
    println!("{} passed, {failed} failed", scripts.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} documented scripts failed", scripts.len());
    }
    Ok(())
}

/// README.md and everything under docs, relative to the root.
fn documents() -> Result<Vec<String>> {
    let listed = Command::new("git")
        .args(["ls-files", "README.md", "docs/*.md"])
        .current_dir(crate::root())
        .output()?;
    Ok(String::from_utf8(listed.stdout)?.lines().map(str::to_owned).collect())
}

fn extract(text: &str) -> BTreeMap<String, Script> {
    let mut scripts: BTreeMap<String, Script> = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        // Consumed in any case, so that the closing fence is not taken for an opening one.
        let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        let value = |key: &str| info.split_whitespace().find_map(|word| word.strip_prefix(key));
        let Some(name) = value("run=") else { continue };
        let script = scripts.entry(name.to_owned()).or_default();
        script.code += &code.join("\n");
        script.code.push('\n');
        script.expect.extend(value("expect=").map(str::to_owned));
    }
    scripts
}

impl Script {
    fn run(&self, name: &str, folder: &Path, server: &Server) -> Result<()> {
        let port = server.port.to_string();
        let code = self.code.replace(DOCUMENTED_PORT, &port);
        let mut command = match name {
            "curl" => started("bash", &["-euo", "pipefail"], folder, "script.sh", &code)?,
            "python" => started("venv/bin/python", &[], folder, "script.py", &code)?,
            "js" => started("node", &[], folder, "script.mjs", &code)?,
            _ => bail!("run={name} is not known: use curl, python or js"),
        };
        command
            .env("FLORIN_URL", server.url())
            .env("STRIPE_API_KEY", DEMO_SECRET_KEY)
            // A .curlrc is there, by which an HTTP error fails the script.
            .env("CURL_HOME", folder);
        let output = command.stdin(Stdio::null()).output()?;
        let stdout = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!("{}\n{stdout}{}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        match self.expect.iter().find(|text| !stdout.contains(text.as_str())) {
            Some(text) => bail!("the output does not contain {text:?}:\n{stdout}"),
            None => Ok(()),
        }
    }
}

/// Writes the script and returns the command that runs it. A program with a `/` is inside the folder.
fn started(program: &str, options: &[&str], folder: &Path, file: &str, code: &str) -> Result<Command> {
    fs::write(folder.join(file), code)?;
    let program = if program.contains('/') {
        folder.join(program)
    } else {
        PathBuf::from(program)
    };
    let mut command = Command::new(program);
    command.args(options).arg(file).current_dir(folder);
    Ok(command)
}

/// A folder with the client libraries installed; kept until the pinned versions change.
fn prepare() -> Result<PathBuf> {
    let folder = crate::target_dir().join("docs");
    let versions = format!("{PYTHON_LIBRARY} {NODE_LIBRARY}");
    let marker = folder.join("installed");
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == versions) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(".curlrc"), "fail-with-body\nsilent\nshow-error\n")?;
    succeed(
        Command::new("python3")
            .args(["-m", "venv", "venv"])
            .current_dir(&folder),
    )?;
    let pip = folder.join("venv/bin/pip");
    succeed(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", PYTHON_LIBRARY]))
        .context("installing the Python library")?;
    fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
    let npm = [
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        NODE_LIBRARY,
    ];
    succeed(Command::new("npm").args(npm).current_dir(&folder)).context("installing the Node library")?;
    fs::write(marker, versions)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_one_name_are_joined_and_others_are_left_alone() {
        let text = "```bash\nnot this\n```\n```python run=python\na = 1\n```\nwords\n```js run=js expect=ok\nb()\n```\n\
                    ```python run=python expect=one expect=ignored\nprint(a)\n```\n";
        let scripts = extract(text);
        assert_eq!(
            scripts["python"],
            Script {
                code: "a = 1\nprint(a)\n".into(),
                expect: vec!["one".into()]
            }
        );
        assert_eq!(
            scripts["js"],
            Script {
                code: "b()\n".into(),
                expect: vec!["ok".into()]
            }
        );
        assert_eq!(scripts.len(), 2);
    }

    #[test]
    fn the_readme_shows_all_three_paths() {
        let text = fs::read_to_string(crate::root().join("README.md")).expect("README.md is in the root");
        let scripts = extract(&text);
        let names: Vec<&str> = scripts.keys().map(String::as_str).collect();
        assert_eq!(names, ["curl", "js", "python"]);
        assert!(scripts.values().all(|script| script.code.contains(DOCUMENTED_PORT)));
    }
}
