//! How a payment goes in the sandbox, step by step: pure, by the type's row, the account and what the customer gave.

use super::accounts::{AccountEnd, TestAccount};
use super::{Family, Kind, Method};

/// What of a payment method and its customer decides the course.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    pub account: Option<&'static TestAccount>,
    /// The account is shown to be the customer's.
    pub verified: bool,
    pub email: &'a str,
    pub phone: &'a str,
    /// Kept from an earlier payment: the customer need not be asked again.
    pub saved: bool,
}

/// What happens next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Paid, or held if that was asked for.
    Approve,
    /// The customer must act. Where there is no page for it, it ends by itself.
    Act,
    /// The account must be shown to be the customer's.
    Verify,
    /// Accepted, and open for now.
    Process,
    /// By its code.
    Refuse(&'static str),
    /// The risk check says no.
    Block,
}

/// How what is open ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Later {
    pub wait: Wait,
    pub end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    Seconds(u64),
    /// Until what the customer was given is no longer good.
    Expiry,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Paid,
    /// Paid, and disputed at once.
    Disputed,
    /// By its code.
    Failed(&'static str),
}

/// What the sandbox takes for what it does soon, and for what it does late.
const SOON: Wait = Wait::Seconds(3);
const LATE: Wait = Wait::Seconds(180);
const EXPIRED: &str = "payment_intent_payment_attempt_expired";
const DECLINED: &str = "payment_method_provider_decline";
const BY_CUSTOMER: &str = "payment_method_customer_decline";
const TIMED_OUT: &str = "payment_method_provider_timeout";

impl Method {
    /// What confirming leads to.
    #[must_use]
    pub fn begin(&self, facts: &Facts<'_>) -> Step {
        match self.kind {
            Kind::Instant => Step::Approve,
            Kind::Debit => self.accept(facts),
            Kind::DebitVerified if facts.verified => self.accept(facts),
            Kind::DebitVerified => Step::Verify,
            Kind::Redirect | Kind::RedirectDelayed | Kind::Scan | Kind::Push if facts.saved => Step::Approve,
            Kind::Redirect | Kind::RedirectDelayed | Kind::Scan | Kind::Voucher | Kind::Push | Kind::Transfer => {
                Step::Act
            }
        }
    }

    /// What the customer's decision on the page leads to.
    #[must_use]
    pub fn decided(&self, facts: &Facts<'_>, agreed: bool) -> Step {
        match (agreed, self.kind) {
            (false, _) => Step::Refuse(match self.family {
                Family::BankRedirect => "payment_intent_authentication_failure",
                Family::Card
                | Family::Wallet
                | Family::BankDebit
                | Family::BankTransfer
                | Family::PayLater
                | Family::RealTime
                | Family::Voucher
                | Family::Crypto => DECLINED,
            }),
            (true, _) if self.name == "klarna" && facts.email.contains("+denied@") => Step::Refuse(DECLINED),
            (true, Kind::RedirectDelayed) => Step::Process,
            (true, Kind::DebitVerified) => self.accept(facts),
            (
                true,
                Kind::Instant | Kind::Redirect | Kind::Debit | Kind::Voucher | Kind::Scan | Kind::Push | Kind::Transfer,
            ) => Step::Approve,
        }
    }

    /// A debit, once nothing stands before it.
    #[must_use]
    pub fn accept(&self, facts: &Facts<'_>) -> Step {
        match facts.account.map(|account| (account.end, account.code)) {
            Some((AccountEnd::Blocked, _)) => Step::Block,
            Some((AccountEnd::Refused | AccountEnd::Unsupported | AccountEnd::Undeliverable, code)) => {
                Step::Refuse(code.unwrap_or(DECLINED))
            }
            Some((AccountEnd::Paid | AccountEnd::Returned | AccountEnd::Never | AccountEnd::Disputed, _)) | None => {
                Step::Process
            }
        }
    }

