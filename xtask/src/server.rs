//! A Florin server for the length of a test: the debug binary with an empty temporary store, on a free port.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::commands::{DEMO_PUBLISHABLE_KEY, DEMO_SECRET_KEY};

/// Dropping it ends the server.
pub struct Server {
    pub port: u16,
    child: Child,
}

impl Server {
    pub fn start() -> Result<Self> {
        let binary = crate::target_dir().join("debug/florin");
        let port = crate::postgres::free_port()?;
        let child = Command::new(&binary)
            .args(["serve", "--ephemeral", "--listen", &format!("127.0.0.1:{port}")])
            .env("FLORIN_SECRET_KEY", DEMO_SECRET_KEY)
            .env("FLORIN_PUBLISHABLE_KEY", DEMO_PUBLISHABLE_KEY)
            .env("FLORIN_ASYNC_DELAY", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}; build it first", binary.display()))?;
        let mut server = Self { port, child };
        server.wait_until_ready()?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        // 20 seconds in all: it is ready in well under one unless the machine is drowning.
        for _ in 0..400 {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at once with {status}");
            }
            if self.is_ready().unwrap_or(false) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("the server did not answer /readyz within 20 s")
    }

    fn is_ready(&self) -> Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"HTTP/1.1 200")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
