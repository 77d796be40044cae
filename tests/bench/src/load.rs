//! The load generator: one thread, many keep-alive connections, each with one request under way (closed loop).
//!
//! It must cost little, because it shares the machine with what it measures: requests are rendered by copying, answers
//! are read as far as status and length, and nothing is allocated while it runs.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use kernel::clock::Stopwatch;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::http::{self, Head};
use crate::procfs;

/// Says what the next request is and sees every good answer.
pub trait Source {
    fn next(&mut self, out: &mut Vec<u8>);
    fn answered(&mut self, _body: &[u8], _at: Duration) {}
}

/// Connections that send the same kind of request.
pub struct Group<'a> {
    pub connections: usize,
    pub source: &'a mut dyn Source,
}

/// How long a load runs.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    Time {
        warm_up: Duration,
        measure: Duration,
    },
    /// This many requests in all, of every group together.
    Count(u64),
}

/// What a group saw while it was measured.
pub struct Stats {
    pub requests: u64,
    pub errors: u64,
    pub reconnects: u64,
    /// The first few answers that were not 200.
    pub failures: Vec<String>,
    pub elapsed: Duration,
    /// Microseconds from the first byte out to the last byte in.
    latency: Histogram<u64>,
}

impl Stats {
    fn new() -> Result<Stats> {
        let latency = Histogram::new_with_bounds(1, 60_000_000, 3)?;
        let elapsed = Duration::ZERO;
        Ok(Stats {
            requests: 0,
            errors: 0,
            reconnects: 0,
            failures: Vec::new(),
            elapsed,
            latency,
        })
    }

    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Milliseconds under which this share of the answers stayed.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        self.latency.value_at_quantile(share) as f64 / 1_000.0
    }

    fn fail(&mut self, what: String) {
        self.errors += 1;
        if self.failures.len() < 3 {
            eprintln!("  error: {what}");
            self.failures.push(what);
        }
    }
}

/// What a whole run saw: one `Stats` per group, and what the generator itself used while measuring.
pub struct Outcome {
    pub groups: Vec<Stats>,
    pub generator_cpu: Duration,
}

struct Connection {
    stream: TcpStream,
    group: usize,
    out: Vec<u8>,
    written: usize,
    buffer: Vec<u8>,
    head: Option<Head>,
    /// When the request under way was sent; `None` while none is.
    sent_at: Option<Duration>,
}

/// Called once when measuring begins and once when it ends.
pub type Mark<'a> = &'a mut dyn FnMut();

/// Runs the groups against `address`. `mark` is called at both ends of the measured time.
pub fn run(
    address: SocketAddr,
    groups: &mut [Group<'_>],
    until: Until,
    clock: &Stopwatch,
    mark: Mark<'_>,
) -> Result<Outcome> {
    let mut generator = Generator::connect(address, groups, clock)?;
    generator.run(groups, until, mark)
}

struct Generator<'a> {
    address: SocketAddr,
    clock: &'a Stopwatch,
    poll: Poll,
    connections: Vec<Connection>,
    stats: Vec<Stats>,
    chunk: Vec<u8>,
    measuring: bool,
    sending: bool,
    left: u64,
    outstanding: usize,
}

impl<'a> Generator<'a> {
    fn connect(address: SocketAddr, groups: &[Group<'_>], clock: &'a Stopwatch) -> Result<Generator<'a>> {
        let poll = Poll::new()?;
        let mut connections = Vec::new();
        for (group, wanted) in groups.iter().enumerate() {
            for _ in 0..wanted.connections {
                let token = Token(connections.len());
                connections.push(open(address, group, &poll, token)?);
            }
        }
        let stats = groups.iter().map(|_| Stats::new()).collect::<Result<_>>()?;
        let chunk = vec![0; 256 * 1024];
        let (measuring, sending, left, outstanding) = (false, true, u64::MAX, 0);
        Ok(Generator {
            address,
            clock,
            poll,
            connections,
            stats,
            chunk,
            measuring,
            sending,
            left,
            outstanding,
        })
    }

