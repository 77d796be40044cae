//! Beginning an attempt: its row, and the timer that asks for it should its process die.

use kernel::Key;
use wire::Ctx;
use wire::faults::When;
use wire::outside::LEASE;

use super::model::{Attempt, Work};
use super::resume::ASK;

/// Who makes the first call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The request that begins it; the timer only comes if that dies.
    Request,
    /// The timer, at once.
    Timer,
}

/// A call that has to be made.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The account has asked for a fault of the sandbox: the call or its answer is lost.
    pub struck: Option<When>,
}

/// Writes a new attempt into the unit of work. Its key is for `Answer::Outside`.
pub fn begin(ctx: &mut Ctx<'_>, work: Work, call: Call, pace: Pace) -> Key {
    let (id, void) = (ctx.tx.new_key(), ctx.tx.new_key());
    let due = match pace {
        Pace::Request => ctx.now().plus(LEASE),
        Pace::Timer => ctx.now(),
    };
    let timer = ctx.tx.timer(ASK, id, due);
    ctx.tx.insert(Attempt {
        id,
        void,
        created: ctx.now(),
        work,
        struck: call.struck,
        rounds: 0,
        timer,
        settled: None,
    });
    id
}
