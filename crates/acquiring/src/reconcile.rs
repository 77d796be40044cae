//! What to do next with an authorization attempt, so that it ends in exactly one charge or none.
//!
//! Pure: the caller keeps an [`Attempt`] in its row, does the [`NextStep`], and comes back with what happened.
//!
//! ```text
//! send ─ answer ───────────────► Record            send ─ timed out ─► Ask ─ never seen ─► SendAgain (same id)
//!      ├ refused, unreachable ─► Close or SendAgain                       ├ answered ────► Record
//!      └ (crash) ──────────────► Ask                                      └ in progress ─► Ask
//! no longer wanted, and it may have arrived: Void until the acquirer has confirmed, then Close
//! ```
//!
//! Why it is safe: an attempt keeps its id, so sending twice is one effect; and once a send may have arrived, only an
//! answer or a confirmed void ends the attempt, because a void also bars what is still on its way.

use crate::acquirer::{Answer, Declined, Fault, Status};
use crate::sandbox::Decision;

/// What is known about an attempt without an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// False once nobody waits for it any more: the payment was canceled, or given up.
    pub is_wanted: bool,
    /// A send was begun whose end we do not know. Set before the first send and after a restart; never unset by a fault.
    pub may_have_arrived: bool,
    /// Calls without a result, for the pauses between them.
    pub rounds: u32,
}

/// What to do. Pauses are in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// The outcome is known: store it.
    Record(Answer),
    /// Ask for the attempt's status.
    Ask { after_seconds: u32 },
    /// Send the same request under the same attempt id.
    SendAgain { after_seconds: u32 },
    /// Void the attempt (under one further attempt id, always the same).
    Void { after_seconds: u32 },
    /// Nothing happened and nothing can any more.
    Close,
}

impl Attempt {
    /// A new attempt, just before it is sent.
    pub const NEW: Self = Self {
        is_wanted: true,
        may_have_arrived: false,
        rounds: 0,
    };

    /// An attempt whose row is there after a restart, without an outcome.
    #[must_use]
    pub const fn after_restart(is_wanted: bool) -> Self {
        Self {
            is_wanted,
            may_have_arrived: true,
            rounds: 0,
        }
    }

    /// After a send. Keeps count in `self`.
    #[must_use]
    pub fn sent(&mut self, result: Result<Answer, Fault>) -> NextStep {
        match result {
            Ok(Answer::Pending) | Err(Fault::TimedOut) => {
                self.may_have_arrived = true;
                self.unknown()
            }
            Ok(answer) => self.answered(answer),
            // This send did nothing, but an earlier one may have.
            Err(Fault::Refused(_) | Fault::Unavailable) if self.may_have_arrived => self.unknown(),
            Err(Fault::Refused(_)) => NextStep::Close,
            Err(Fault::Unavailable) if self.is_wanted => NextStep::SendAgain {
                after_seconds: self.pause(),
            },
            Err(Fault::Unavailable) => NextStep::Close,
        }
    }

    /// After a question.
    #[must_use]
    pub fn resolve(&mut self, status: Result<Status, Fault>) -> NextStep {
        match status {
            Ok(Status::Answered(Answer::Pending) | Status::InProgress) | Err(_) => self.unknown(),
            Ok(Status::Answered(answer)) => self.answered(answer),
            Ok(Status::Barred) => NextStep::Close,
            Ok(Status::NeverSeen) if self.is_wanted => NextStep::SendAgain {
                after_seconds: self.pause(),
            },
            Ok(Status::NeverSeen) => NextStep::Void { after_seconds: 0 },
        }
    }

    /// After a void.
    #[must_use]
    pub fn voided(&mut self, result: Result<Answer, Fault>) -> NextStep {
        match result {
            Ok(Answer::Voided | Answer::Declined(Declined::Voided | Declined::NoSuchAuthorization)) => NextStep::Close,
            // It was captured and more: too late to undo here, so it counts.
            Ok(Answer::Declined(_)) => {
                self.is_wanted = true;
                NextStep::Ask { after_seconds: 0 }
            }
            Ok(Answer::Decided(_) | Answer::Captured | Answer::Refunded(_) | Answer::Pending) | Err(_) => {
                NextStep::Void {
                    after_seconds: self.pause(),
                }
            }
        }
    }

