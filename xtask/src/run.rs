//! `cargo xtask run`: the server with a demo shop beside it, which pays into it and is told by webhooks.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::commands::{DEMO_PUBLISHABLE_KEY, DEMO_SECRET_KEY, cargo, succeed};
use crate::packages::{NODE, NPM};

/// Signs what is forwarded to the shop. Known to everybody, as the demo's keys are.
const DEMO_WEBHOOK_SECRET: &str = "whsec_florin";
const LISTEN: &str = "127.0.0.1:12111";
/// Where the guides' shops listen too.
const SHOP: &str = "127.0.0.1:4242";

pub fn run(args: &[String]) -> Result<()> {
    crate::web::run(&[])?;
    crate::packages::install(&[NODE, NPM])?;
    let shop = crate::root().join("examples/shop/node");
    crate::web::install_packages(&shop)?;
    succeed(cargo().args(["build", "--package", "florin"]))?;

    let address = address(args)?;
    let florin = crate::target_dir().join("debug/florin");
    let mut server = Command::new(&florin);
    server.args(["serve", "--demo"]).args(args);
    for (name, value) in [
        ("FLORIN_SECRET_KEY", DEMO_SECRET_KEY),
        ("FLORIN_PUBLISHABLE_KEY", DEMO_PUBLISHABLE_KEY),
        ("FLORIN_WEBHOOK_SECRET", DEMO_WEBHOOK_SECRET),
    ] {
        if std::env::var_os(name).is_none() {
            server.env(name, value);
        }
    }
    let mut server = Running::start(server)?;
    wait_until_ready(&mut server, address)?;

    let url = format!("http://{address}");
    let mut listen = Command::new(&florin);
    let forward = format!("{SHOP}/webhook");
    listen.args(["listen", "--api-key", &given("FLORIN_SECRET_KEY", DEMO_SECRET_KEY)]);
    listen.args(["--url", &url, "--forward-to", &forward]);
    let mut node = Command::new("node");
    node.arg("server.mjs").current_dir(&shop).env("FLORIN_URL", &url);
    for (name, from, value) in [
        ("STRIPE_SECRET_KEY", "FLORIN_SECRET_KEY", DEMO_SECRET_KEY),
        ("STRIPE_PUBLISHABLE_KEY", "FLORIN_PUBLISHABLE_KEY", DEMO_PUBLISHABLE_KEY),
        ("STRIPE_WEBHOOK_SECRET", "FLORIN_WEBHOOK_SECRET", DEMO_WEBHOOK_SECRET),
    ] {
        node.env(name, given(from, value));
    }
    // Both end with this function, which ends with the server.
    let _shop = Running::start(node)?;
    let _listen = Running::start(listen)?;
    let status = server.0.wait()?;
    if !status.success() {
        bail!("the server ended with {status}");
    }
    Ok(())
}

fn given(variable: &str, otherwise: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| otherwise.to_owned())
}

/// Where the server will listen: as its own flag or variable says.
fn address(args: &[String]) -> Result<SocketAddr> {
    let flag = args.iter().enumerate().find_map(|(at, arg)| match arg.as_str() {
        "--listen" => args.get(at + 1).cloned(),
        arg => arg.strip_prefix("--listen=").map(str::to_owned),
    });
    let listen = flag.unwrap_or_else(|| given("FLORIN_LISTEN", LISTEN));
    listen
        .parse()
        .with_context(|| format!("{listen} is no address to listen on, as in {LISTEN}"))
}

fn wait_until_ready(server: &mut Running, address: SocketAddr) -> Result<()> {
    loop {
        if let Some(status) = server.0.try_wait()? {
            bail!("the server ended at once with {status}");
        }
        if is_ready(address).unwrap_or(false) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn is_ready(address: SocketAddr) -> Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: florin\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    Ok(&answer == b"HTTP/1.1 200")
}

/// A program that ends when this is dropped.
struct Running(Child);

impl Running {
    fn start(mut command: Command) -> Result<Running> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn();
        Ok(Running(child.with_context(|| format!("cannot start {name}"))?))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shop_finds_the_server_where_its_flag_says() {
        let asked = |args: &[&str]| address(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
        assert_eq!(asked(&["--listen", "127.0.0.1:9000"]).unwrap().port(), 9000);
        assert_eq!(asked(&["--demo", "--listen=127.0.0.1:9001"]).unwrap().port(), 9001);
        assert!(asked(&["--listen", "nowhere"]).is_err());
    }
}
