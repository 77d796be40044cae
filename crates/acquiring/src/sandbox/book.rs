//! The sandbox behind `trait Acquirer`: the pure decisions, and a book of attempts so that it can be asked about them.
//!
//! Test mode itself uses [`Sandbox::decide`] inside its first commit and needs no book. The book is memory only; after a
//! restart an attempt is "never seen", and sending it again gives the same decision, because decisions are pure.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::Money;

use super::{Authorization, Decision, authorize};
use crate::acquirer::{
    Acquirer, Answer, AttemptId, AuthorizeRequest, Capture, CaptureRequest, Declined, Fault, RefundRequest, Reply,
    Status,
};

/// The built-in acquirer.
#[derive(Debug, Default)]
pub struct Sandbox {
    book: Mutex<Book>,
}

/// What an authorization has come to. Amounts in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub authorized: Money,
    pub captured: Option<i64>,
    pub refunded: i64,
    pub is_voided: bool,
}

#[derive(Debug, Default)]
struct Book {
    answers: HashMap<AttemptId, Entry>,
    positions: HashMap<AttemptId, Position>,
}

#[derive(Debug, Clone)]
enum Entry {
    Answered(Answer),
    Barred,
}

impl Sandbox {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The decision alone: local, immediate, no book.
    #[must_use]
    pub fn decide(request: &Authorization) -> Decision {
        authorize(request)
    }

    /// Every authorization that holds or holds claimed funds, for tests and statements.
    #[must_use]
    pub fn positions(&self) -> Vec<(AttemptId, Position)> {
        let mut positions: Vec<_> = self
            .lock()
            .positions
            .iter()
            .map(|(id, position)| (*id, *position))
            .collect();
        positions.sort_by_key(|(id, _)| *id);
        positions
    }

    /// One effect per attempt: a second call gets the first one's answer.
    fn once(&self, attempt: AttemptId, act: impl FnOnce(&mut Book) -> Answer) -> Result<Answer, Fault> {
        let mut book = self.lock();
        match book.answers.get(&attempt) {
            Some(Entry::Answered(answer)) => Ok(answer.clone()),
            Some(Entry::Barred) => Err(Fault::Refused("the attempt was voided before it arrived")),
            None => {
                let answer = act(&mut book);
                book.answers.insert(attempt, Entry::Answered(answer.clone()));
                Ok(answer)
            }
        }
    }

    /// A panic in another thread leaves the book as complete as it was: every change is one insert.
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn authorize(&mut self, attempt: AttemptId, request: &AuthorizeRequest) -> Answer {
        let decision = authorize(&request.authorization);
        if matches!(decision, Decision::Approved(_)) && request.authorization.pays() {
            let authorized = request.authorization.amount;
            let captured = match request.capture {
                Capture::Automatic => Some(authorized.minor_units()),
                Capture::Manual => None,
            };
            self.positions.insert(
                attempt,
                Position {
                    authorized,
                    captured,
                    refunded: 0,
                    is_voided: false,
                },
            );
        }
        Answer::Decided(Box::new(decision))
    }

    fn capture(&mut self, request: CaptureRequest) -> Result<Answer, Declined> {
        let position = self.position(request.authorization)?;
        if position.captured.is_some() {
            return Err(Declined::AlreadyCaptured);
        }
        position.captured = Some(at_most(request.amount, position.authorized)?);
        Ok(Answer::Captured)
    }

    /// Only called for an authorization that arrived.
    fn void(&mut self, authorization: AttemptId) -> Result<Answer, Declined> {
        match self.position(authorization) {
            Ok(position) if position.refunded > 0 => Err(Declined::AlreadyCaptured),
            Ok(position) => {
                position.is_voided = true;
                Ok(Answer::Voided)
            }
            // Voided already, or never approved: either way nothing is held.
            Err(Declined::Voided | Declined::NoSuchAuthorization) => Ok(Answer::Voided),
            Err(declined) => Err(declined),
        }
    }

    fn refund(&mut self, request: RefundRequest) -> Result<Answer, Declined> {
        let position = self.position(request.authorization)?;
        let captured = position.captured.ok_or(Declined::NotCaptured)?;
        let rest = Money::new(captured - position.refunded, position.authorized.currency());
        position.refunded += at_most(request.amount, rest)?;
        Ok(Answer::Refunded(request.behavior.plan()))
    }

    fn position(&mut self, authorization: AttemptId) -> Result<&mut Position, Declined> {
        let position = self
            .positions
            .get_mut(&authorization)
            .ok_or(Declined::NoSuchAuthorization)?;
        if position.is_voided {
            Err(Declined::Voided)
        } else {
            Ok(position)
        }
    }
}

/// `asked` in minor units if it is positive, of the same currency, and not more than `rest`.
fn at_most(asked: Money, rest: Money) -> Result<i64, Declined> {
    let fits = asked.is_positive() && asked.compare(rest).is_ok_and(std::cmp::Ordering::is_le);
    if fits {
        Ok(asked.minor_units())
    } else {
        Err(Declined::ExceedsRest)
    }
}

fn settled(result: Result<Answer, Declined>) -> Answer {
    result.unwrap_or_else(Answer::Declined)
}

fn ready<'a, T: Send + 'a>(result: Result<T, Fault>) -> Reply<'a, T> {
    Box::pin(std::future::ready(result))
}

impl Acquirer for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn authorize(&self, attempt: AttemptId, request: AuthorizeRequest) -> Reply<'_, Answer> {
        ready(self.once(attempt, |book| book.authorize(attempt, &request)))
    }

    fn capture(&self, attempt: AttemptId, request: CaptureRequest) -> Reply<'_, Answer> {
        ready(self.once(attempt, |book| settled(book.capture(request))))
    }

    fn void(&self, attempt: AttemptId, authorization: AttemptId) -> Reply<'_, Answer> {
        ready(self.once(attempt, |book| match book.answers.get(&authorization) {
            Some(Entry::Answered(_)) => settled(book.void(authorization)),
            Some(Entry::Barred) | None => {
                book.answers.insert(authorization, Entry::Barred);
                Answer::Voided
            }
        }))
    }

    fn refund(&self, attempt: AttemptId, request: RefundRequest) -> Reply<'_, Answer> {
        ready(self.once(attempt, |book| settled(book.refund(request))))
    }

    fn status(&self, attempt: AttemptId) -> Reply<'_, Status> {
        ready(Ok(match self.lock().answers.get(&attempt) {
            Some(Entry::Answered(answer)) => Status::Answered(answer.clone()),
            Some(Entry::Barred) => Status::Barred,
            None => Status::NeverSeen,
        }))
    }
}
