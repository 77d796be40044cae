//! TLS to the database, as its own client library has it: `sslmode` and `sslrootcert` in the URL.
//!
//! | `sslmode` | the connection | the server's certificate |
//! | --- | --- | --- |
//! | `disable` | as it is | |
//! | `prefer` (default) | TLS if the server has it | is not checked |
//! | `require` | TLS | is not checked, unless `sslrootcert` is given; then as `verify-ca` |
//! | `verify-ca` | TLS | comes from an authority that is trusted |
//! | `verify-full` | TLS | and is for the host's name |
//!
//! Trusted is who signed by a certificate of the file `sslrootcert`, else by one of the system's.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What is checked of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Nothing,
    Authority,
    AuthorityAndName,
}

/// The URL's options that are ours to read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The URL with an `sslmode` that the client knows.
    pub url: String,
    check: Check,
    roots: Option<String>,
}

impl Wanted {
    pub(super) fn read(url: &str) -> Wanted {
        let (base, options) = url.split_once('?').unwrap_or((url, ""));
        let (mut rest, mut mode, mut roots) = (Vec::new(), None, None);
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => {
                    roots = Some(percent_decode_str(value).decode_utf8_lossy().into_owned());
                }
                _ => rest.push(option.to_owned()),
            }
        }
        // As the database's own client does.
        let check = match (mode, &roots) {
            (Some("verify-full"), _) => Check::AuthorityAndName,
            (Some("verify-ca"), _) | (Some("require"), Some(_)) => Check::Authority,
            _ => Check::Nothing,
        };
        let mode = match mode {
            Some("verify-full" | "verify-ca") => Some("require"),
            other => other,
        };
        rest.extend(mode.map(|mode| format!("sslmode={mode}")));
        let url = match rest.is_empty() {
            true => base.to_owned(),
            false => format!("{base}?{}", rest.join("&")),
        };
        Wanted {
            url,
            check,
            roots: roots.filter(|roots| roots != "system"),
        }
    }

    /// What connections are made with, or why there can be none.
    pub(super) fn connector(&self) -> Result<MakeRustlsConnect, String> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = match self.check {
            Check::Nothing => Arc::new(Lenient {
                provider: provider.clone(),
                authority: None,
            }),
            Check::Authority => Arc::new(Lenient {
                provider: provider.clone(),
                authority: Some(self.strict(&provider)?),
            }),
            Check::AuthorityAndName => self.strict(&provider)?,
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }

    fn strict(&self, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, String> {
        let roots = Arc::new(self.trusted()?);
        let built = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
        built.map_err(|error| format!("no certificate is trusted: {error}"))
    }

    fn trusted(&self) -> Result<RootCertStore, String> {
        let mut roots = RootCertStore::empty();
        match &self.roots {
            Some(file) => {
                let cannot = |error: &dyn std::fmt::Display| format!("cannot read sslrootcert {file}: {error}");
                let certificates = CertificateDer::pem_file_iter(file).map_err(|error| cannot(&error))?;
                for certificate in certificates {
                    let certificate = certificate.map_err(|error| cannot(&error))?;
                    roots.add(certificate).map_err(|error| cannot(&error))?;
                }
            }
            None => {
                // One that cannot be read is as if it were not there; what is missing shows at the connection.
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        Ok(roots)
    }
}

/// Checks that the server has the key of the certificate it shows, and of the certificate only what is asked.
#[derive(Debug)]
struct Lenient {
    provider: Arc<CryptoProvider>,
    authority: Option<Arc<WebPkiServerVerifier>>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(authority) = &self.authority else {
            return Ok(ServerCertVerified::assertion());
        };
        match authority.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            // The name is looked at when all else is found good.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_the_databases_own_client_does() {
        let url = "postgres://u:p@h:1/d";
        let roots = Some("/a b.pem".to_owned());
        let cases = [
            ("", "", Check::Nothing, None),
            ("?sslmode=disable", "?sslmode=disable", Check::Nothing, None),
            ("?sslmode=require", "?sslmode=require", Check::Nothing, None),
            (
                "?sslmode=require&sslrootcert=/a%20b.pem",
                "?sslmode=require",
                Check::Authority,
                roots.clone(),
            ),
            (
                "?application_name=x&sslmode=verify-ca",
                "?application_name=x&sslmode=require",
                Check::Authority,
                None,
            ),
            (
                "?sslrootcert=system&sslmode=verify-full",
                "?sslmode=require",
                Check::AuthorityAndName,
                None,
            ),
            ("?sslmode=nonsense", "?sslmode=nonsense", Check::Nothing, None),
        ];
        for (given, passed, check, roots) in cases {
            let expected = Wanted {
                url: format!("{url}{passed}"),
                check,
                roots,
            };
            assert_eq!(Wanted::read(&format!("{url}{given}")), expected, "{given}");
        }
    }
}