    /// How what waits without a page, or is being processed, ends by itself; `None` if it never does.
    #[must_use]
    pub fn later(&self, facts: &Facts<'_>) -> Option<Later> {
        match self.kind {
            Kind::Voucher => Some(voucher(facts.email)),
            Kind::Push => Some(push(self.name, facts)),
            Kind::RedirectDelayed => Some(Later {
                wait: SOON,
                end: End::Paid,
            }),
            Kind::DebitVerified if !facts.verified => undeliverable(facts.account),
            Kind::Debit | Kind::DebitVerified => debit(facts.account),
            Kind::Instant | Kind::Redirect | Kind::Scan | Kind::Transfer => None,
        }
    }
}

fn debit(account: Option<&TestAccount>) -> Option<Later> {
    let Some(account) = account else {
        return Some(Later {
            wait: SOON,
            end: End::Paid,
        });
    };
    let end = match account.end {
        AccountEnd::Paid => End::Paid,
        AccountEnd::Disputed => End::Disputed,
        AccountEnd::Returned | AccountEnd::Refused | AccountEnd::Unsupported | AccountEnd::Undeliverable => {
            End::Failed(account.code.unwrap_or(DECLINED))
        }
        AccountEnd::Blocked => End::Failed(DECLINED),
        AccountEnd::Never => return None,
    };
    Some(Later {
        wait: Wait::Seconds(account.seconds),
        end,
    })
}

fn undeliverable(account: Option<&TestAccount>) -> Option<Later> {
    let account = account.filter(|account| account.end == AccountEnd::Undeliverable)?;
    Some(Later {
        wait: SOON,
        end: End::Failed(account.code.unwrap_or(DECLINED)),
    })
}

/// By the customer's e-mail address. Source: API reference, "Testing" of the voucher types.
fn voucher(email: &str) -> Later {
    let name = email.split('@').next().unwrap_or_default();
    let (wait, end) = match name {
        name if name.ends_with("succeed_immediately") => (SOON, End::Paid),
        name if name.ends_with("expire_immediately") => (SOON, End::Failed(EXPIRED)),
        name if name.ends_with("expire_with_delay") => (LATE, End::Failed(EXPIRED)),
        name if name.ends_with("fill_never") => (Wait::Expiry, End::Failed(EXPIRED)),
        _ => (LATE, End::Paid),
    };
    Later { wait, end }
}

/// By what the customer's app would answer. Source: API reference, "Testing" of BLIK and MB WAY.
fn push(name: &str, facts: &Facts<'_>) -> Later {
    let (seconds, end) = match name {
        "blik" => {
            let name = facts.email.split('@').next().unwrap_or_default();
            let table = [
                ("invalid_code", 0, "payment_method_invalid_parameter"),
                ("expired_code", 0, "payment_method_invalid_parameter"),
                ("limit_exceeded", 8, DECLINED),
                ("insufficient_funds", 8, DECLINED),
                ("customer_declined", 8, BY_CUSTOMER),
                ("bank_declined", 8, DECLINED),
                ("blik_declined", 8, DECLINED),
                ("customer_timeout", 60, EXPIRED),
                ("bank_timeout", 60, TIMED_OUT),
                ("blik_timeout", 60, TIMED_OUT),
            ];
            let found = table.into_iter().find(|(word, ..)| name.ends_with(word));
            found.map_or((3, End::Paid), |(_, seconds, code)| (seconds, End::Failed(code)))
        }
        "mb_way" => match facts.phone {
            "+351911111112" => (15, End::Paid),
            "+351911111113" => (0, End::Failed("payment_method_not_available")),
            "+351911111114" => (0, End::Failed(DECLINED)),
            "+351911111115" => (0, End::Failed(EXPIRED)),
            "+351911111116" => (0, End::Failed(BY_CUSTOMER)),
            _ => (0, End::Paid),
        },
        _ => (3, End::Paid),
    };
    Later {
        wait: Wait::Seconds(seconds),
        end,
    }
}

#[cfg(test)]
mod tests {
    use super::super::accounts::by_payment_method_id;
    use super::super::named;
    use super::*;

