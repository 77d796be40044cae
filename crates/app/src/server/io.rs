//! A socket that tells what happens on it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::guard::Activity;

pub struct Watched {
    stream: TokioIo<TcpStream>,
    activity: Arc<Activity>,
    is_first: bool,
}

impl Watched {
    pub fn new(stream: TcpStream, activity: Arc<Activity>) -> Watched {
        Watched { stream: TokioIo::new(stream), activity, is_first: true }
    }
}

impl Read for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, mut buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        // Nothing else reads from the socket.
        let before = buffer.remaining();
        let this = &mut *self;
        let polled = read(&mut this.stream, cx, &mut buffer);
        if let Poll::Ready(Ok(first)) = &polled
            && buffer.remaining() < before
        {
            // The first byte of HTTP/2 is that of its preface; no method of HTTP/1 that we know but PUT and PATCH has it,
            // and for those the idle limit counts in place of the head's.
            if std::mem::take(&mut this.is_first) && *first == Some(b'P') {
                this.activity.is_http2();
            }
            this.activity.bytes_read();
        }
        polled.map_ok(drop)
    }
}
