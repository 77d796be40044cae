//! Two small deposits, or one with a code: how a customer shows that an account is theirs. The sandbox always sends the same.

/// What the customer read on the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read<'a> {
    /// Both amounts, in cents.
    Amounts(i64, i64),
    Code(&'a str),
}

/// What it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Verified,
    /// Wrong, and there are tries left.
    Mismatch(&'static str),
    /// Over, by its code.
    Over(&'static str),
}

const AMOUNT_TRIES: u32 = 3;
const CODE_TRIES: u32 = 10;
const EXCEEDED: &str = "payment_method_microdeposit_verification_attempts_exceeded";
const TIMEOUT: &str = "payment_method_microdeposit_verification_timeout";

/// Compares; `tries` were wrong before.
#[must_use]
pub fn compare(read: Read<'_>, tries: u32) -> Shown {
    let (mismatch, most) = match read {
        Read::Amounts(32, 45) | Read::Amounts(45, 32) | Read::Code("SM11AA") => return Shown::Verified,
        Read::Amounts(10, 11) | Read::Amounts(11, 10) | Read::Code("SM33CC") => return Shown::Over(EXCEEDED),
        Read::Amounts(40, 41) | Read::Amounts(41, 40) | Read::Code("SM44DD") => return Shown::Over(TIMEOUT),
        Read::Amounts(..) => (
            "payment_method_microdeposit_verification_amounts_mismatch",
            AMOUNT_TRIES,
        ),
        Read::Code(_) => (
            "payment_method_microdeposit_verification_descriptor_code_mismatch",
            CODE_TRIES,
        ),
    };
    match tries + 1 < most {
        true => Shown::Mismatch(mismatch),
        false => Shown::Over(EXCEEDED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_ones_count() {
        let amounts = "payment_method_microdeposit_verification_amounts_mismatch";
        let code = "payment_method_microdeposit_verification_descriptor_code_mismatch";
        for (read, tries, expected) in [
            (Read::Amounts(32, 45), 2, Shown::Verified),
            (Read::Amounts(45, 32), 0, Shown::Verified),
            (Read::Code("SM11AA"), 0, Shown::Verified),
            (Read::Amounts(10, 11), 0, Shown::Over(EXCEEDED)),
            (Read::Code("SM44DD"), 0, Shown::Over(TIMEOUT)),
            (Read::Amounts(1, 2), 1, Shown::Mismatch(amounts)),
            (Read::Amounts(1, 2), 2, Shown::Over(EXCEEDED)),
            (Read::Code("SM22BB"), 8, Shown::Mismatch(code)),
            (Read::Code("SM22BB"), 9, Shown::Over(EXCEEDED)),
        ] {
            assert_eq!(compare(read, tries), expected, "{read:?} after {tries}");
        }
    }
}
