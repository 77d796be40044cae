//! Limits of time on the wire. Not settings of the operator: tests make them short.

use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte of a request's head to its last.
    pub head: Duration,
    /// From a request's head to the last byte of its body.
    pub body: Duration,
    /// As `body`, for uploads of files.
    pub file: Duration,
    /// Without a request; a little more than what load balancers keep connections open for.
    pub idle: Duration,
    /// While the peer takes none of its answer.
    pub stall: Duration,
    /// For what is in flight when the server is told to stop.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            file: Duration::from_secs(120),
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}
