//! An acquirer far away: calls take time, now and then more than the product waits, and a caller that dies meanwhile leaves
//! the call to arrive or not.

use std::sync::Arc;
use std::time::Duration;

use acquiring::acquirer::{
    Acquirer, Answer, AttemptId, AuthorizeRequest, CaptureRequest, RefundRequest, Reply, Status,
};
use acquiring::sandbox::Sandbox;
use acquiring::testing::{Faulty, Plan};
use parking_lot::Mutex;

use crate::Dice;

pub struct Line {
    far: Faulty<Sandbox>,
    dice: Mutex<Dice>,
    /// Shares of a hundred calls that take longer than anybody waits.
    endless: Mutex<u64>,
}

impl Line {
    pub fn new(seed: u64, percent: u8) -> Arc<Line> {
        let plan = Plan::Share {
            seed,
            percent,
            calls: u32::MAX,
        };
        Arc::new(Line {
            far: Faulty::new(Sandbox::new(), plan),
            dice: Mutex::new(Dice::new(seed)),
            endless: Mutex::new(u64::from(percent) / 8),
        })
    }

    /// What the acquirer has in its own book.
    pub fn book(&self) -> &Sandbox {
        self.far.inner()
    }

    /// From now on nothing goes wrong, but what is late still arrives.
    pub fn mend(&self) {
        self.far.set_plan(Plan::Script(Default::default()));
        *self.endless.lock() = 0;
    }

    /// Lets one late call arrive. False if there is none.
    pub async fn deliver_late(&self) -> bool {
        self.far.deliver_late().await
    }

    async fn travel(&self) {
        let span = {
            let dice = self.dice.lock();
            match dice.percent(*self.endless.lock()) {
                true => Duration::from_secs(40),
                false => Duration::from_millis(2 + dice.below(120)),
            }
        };
        tokio::time::sleep(span).await;
    }

    fn through<'a, T: Send + 'a>(&'a self, reply: Reply<'a, T>) -> Reply<'a, T> {
        Box::pin(async move {
            self.travel().await;
            let answer = reply.await;
            self.travel().await;
            answer
        })
    }
}

impl Acquirer for Line {
    fn name(&self) -> &'static str {
        "far"
    }

    fn authorize(&self, attempt: AttemptId, request: AuthorizeRequest) -> Reply<'_, Answer> {
        self.through(self.far.authorize(attempt, request))
    }

    fn capture(&self, attempt: AttemptId, request: CaptureRequest) -> Reply<'_, Answer> {
        self.through(self.far.capture(attempt, request))
    }

    fn void(&self, attempt: AttemptId, authorization: AttemptId) -> Reply<'_, Answer> {
        self.through(self.far.void(attempt, authorization))
    }

    fn refund(&self, attempt: AttemptId, request: RefundRequest) -> Reply<'_, Answer> {
        self.through(self.far.refund(attempt, request))
    }

    fn status(&self, attempt: AttemptId) -> Reply<'_, Status> {
        self.through(self.far.status(attempt))
    }
}
