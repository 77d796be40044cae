//! `florin certs`: makes the local certificate authority and says how to have it trusted.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::certs;

pub fn certs(folder: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let folder = folder.unwrap_or_else(|| certs::FOLDER.into());
    let made = certs::authority(&folder)?;
    let path = made.canonicalize().context("the certificate is gone already")?;
    println!("{}", told(&path));
    Ok(ExitCode::SUCCESS)
}

fn told(path: &Path) -> String {
    let path = path.display();
    format!(
        "The certificate authority is in {path}\n\n\
         Have it trusted where your programs run:\n\n\
         \x20 Debian, Ubuntu   cp {path} /usr/local/share/ca-certificates/florin.crt && update-ca-certificates\n\
         \x20 Node             NODE_EXTRA_CA_CERTS={path}\n\
         \x20 Python           SSL_CERT_FILE={path} REQUESTS_CA_BUNDLE={path}\n\
         \x20 Chromium         certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n florin -i {path}\n\
         \x20 macOS            security add-trusted-cert -k ~/Library/Keychains/login.keychain-db {path}\n\n\
         Then point the hosts at the server and serve them:\n\n\
         \x20 127.0.0.1 api.stripe.com js.stripe.com checkout.stripe.com hooks.stripe.com   (a line in /etc/hosts)\n\
         \x20 florin serve --tls"
    )
}
