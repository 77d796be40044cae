//! A shop that keeps selling while its payments platform is being killed.
//!
//! Each order is settled by calls that are repeated with the same idempotency keys until they are answered, so at the
//! end the shop knows exactly what must exist: one payment per order, and a refund where it asked for one.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::api::{Answer, Api, text};

/// How an order is paid; decided by its number, so that a run can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Created and confirmed in one call.
    OneCall,
    /// Created, then confirmed by a second call.
    TwoCalls,
    /// Paid in one call and partly refunded.
    Refunded,
    /// Paid with a card that the issuer declines.
    Declined,
}

impl Kind {
    pub fn of(order: u64) -> Kind {
        match order % 10 {
            0..=5 => Kind::OneCall,
            6 | 7 => Kind::TwoCalls,
            8 => Kind::Refunded,
            _ => Kind::Declined,
        }
    }
}

/// What the platform has acknowledged about an order.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    pub order: u64,
    pub kind: Kind,
    pub intent: String,
    pub amount: i64,
    /// The refund's id and amount.
    pub refund: Option<(String, i64)>,
}

/// Distinguishes the orders of different runs on one database.
pub struct Shop<'a> {
    api: &'a Api,
    run: u64,
    next_order: AtomicU64,
    closing: AtomicBool,
    settled: Mutex<Vec<Acknowledged>>,
    retries: AtomicU64,
}

impl<'a> Shop<'a> {
    pub fn open(api: &'a Api, run: u64) -> Shop<'a> {
        let (next_order, retries) = (AtomicU64::new(0), AtomicU64::new(0));
        Shop {
            api,
            run,
            next_order,
            closing: AtomicBool::new(false),
            settled: Mutex::default(),
            retries,
        }
    }

    /// Sells until the shop closes; the order at hand is always finished.
    pub async fn sell(&self) -> Result<()> {
        while !self.closing.load(Ordering::Relaxed) {
            let order = self.next_order.fetch_add(1, Ordering::Relaxed);
            let acknowledged = self.settle(order).await.with_context(|| format!("order {order}"))?;
            self.settled
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(acknowledged);
        }
        Ok(())
    }

    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    pub fn settled_count(&self) -> usize {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Calls that had to be sent again because a kill took their answer.
    pub fn retries(&self) -> u64 {
        self.retries.load(Ordering::Relaxed)
    }

    pub fn into_settled(self) -> Vec<Acknowledged> {
        self.settled.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    async fn settle(&self, order: u64) -> Result<Acknowledged> {
        let kind = Kind::of(order);
        let amount = 1_000 + i64::try_from(order % 977)?;
        let intent = match kind {
            Kind::OneCall | Kind::Refunded => succeeded(self.pay(order, amount, "pm_card_visa", true).await?)?,
            Kind::Declined => declined(self.pay(order, amount, "pm_card_chargeDeclined", true).await?)?,
            Kind::TwoCalls => {
                let created = self.pay(order, amount, "pm_card_visa", false).await?;
                ensure!(created.status == 200, "create: {} {}", created.status, created.body);
                let path = format!("/v1/payment_intents/{}/confirm", text(&created.body, "id"));
                succeeded(self.post(&path, order, "confirm", &[]).await?)?
            }
        };
        let refund = match kind {
            Kind::Refunded => Some(self.refund(order, &intent, amount / 3).await?),
            Kind::OneCall | Kind::TwoCalls | Kind::Declined => None,
        };
        Ok(Acknowledged {
            order,
            kind,
            intent,
            amount,
            refund,
        })
    }

    async fn pay(&self, order: u64, amount: i64, card: &str, confirm: bool) -> Result<Answer> {
        let (amount, number) = (amount.to_string(), order.to_string());
        let mut pairs = vec![
            ("amount", amount.as_str()),
            ("currency", "usd"),
            ("payment_method", card),
            ("automatic_payment_methods[enabled]", "true"),
            ("automatic_payment_methods[allow_redirects]", "never"),
            ("metadata[order]", number.as_str()),
        ];
        if confirm {
            pairs.push(("confirm", "true"));
        }
        self.post("/v1/payment_intents", order, "create", &pairs).await
    }

    async fn refund(&self, order: u64, intent: &str, amount: i64) -> Result<(String, i64)> {
        let text_amount = amount.to_string();
        let pairs = [("payment_intent", intent), ("amount", text_amount.as_str())];
        let answer = self.post("/v1/refunds", order, "refund", &pairs).await?;
        ensure!(answer.status == 200, "refund: {} {}", answer.status, answer.body);
        Ok((text(&answer.body, "id").to_owned(), amount))
    }

    async fn post(&self, path: &str, order: u64, step: &str, pairs: &[(&str, &str)]) -> Result<Answer> {
        let key = format!("run-{}-order-{order}-{step}", self.run);
        let answer = self.api.post(path, &key, pairs).await?;
        self.retries.fetch_add(answer.tries as u64 - 1, Ordering::Relaxed);
        Ok(answer)
    }
}

fn succeeded(answer: Answer) -> Result<String> {
    ensure!(
        answer.status == 200 && answer.body["status"] == "succeeded",
        "{} {}",
        answer.status,
        answer.body
    );
    Ok(text(&answer.body, "id").to_owned())
}

fn declined(answer: Answer) -> Result<String> {
    let error: &Value = &answer.body["error"];
    ensure!(
        answer.status == 402 && error["code"] == "card_declined",
        "{} {}",
        answer.status,
        answer.body
    );
    Ok(text(&error["payment_intent"], "id").to_owned())
}