    fn run(&mut self, groups: &mut [Group<'_>], until: Until, mark: Mark<'_>) -> Result<Outcome> {
        let (warm_up, measure) = match until {
            Until::Time { warm_up, measure } => (warm_up, measure),
            Until::Count(count) => {
                self.left = count;
                (Duration::ZERO, Duration::from_secs(24 * 3600))
            }
        };
        let begin = self.clock.elapsed() + warm_up;
        for index in 0..self.connections.len() {
            self.send(index, groups)?;
        }
        self.turn_until(begin, groups)?;
        mark();
        let cpu = procfs::cpu_of_this_thread()?;
        let from = self.clock.elapsed();
        self.measuring = true;
        self.turn_until(from + measure, groups)?;
        let elapsed = self.clock.elapsed() - from;
        self.measuring = false;
        let generator_cpu = procfs::cpu_of_this_thread()?.saturating_sub(cpu);
        mark();
        // What is under way is answered before we return, so that no load leaks into the next measurement.
        self.sending = false;
        self.turn_until(self.clock.elapsed() + Duration::from_secs(30), groups)?;
        if self.outstanding > 0 {
            bail!("{} requests were not answered within 30 s", self.outstanding);
        }
        let mut stats = std::mem::take(&mut self.stats);
        stats.iter_mut().for_each(|group| group.elapsed = elapsed);
        Ok(Outcome {
            groups: stats,
            generator_cpu,
        })
    }

    /// Handles what is ready until `end`, or until nothing is under way.
    fn turn_until(&mut self, end: Duration, groups: &mut [Group<'_>]) -> Result<()> {
        let mut events = Events::with_capacity(1024);
        while self.outstanding > 0 {
            let now = self.clock.elapsed();
            if now >= end {
                break;
            }
            match self.poll.poll(&mut events, Some(end - now)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other?,
            }
            for event in events.iter() {
                let index = event.token().0;
                if event.is_writable() {
                    self.flush(index)?;
                }
                if event.is_readable() || event.is_error() || event.is_read_closed() {
                    self.receive(index, groups)?;
                }
            }
        }
        Ok(())
    }

    fn send(&mut self, index: usize, groups: &mut [Group<'_>]) -> Result<()> {
        if !self.sending || self.left == 0 {
            return Ok(());
        }
        self.left -= 1;
        let connection = &mut self.connections[index];
        connection.out.clear();
        connection.written = 0;
        groups[connection.group].source.next(&mut connection.out);
        connection.sent_at = Some(self.clock.elapsed());
        self.outstanding += 1;
        self.flush(index)
    }

    fn flush(&mut self, index: usize) -> Result<()> {
        let connection = &mut self.connections[index];
        while connection.written < connection.out.len() {
            match connection.stream.write(&connection.out[connection.written..]) {
                Ok(count) => connection.written += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock || error.kind() == ErrorKind::NotConnected => break,
                // The reading side reports a broken connection, once.
                Err(error) if error.kind() == ErrorKind::BrokenPipe || error.kind() == ErrorKind::ConnectionReset => {
                    break;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn receive(&mut self, index: usize, groups: &mut [Group<'_>]) -> Result<()> {
        loop {
            let connection = &mut self.connections[index];
            let count = match connection.stream.read(&mut self.chunk) {
                Ok(0) => return self.reopen(index, groups),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return self.reopen(index, groups),
                Err(error) => return Err(error.into()),
            };
            connection.buffer.extend_from_slice(&self.chunk[..count]);
            if connection.head.is_none() {
                connection.head = http::parse_head(&connection.buffer)?;
            }
            if let Some(head) = connection.head
                && connection.buffer.len() >= head.body_start + head.body_len
            {
                self.answered(index, head, groups);
                if head.closes {
                    return self.reopen(index, groups);
                }
                self.send(index, groups)?;
            }
            // A short read has emptied the socket; asking again would only cost a call.
            if count < self.chunk.len() {
                return Ok(());
            }
        }
    }

    fn answered(&mut self, index: usize, head: Head, groups: &mut [Group<'_>]) {
        let now = self.clock.elapsed();
        let connection = &mut self.connections[index];
        let stats = &mut self.stats[connection.group];
        let body = &connection.buffer[head.body_start..head.body_start + head.body_len];
        if head.status != 200 {
            stats.fail(format!("{} {}", head.status, String::from_utf8_lossy(body)));
        } else {
            groups[connection.group].source.answered(body, now);
            if self.measuring
                && let Some(sent_at) = connection.sent_at
            {
                stats.requests += 1;
                stats.latency.saturating_record((now - sent_at).as_micros() as u64);
            }
        }
        connection.sent_at = None;
        connection.head = None;
        connection.buffer.clear();
        self.outstanding -= 1;
    }

    fn reopen(&mut self, index: usize, groups: &mut [Group<'_>]) -> Result<()> {
        let group = self.connections[index].group;
        let stats = &mut self.stats[group];
        stats.reconnects += 1;
        if self.connections[index].sent_at.is_some() {
            stats.fail("the connection was closed before the answer".to_owned());
            self.outstanding -= 1;
        }
        if stats.reconnects > 10_000 {
            bail!("the server keeps closing connections");
        }
        self.connections[index] = open(self.address, group, &self.poll, Token(index))?;
        self.send(index, groups)
    }
}

fn open(address: SocketAddr, group: usize, poll: &Poll, token: Token) -> Result<Connection> {
    let stream = std::net::TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    let mut stream = TcpStream::from_std(stream);
    poll.registry()
        .register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
    let (out, buffer) = (Vec::with_capacity(2048), Vec::with_capacity(64 * 1024));
    Ok(Connection {
        stream,
        group,
        out,
        written: 0,
        buffer,
        head: None,
        sent_at: None,
    })
}
