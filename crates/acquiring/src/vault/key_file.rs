//! Where master keys come from: a file made at the first start, an environment variable, or a command's output.
//!
//! All three hold base64 of 32 bytes per line (the variable: separated by commas), the current key first, earlier ones
//! after it while a rotation is not complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use super::master::{KeyRing, MasterKey};

/// The variable that holds the master keys, if any.
pub const VARIABLE: &str = "FLORIN_VAULT_KEY";

/// Where to look for the master keys.
#[derive(Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file that is made at the first start, readable for its owner only.
    File(PathBuf),
    /// The value of a variable; it cannot be rotated from here.
    Value(Zeroizing<String>),
    /// A command for the shell whose standard output is the keys; it cannot be rotated from here.
    Command(String),
}

/// Why the master keys could not be had. Never contains any of them.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("the vault key file {path} can be read by others than its owner: set its mode to 0600")]
    Exposed { path: PathBuf },
    #[error("the vault key file {path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("the vault key command failed: {0}")]
    Command(String),
    #[error("the vault key is not base64 of 32 bytes")]
    NotAKey,
    #[error("a vault key from a variable or a command is rotated where it is kept")]
    NotOurs,
    #[error(transparent)]
    Vault(#[from] super::Error),
}

impl KeySource {
    /// `FLORIN_VAULT_KEY` if it is set, else the file.
    #[must_use]
    pub fn from_environment_or(path: PathBuf) -> Self {
        match std::env::var(VARIABLE) {
            Ok(value) if !value.is_empty() => Self::Value(Zeroizing::new(value)),
            Ok(_) | Err(_) => Self::File(path),
        }
    }

    /// The keys, after making a file that does not exist yet.
    pub fn load_or_create(&self) -> Result<KeyRing, SourceError> {
        match self {
            Self::File(path) => load_or_create_file(path),
            Self::Value(value) => parse(value),
            Self::Command(command) => parse(&output_of(command)?),
        }
    }

    /// Writes `ring` in place of what the file held: after [`KeyRing::rotate`], before any data key is re-wrapped; and
    /// after [`KeyRing::retire_earlier`]. The old or the new content survives a crash, never a mixture.
    pub fn store(&self, ring: &KeyRing) -> Result<(), SourceError> {
        let Self::File(path) = self else {
            return Err(SourceError::NotOurs);
        };
        let failed = |source| SourceError::File {
            path: path.clone(),
            source,
        };
        let temporary = path.with_extension("new");
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
        write_new(&temporary, ring).map_err(failed)?;
        fs::rename(&temporary, path).map_err(failed)?;
        sync_folder_of(path).map_err(failed)
    }
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "File({})", path.display()),
            Self::Value(_) => f.write_str("Value(****)"),
            Self::Command(_) => f.write_str("Command(****)"),
        }
    }
}

fn load_or_create_file(path: &Path) -> Result<KeyRing, SourceError> {
    match load_file(path) {
        Err(SourceError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            create_file(path)?;
            load_file(path)
        }
        loaded => loaded,
    }
}

fn load_file(path: &Path) -> Result<KeyRing, SourceError> {
    let failed = |source| SourceError::File {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(failed)?;
    // Asked of the open file, not of the name: the name could mean another file by now.
    if file.metadata().map_err(failed)?.mode() & 0o077 != 0 {
        return Err(SourceError::Exposed { path: path.to_owned() });
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(failed)?;
    parse(&text)
}

/// Two processes may start at once: each prepares a file of its own and links it to the name; the second link fails, and
/// both then read the first one's key.
fn create_file(path: &Path) -> Result<(), SourceError> {
    let failed = |source| SourceError::File {
        path: path.to_owned(),
        source,
    };
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    let ring = KeyRing::new(MasterKey::generate()?, Vec::new());
    write_new(&temporary, &ring).map_err(failed)?;
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary).map_err(failed)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(error)),
        Ok(()) | Err(_) => sync_folder_of(path).map_err(failed),
    }
}

fn write_new(path: &Path, ring: &KeyRing) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    for key in ring.all() {
        file.write_all(key.to_base64().as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.sync_all()
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

fn output_of(command: &str) -> Result<Zeroizing<String>, SourceError> {
    let run = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    let output = run.map_err(|error| SourceError::Command(error.to_string()))?;
    let stdout = Zeroizing::new(output.stdout);
    if !output.status.success() {
        return Err(SourceError::Command(output.status.to_string()));
    }
    let text = std::str::from_utf8(&stdout).map_err(|_| SourceError::NotAKey)?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn parse(text: &str) -> Result<KeyRing, SourceError> {
    let lines = text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty());
    let mut keys = lines.map(|line| MasterKey::from_base64(line).ok_or(SourceError::NotAKey));
    let current = keys.next().ok_or(SourceError::NotAKey)??;
    Ok(KeyRing::new(current, keys.collect::<Result<_, _>>()?))
}
