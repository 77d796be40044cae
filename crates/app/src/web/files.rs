//! The built files of the browser side: in the binary, or in a folder while somebody works on them.

use std::path::PathBuf;

use bytes::Bytes;

use super::encoding::Encoding;

/// One file of `web/dist` as the build script embedded it.
struct Embedded {
    path: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

/// Sorted by path.
static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where files come from.
#[derive(Clone, Debug)]
pub enum Files {
    Embedded,
    /// Read anew for each request, so that a rebuilt page shows without a restart.
    Folder(PathBuf),
}

/// A file in one of its forms.
pub struct Found {
    pub bytes: Bytes,
    pub encoding: Encoding,
}

impl Files {
    /// The file in the best of the forms that are accepted.
    pub fn find(&self, path: &str, accepted: &[Encoding]) -> Option<Found> {
        let has = |encoding: &Encoding| Some((self.form(path, *encoding)?, *encoding));
        let (bytes, encoding) = accepted.iter().find_map(has)?;
        Some(Found { bytes, encoding })
    }

    pub fn plain(&self, path: &str) -> Option<Bytes> {
        self.form(path, Encoding::Identity)
    }

    fn form(&self, path: &str, encoding: Encoding) -> Option<Bytes> {
        match self {
            Files::Embedded => {
                let at = EMBEDDED.binary_search_by(|file| file.path.cmp(path)).ok()?;
                let file = &EMBEDDED[at];
                let bytes = match encoding {
                    Encoding::Identity => Some(file.plain),
                    Encoding::Brotli => file.br,
                    Encoding::Gzip => file.gz,
                };
                bytes.map(Bytes::from_static)
            }
            Files::Folder(folder) if is_plain(path) && encoding == Encoding::Identity => {
                std::fs::read(folder.join(path)).ok().map(Bytes::from)
            }
            Files::Folder(_) => None,
        }
    }

    pub fn are_embedded(&self) -> bool {
        matches!(self, Files::Embedded)
    }
}

/// Nothing that leads out of the folder.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        && path
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_are_sorted_by_path() {
        assert!(EMBEDDED.is_sorted_by_key(|file| file.path));
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for (path, expected) in [
            ("v3/assets/card-1a_B.js", true),
            ("stripe.js", true),
            ("../secret", false),
            ("v3/../../secret", false),
            ("v3//x", false),
            ("/etc/passwd", false),
            ("v3/.hidden", false),
            ("v3\\x", false),
            ("", false),
        ] {
            assert_eq!(is_plain(path), expected, "{path}");
        }
    }
}
