//! `Faulty<A>`: loses, repeats and delays what goes to and comes from another acquirer.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::acquirer::{
    Acquirer, Answer, AttemptId, AuthorizeRequest, CaptureRequest, Fault, RefundRequest, Reply, Status,
};
use crate::seed::Seed;

/// What goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misbehavior {
    /// The connection is refused.
    Unavailable,
    /// Times out; the call never arrives.
    LostCall,
    /// Times out; the call had its effect.
    LostAnswer,
    /// Times out; the call arrives later, see [`Faulty::deliver_late`].
    LateCall,
    /// The call arrives twice.
    Duplicate,
    /// The answer is "pending"; what it was, only a question tells.
    LateAnswer,
}

impl Misbehavior {
    const ALL: [Self; 6] = [
        Self::Unavailable,
        Self::LostCall,
        Self::LostAnswer,
        Self::LateCall,
        Self::Duplicate,
        Self::LateAnswer,
    ];
}

/// Which calls go wrong, and how.
#[derive(Debug)]
pub enum Plan {
    /// Call by call, `None` for one that goes well; afterwards all go well.
    Script(VecDeque<Option<Misbehavior>>),
    /// A share of all calls, in percent, by seed; the first `calls` calls only.
    Share { seed: u64, percent: u8, calls: u32 },
}

/// Another acquirer behind a bad line.
pub struct Faulty<A> {
    inner: A,
    line: Mutex<Line>,
}

struct Line {
    plan: Plan,
    draws: u64,
    late: VecDeque<Call>,
}

#[derive(Debug, Clone)]
enum Call {
    Authorize(AttemptId, AuthorizeRequest),
    Capture(AttemptId, CaptureRequest),
    Void(AttemptId, AttemptId),
    Refund(AttemptId, RefundRequest),
}

impl<A: Acquirer> Faulty<A> {
    pub fn new(inner: A, plan: Plan) -> Self {
        Self {
            inner,
            line: Mutex::new(Line {
                plan,
                draws: 0,
                late: VecDeque::new(),
            }),
        }
    }

    pub fn inner(&self) -> &A {
        &self.inner
    }

    /// Replaces the plan: other faults from here on, or none.
    pub fn set_plan(&self, plan: Plan) {
        self.line().plan = plan;
    }

    /// Lets the oldest late call arrive. Nobody hears its answer. False if there is none.
    pub async fn deliver_late(&self) -> bool {
        let Some(call) = self.line().late.pop_front() else {
            return false;
        };
        // Whatever it answers, its caller has long gone.
        drop(self.deliver(call).await);
        true
    }

    async fn send(&self, call: Call) -> Result<Answer, Fault> {
        let misbehavior = self.line().next();
        match misbehavior {
            None => self.deliver(call).await,
            Some(Misbehavior::Unavailable) => Err(Fault::Unavailable),
            Some(Misbehavior::LostCall) => Err(Fault::TimedOut),
            Some(Misbehavior::LostAnswer) => {
                drop(self.deliver(call).await);
                Err(Fault::TimedOut)
            }
            Some(Misbehavior::LateCall) => {
                self.line().late.push_back(call);
                Err(Fault::TimedOut)
            }
            Some(Misbehavior::Duplicate) => {
                let first = self.deliver(call.clone()).await;
                drop(self.deliver(call).await);
                first
            }
            Some(Misbehavior::LateAnswer) => self.deliver(call).await.map(|_| Answer::Pending),
        }
    }

    async fn deliver(&self, call: Call) -> Result<Answer, Fault> {
        match call {
            Call::Authorize(attempt, request) => self.inner.authorize(attempt, request).await,
            Call::Capture(attempt, request) => self.inner.capture(attempt, request).await,
            Call::Void(attempt, authorization) => self.inner.void(attempt, authorization).await,
            Call::Refund(attempt, request) => self.inner.refund(attempt, request).await,
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn next(&mut self) -> Option<Misbehavior> {
        match &mut self.plan {
            Plan::Script(calls) => calls.pop_front().flatten(),
            Plan::Share { calls: 0, .. } => None,
            Plan::Share { seed, percent, calls } => {
                *calls -= 1;
                self.draws += 1;
                let mut draw = Seed::new(seed.wrapping_add(self.draws), "line");
                let goes_wrong = draw.below(100) < u64::from(*percent);
                goes_wrong.then(|| Misbehavior::ALL[draw.below(Misbehavior::ALL.len() as u64) as usize])
            }
        }
    }
}

impl<A: Acquirer> Acquirer for Faulty<A> {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn authorize(&self, attempt: AttemptId, request: AuthorizeRequest) -> Reply<'_, Answer> {
        Box::pin(self.send(Call::Authorize(attempt, request)))
    }

    fn capture(&self, attempt: AttemptId, request: CaptureRequest) -> Reply<'_, Answer> {
        Box::pin(self.send(Call::Capture(attempt, request)))
    }

    fn void(&self, attempt: AttemptId, authorization: AttemptId) -> Reply<'_, Answer> {
        Box::pin(self.send(Call::Void(attempt, authorization)))
    }

    fn refund(&self, attempt: AttemptId, request: RefundRequest) -> Reply<'_, Answer> {
        Box::pin(self.send(Call::Refund(attempt, request)))
    }

    /// A question has no effect, so all that can go wrong with it is that it stays unanswered.
    fn status(&self, attempt: AttemptId) -> Reply<'_, Status> {
        Box::pin(async move {
            let misbehavior = self.line().next();
            match misbehavior {
                None | Some(Misbehavior::Duplicate) => self.inner.status(attempt).await,
                Some(Misbehavior::Unavailable) => Err(Fault::Unavailable),
                Some(Misbehavior::LateAnswer) => Ok(Status::InProgress),
                Some(Misbehavior::LostCall | Misbehavior::LostAnswer | Misbehavior::LateCall) => Err(Fault::TimedOut),
            }
        })
    }
}