    #[test]
    fn every_kind_begins_in_its_way() {
        let account = |id: &str| Facts {
            account: by_payment_method_id(id),
            ..Facts::default()
        };
        let verified = |id: &str| Facts {
            verified: true,
            ..account(id)
        };
        let saved = Facts {
            saved: true,
            ..Facts::default()
        };
        for (name, facts, expected) in [
            ("link", Facts::default(), Step::Approve),
            ("ideal", Facts::default(), Step::Act),
            ("paypal", saved, Step::Approve),
            ("boleto", saved, Step::Act),
            ("pix", Facts::default(), Step::Act),
            ("sepa_debit", Facts::default(), Step::Process),
            ("sepa_debit", account("pm_sepaDebit_failed_de"), Step::Process),
            (
                "sepa_debit",
                account("pm_sepaDebit_exceedsWeeklyVolumeLimit_de"),
                Step::Refuse("charge_exceeds_source_limit"),
            ),
            ("us_bank_account", account("pm_usBankAccount_success"), Step::Verify),
            ("us_bank_account", verified("pm_usBankAccount_success"), Step::Process),
            (
                "us_bank_account",
                verified("pm_usBankAccount_riskLevelHighest"),
                Step::Block,
            ),
        ] {
            assert_eq!(named(name).unwrap().begin(&facts), expected, "{name}");
        }
    }

    #[test]
    fn the_page_decides() {
        let denied = Facts {
            email: "customer+denied@email.de",
            ..Facts::default()
        };
        for (name, facts, agreed, expected) in [
            ("ideal", Facts::default(), true, Step::Approve),
            (
                "ideal",
                Facts::default(),
                false,
                Step::Refuse("payment_intent_authentication_failure"),
            ),
            ("paypal", Facts::default(), false, Step::Refuse(DECLINED)),
            ("sofort", Facts::default(), true, Step::Process),
            ("klarna", denied, true, Step::Refuse(DECLINED)),
        ] {
            assert_eq!(named(name).unwrap().decided(&facts, agreed), expected, "{name}");
        }
    }

    #[test]
    fn what_is_open_ends_as_the_customers_words_say() {
        let email = |email| Facts {
            email,
            ..Facts::default()
        };
        let phone = |phone| Facts {
            phone,
            ..Facts::default()
        };
        let account = |id| Facts {
            account: by_payment_method_id(id),
            verified: true,
            ..Facts::default()
        };
        let later = |wait, end| Some(Later { wait, end });
        for (name, facts, expected) in [
            ("boleto", email("jenny@example.com"), later(LATE, End::Paid)),
            ("oxxo", email("succeed_immediately@example.com"), later(SOON, End::Paid)),
            (
                "konbini",
                email("expire_immediately@example.com"),
                later(SOON, End::Failed(EXPIRED)),
            ),
            (
                "pix",
                email("expire_with_delay@example.com"),
                later(LATE, End::Failed(EXPIRED)),
            ),
            (
                "multibanco",
                email("fill_never@example.com"),
                later(Wait::Expiry, End::Failed(EXPIRED)),
            ),
            (
                "blik",
                email("customer_timeout@example.com"),
                later(Wait::Seconds(60), End::Failed(EXPIRED)),
            ),
            ("blik", email("jenny@example.com"), later(SOON, End::Paid)),
            ("mb_way", phone("+351911111112"), later(Wait::Seconds(15), End::Paid)),
            ("sofort", Facts::default(), later(SOON, End::Paid)),
            (
                "sepa_debit",
                account("pm_sepaDebit_successDelayed_de"),
                later(LATE, End::Paid),
            ),
            (
                "sepa_debit",
                account("pm_sepaDebit_disputed_de"),
                later(SOON, End::Disputed),
            ),
            (
                "us_bank_account",
                account("pm_usBankAccount_noAccount"),
                later(SOON, End::Failed("no_account")),
            ),
            ("us_bank_account", account("pm_usBankAccount_processing"), None),
            (
                "us_bank_account",
                Facts {
                    verified: false,
                    ..account("pm_usBankAccount_success")
                },
                None,
            ),
            ("ideal", Facts::default(), None),
        ] {
            assert_eq!(named(name).unwrap().later(&facts), expected, "{name}");
        }
    }
}
