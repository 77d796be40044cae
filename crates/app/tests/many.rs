//! Ten thousand connections that do nothing, and one that works.

mod support;

use std::net::TcpStream;

use rustix::process::{Resource, getrlimit, setrlimit};
use support::{Florin, connect};

const WANTED: u64 = 10_000;
/// Files that this process has open besides.
const BESIDES: u64 = 200;

#[test]
fn ten_thousand_idle_connections_block_nobody() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
    let possible = limit
        .maximum
        .map_or(WANTED, |maximum| WANTED.min(maximum.saturating_sub(BESIDES)));
    if possible < WANTED {
        println!("this machine allows {possible} open files; {WANTED} connections were wanted");
    }
    let server = Florin::ephemeral();
    let idle: Vec<TcpStream> = (0..possible).map(|_| connect(server.addr)).collect();
    for _ in 0..20 {
        assert_eq!(server.post("/v1/customers", "name=Jenny").status, 200);
    }
    // They were taken, too, not only left in the queue of the system: the last one can ask.
    let mut last = idle.last().unwrap();
    std::io::Write::write_all(&mut last, b"GET /readyz HTTP/1.1\r\nHost: florin\r\n\r\n").unwrap();
    assert_eq!(support::Answer::read(&mut last).unwrap().status, 200);
    drop(idle);
    assert_eq!(server.stop().0.code(), Some(0));
}
