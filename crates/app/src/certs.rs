//! Certificates for `florin serve --tls`: a certificate authority of this installation's own, or files that were given.
//!
//! The authority is made once and kept; only it has to be trusted by clients. It can vouch for nothing but the hosts of the
//! original API and for this machine (name constraints), so that trusting it on a laptop opens no other site. The server's
//! own certificate is made anew at each start and never stored.

use std::fs;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use kernel::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints, SanType, date_time_ymd,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where the authority is kept unless the settings say otherwise.
pub const FOLDER: &str = "./florin-certs";
const AUTHORITY: &str = "ca.pem";
const AUTHORITY_KEY: &str = "ca.key";
const NAME: &str = "Florin local certificate authority";

/// The original's domain: with its names pointed at this server, pages and programs need no change at all.
const DOMAIN: &str = "stripe.com";
/// How long the server's certificate is good for: browsers refuse more.
const DAYS: u64 = 397;

/// Where the server's certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// From the authority in this folder, which is made if it is not there.
    Local(PathBuf),
    /// From these files, in PEM.
    Files { certificate: PathBuf, key: PathBuf },
}

#[derive(Debug, thiserror::Error)]
pub enum CertsError {
    #[error("{}: {reason}", path.display())]
    File { path: PathBuf, reason: String },
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    #[error("the certificate cannot be used: {0}")]
    Use(#[from] rustls::Error),
}

/// Its hosts that browsers and programs speak to. A list, because what is kept for each must have an end.
const HOSTS: &[&str] = &[
    "api.stripe.com",
    "buy.stripe.com",
    "checkout.stripe.com",
    "files.stripe.com",
    "hooks.stripe.com",
    "js.stripe.com",
];

/// The original's host that a request's `Host` names, if it is one.
pub fn original(host: &str) -> Option<&'static str> {
    let name = host.strip_suffix(":443").unwrap_or(host);
    HOSTS.iter().copied().find(|known| *known == name)
}

/// The authority's certificate: made, with its key beside it, if the folder has none.
pub fn authority(folder: &Path) -> Result<PathBuf, CertsError> {
    let (certificate, key) = (folder.join(AUTHORITY), folder.join(AUTHORITY_KEY));
    if certificate.exists() && key.exists() {
        return Ok(certificate);
    }
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let pair = KeyPair::generate()?;
    let made = authority_params()?.self_signed(&pair)?;
    // The key first: a certificate without its key would be trusted for nothing.
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(&key);
    let written = file.and_then(|mut file| file.write_all(pair.serialize_pem().as_bytes()));
    written.map_err(|error| failed(&key, error))?;
    fs::write(&certificate, made.pem()).map_err(|error| failed(&certificate, error))?;
    Ok(certificate)
}

/// What the server speaks TLS with.
pub fn server_config(identity: &Identity, now: Timestamp) -> Result<Arc<rustls::ServerConfig>, CertsError> {
    let (chain, key) = match identity {
        Identity::Local(folder) => local(folder, now)?,
        Identity::Files { certificate, key } => (chain(certificate)?, private_key(key)?),
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

type Pair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn local(folder: &Path, now: Timestamp) -> Result<Pair, CertsError> {
    let certificate = authority(folder)?;
    let path = folder.join(AUTHORITY_KEY);
    let pem = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
    let pair = KeyPair::from_pem(&pem).map_err(|error| failed(&path, error))?;
    let issuer = Issuer::new(authority_params()?, pair);
    let own = KeyPair::generate()?;
    let made = server_params(now)?.signed_by(&own, &issuer)?;
    let mut chain = vec![made.der().clone()];
    chain.extend(self::chain(&certificate)?);
    let key = PrivateKeyDer::try_from(own.serialize_der()).map_err(|error| failed(&path, error))?;
    Ok((chain, key))
}

/// The same at each start, so that the stored certificate and the issuer made from this are one.
fn authority_params() -> Result<CertificateParams, CertsError> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, NAME);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2049, 1, 1);
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName(DOMAIN.into()),
            GeneralSubtree::DnsName("localhost".into()),
            GeneralSubtree::IpAddress(CidrSubnet::V4(Ipv4Addr::LOCALHOST.octets(), [255, 0, 0, 0])),
            GeneralSubtree::IpAddress(CidrSubnet::V6(Ipv6Addr::LOCALHOST.octets(), [255; 16])),
        ],
        excluded_subtrees: Vec::new(),
    });
    Ok(params)
}

fn server_params(now: Timestamp) -> Result<CertificateParams, CertsError> {
    let names = [DOMAIN, "*.stripe.com", "localhost", "*.localhost"];
    let mut params = CertificateParams::new(names.map(str::to_owned))?;
    for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        params.subject_alt_names.push(SanType::IpAddress(address));
    }
    params.distinguished_name.push(DnType::CommonName, "Florin");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    // From the day before: a client's clock may be a little behind.
    let day = Duration::from_secs(86_400);
    let before = i64::try_from(day.as_secs()).unwrap_or_default();
    params.not_before = date(Timestamp::from_seconds(now.seconds() - before));
    params.not_after = date(now.plus(day * u32::try_from(DAYS).unwrap_or(1)));
    Ok(params)
}

fn date(at: Timestamp) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp(at.seconds()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertsError> {
    let read = CertificateDer::pem_file_iter(path).map_err(|error| failed(path, error))?;
    let chain: Vec<_> = read.collect::<Result<_, _>>().map_err(|error| failed(path, error))?;
    match chain.is_empty() {
        true => Err(failed(path, "there is no certificate in it")),
        false => Ok(chain),
    }
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, CertsError> {
    PrivateKeyDer::from_pem_file(path).map_err(|error| failed(path, error))
}

fn failed(path: &Path, reason: impl ToString) -> CertsError {
    CertsError::File {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_the_original_are_known_with_and_without_a_port() {
        assert_eq!(original("js.stripe.com"), Some("js.stripe.com"));
        assert_eq!(original("api.stripe.com:443"), Some("api.stripe.com"));
        for host in [
            "localhost:12111",
            "xjs.stripe.com",
            "js.stripe.com.example",
            "any.stripe.com",
            "js.stripe.com:1",
            "",
        ] {
            assert_eq!(original(host), None, "{host}");
        }
    }

    #[test]
    fn the_authority_is_made_once_and_its_key_is_for_the_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let made = fs::read(authority(folder.path()).unwrap()).unwrap();
        assert_eq!(fs::read(authority(folder.path()).unwrap()).unwrap(), made);
        let key = fs::metadata(folder.path().join(AUTHORITY_KEY)).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn files_that_hold_nothing_of_use_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let certificate = folder.path().join("cert.pem");
        fs::write(&certificate, "nothing").unwrap();
        let key = certificate.clone();
        let refused = server_config(
            &Identity::Files { certificate, key },
            Timestamp::from_seconds(1_800_000_000),
        );
        assert!(refused.unwrap_err().to_string().contains("cert.pem"));
    }
}
