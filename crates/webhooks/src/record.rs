//! Recording how attempts ended, many in one commit.

use std::sync::Arc;
use std::time::Duration;

use db::{Action, CommitError, Write};
use kernel::Timestamp;
use metrics::gauge;
use resources::webhook_endpoints::{DELIVERIES, Delivery};
use tokio::sync::mpsc;
use wire::access::Account;

use crate::attempt::how_is_success;
use crate::client::{Answer, Failure};
use crate::dispatcher::{Dispatcher, change};
use crate::lane::Job;
use crate::schedule;

/// How it ended.
#[derive(Debug)]
pub enum How {
    Answered(Answer),
    Failed(Failure),
    /// The endpoint is gone.
    Unwanted,
    /// Nothing was sent; whoever has room may take it.
    Released,
}

pub struct Ended {
    pub delivery: Delivery,
    how: How,
    owner: Option<Arc<Account>>,
}

const BATCH: usize = 256;
/// After the store failed; by then the leases have ended and the deliveries are attempted again.
const PAUSE_FAILED: Duration = Duration::from_secs(1);
const FAILURES_MAX: u32 = 10;

impl Ended {
    pub fn new(job: Job, how: How) -> Ended {
        Ended {
            delivery: job.delivery,
            how,
            owner: Some(job.owner),
        }
    }

    pub fn released(delivery: Delivery) -> Ended {
        Ended {
            delivery,
            how: How::Released,
            owner: None,
        }
    }

    /// Its event or its endpoint is gone.
    pub fn unwanted(delivery: Delivery) -> Ended {
        Ended {
            delivery,
            how: How::Unwanted,
            owner: None,
        }
    }

    /// For the endpoint's health: what was not sent says nothing against it.
    pub fn counts_as_success(&self) -> bool {
        match &self.how {
            How::Answered(answer) => how_is_success(answer),
            How::Failed(_) => false,
            How::Unwanted | How::Released => true,
        }
    }
}

impl Dispatcher {
    /// Ends when the dispatcher stops and nothing is held any more.
    pub(crate) async fn record_all(self: Arc<Self>, mut endings: mpsc::UnboundedReceiver<Ended>) {
        let mut stopping = self.stopping.subscribe();
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            if *stopping.borrow() && self.lanes.lock().held.is_empty() {
                return;
            }
            tokio::select! {
                received = endings.recv_many(&mut batch, BATCH) => if received == 0 { return },
                _ = stopping.wait_for(|stop| *stop), if !*self.stopping.borrow() => continue,
            }
            let rows: Vec<Delivery> = batch.drain(..).map(|ended| self.row(ended)).collect();
            self.write(&rows).await;
            let mut lanes = self.lanes.lock();
            for row in &rows {
                lanes.held.remove(&(row.scope, row.key));
            }
            gauge!("florin_webhook_held").set(lanes.held.len() as f64);
            drop(lanes);
            self.progress.notify_waiters();
        }
    }

    /// The delivery as it shall be.
    fn row(&self, ended: Ended) -> Delivery {
        let Ended {
            mut delivery,
            how,
            owner,
        } = ended;
        delivery.lease = Timestamp::from_millis(0);
        match how {
            How::Released => {}
            How::Unwanted => delivery.end(),
            How::Answered(answer) => {
                delivery.attempts += 1;
                delivery.status = Some(i64::from(answer.status));
                let delivered = how_is_success(&answer);
                delivery.response = Some(answer.text.into());
                match delivered {
                    true => delivery.end(),
                    false => self.reschedule(&mut delivery, owner.as_deref()),
                }
            }
            How::Failed(failure) => {
                delivery.attempts += 1;
                delivery.status = None;
                delivery.response = Some(failure.to_string().into());
                self.reschedule(&mut delivery, owner.as_deref());
            }
        }
        delivery
    }

    fn reschedule(&self, delivery: &mut Delivery, owner: Option<&Account>) {
        let livemode = delivery.scope.livemode();
        let real = self.app.now();
        let now = owner.map_or(real, |owner| owner.time(real, livemode));
        let pause = schedule::next(livemode, delivery.attempts, &self.app.chance);
        delivery.due = pause.map(|pause| now.plus(pause));
    }

    async fn write(&self, rows: &[Delivery]) {
        let mut failures = 0;
        loop {
            let writes = rows.iter().map(update).collect();
            match self.app.store.commit(change(writes)).await {
                Ok(()) => return self.look_again_for(rows),
                Err(CommitError::Failed(error)) if failures < FAILURES_MAX => {
                    tracing::error!(%error, "webhook attempts could not be recorded");
                    failures += 1;
                    tokio::time::sleep(PAUSE_FAILED).await;
                }
                Err(_) => break,
            }
        }
        // One of them was taken over or forgotten; the others stand.
        for row in rows {
            match self.app.store.commit(change(vec![update(row)])).await {
                Ok(()) | Err(CommitError::Conflict) => {}
                Err(error) => tracing::error!(%error, "a webhook attempt could not be recorded"),
            }
        }
        self.look_again_for(rows);
    }

    /// Lanes whose deliveries were put off must look when they fall due.
    fn look_again_for(&self, rows: &[Delivery]) {
        let now = self.app.now();
        let mut lanes = self.lanes.lock();
        let mut any = false;
        for row in rows.iter().filter(|row| row.due.is_some()) {
            if let Some(lane) = lanes.lanes.get_mut(&row.endpoint) {
                lane.look_at = now;
                any = true;
            }
        }
        if any {
            self.look.notify_one();
        }
    }
}

fn update(row: &Delivery) -> Write {
    Write {
        table: &DELIVERIES,
        scope: row.scope,
        key: row.key,
        action: Action::Update {
            read_at: row.version,
            values: row.values(),
        },
    }
}