    fn answered(&self, answer: Answer) -> NextStep {
        let holds_something = match &answer {
            Answer::Decided(decision) => match **decision {
                Decision::Approved(_) | Decision::RequiresAction(_) => true,
                Decision::Declined(_) | Decision::Blocked(_) => false,
            },
            Answer::Captured | Answer::Voided | Answer::Refunded(_) | Answer::Declined(_) | Answer::Pending => false,
        };
        if holds_something && !self.is_wanted {
            NextStep::Void { after_seconds: 0 }
        } else {
            NextStep::Record(answer)
        }
    }

    fn unknown(&mut self) -> NextStep {
        if self.is_wanted {
            NextStep::Ask {
                after_seconds: self.pause(),
            }
        } else {
            NextStep::Void {
                after_seconds: self.pause(),
            }
        }
    }

    /// 1, 2, 4 … 64 seconds.
    fn pause(&mut self) -> u32 {
        let seconds = 1 << self.rounds.min(6);
        self.rounds = self.rounds.saturating_add(1);
        seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN_UNSENT: Attempt = Attempt::NEW;
    const IN_DOUBT: Attempt = Attempt {
        may_have_arrived: true,
        ..Attempt::NEW
    };
    const UNWANTED: Attempt = Attempt {
        is_wanted: false,
        ..IN_DOUBT
    };

    #[test]
    fn after_a_send() {
        let refused = Fault::Refused("no");
        let cases = [
            (KNOWN_UNSENT, Err(Fault::TimedOut), NextStep::Ask { after_seconds: 1 }),
            (KNOWN_UNSENT, Ok(Answer::Pending), NextStep::Ask { after_seconds: 1 }),
            (
                KNOWN_UNSENT,
                Err(Fault::Unavailable),
                NextStep::SendAgain { after_seconds: 1 },
            ),
            (KNOWN_UNSENT, Err(refused), NextStep::Close),
            (KNOWN_UNSENT, Ok(Answer::Captured), NextStep::Record(Answer::Captured)),
            (IN_DOUBT, Err(Fault::Unavailable), NextStep::Ask { after_seconds: 1 }),
            (IN_DOUBT, Err(refused), NextStep::Ask { after_seconds: 1 }),
            (UNWANTED, Err(Fault::Unavailable), NextStep::Void { after_seconds: 1 }),
        ];
        for (mut attempt, result, expected) in cases {
            assert_eq!(attempt.sent(result.clone()), expected, "{attempt:?} {result:?}");
        }
    }

    #[test]
    fn after_a_question() {
        let captured = Status::Answered(Answer::Captured);
        let cases = [
            (
                IN_DOUBT,
                Ok(Status::NeverSeen),
                NextStep::SendAgain { after_seconds: 1 },
            ),
            (IN_DOUBT, Ok(Status::InProgress), NextStep::Ask { after_seconds: 1 }),
            (IN_DOUBT, Ok(captured), NextStep::Record(Answer::Captured)),
            (IN_DOUBT, Ok(Status::Barred), NextStep::Close),
            (IN_DOUBT, Err(Fault::TimedOut), NextStep::Ask { after_seconds: 1 }),
            (UNWANTED, Ok(Status::NeverSeen), NextStep::Void { after_seconds: 0 }),
            (UNWANTED, Ok(Status::InProgress), NextStep::Void { after_seconds: 1 }),
        ];
        for (mut attempt, status, expected) in cases {
            assert_eq!(attempt.resolve(status.clone()), expected, "{attempt:?} {status:?}");
        }
    }

    #[test]
    fn pauses_grow_to_about_a_minute() {
        let mut attempt = IN_DOUBT;
        let pauses: Vec<_> = (0..9).map(|_| attempt.pause()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
    }
}
