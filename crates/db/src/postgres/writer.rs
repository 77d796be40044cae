//! Committing: a few writers, each of which takes all waiting changes and commits them in one trip.
//!
//! A batch is one transaction. If the database refuses it, its changes are committed one by one, so
//! that only those fail which cannot be written. A COMMIT whose answer was lost is looked up on another
//! connection and never repeated.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use deadpool_postgres::Object;
use kernel::Key;
use tokio::sync::oneshot;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

use super::batch::{self, Commit, SHARDS, Step};
use super::{Shared, TIMEOUT, failure, sql, timed_out, unavailable};
use crate::{Action, CommitError, Scope, StoreError};

/// At most this many changes share one COMMIT.
const BATCH_MAX: usize = 64;
const LOOK_AGAIN: Duration = Duration::from_millis(200);

pub(super) struct Job {
    pub commit: Commit,
    pub answer: oneshot::Sender<Result<(), CommitError>>,
}

pub(super) fn stopped() -> StoreError {
    StoreError::Unavailable {
        reason: "the database's writers have stopped".into(),
    }
}

pub(super) async fn run(shared: Arc<Shared>, jobs: flume::Receiver<Job>, shard: Arc<AtomicU64>) {
    while let Ok(job) = jobs.recv_async().await {
        let mut batch = Batch::default();
        batch.add(job);
        while batch.len() < BATCH_MAX
            && let Ok(job) = jobs.try_recv()
        {
            batch.add(job);
        }
        batch.commit(&shared, &shard).await;
    }
}

/// Changes that are committed together, and those that cannot hold if they are.
#[derive(Default)]
struct Batch {
    jobs: Vec<Job>,
    late: Vec<Job>,
    moved: HashSet<(&'static str, Key)>,
}

impl Batch {
    fn len(&self) -> usize {
        self.jobs.len() + self.late.len()
    }

    /// A change that moves a row which another of the batch moves too was decided from the same version:
    /// once the batch is committed, it is a conflict, and the database need not be asked.
    fn add(&mut self, job: Job) {
        let moves = |action: &Action| matches!(action, Action::Update { .. } | Action::Delete { .. });
        let moving = job.commit.writes.iter().filter(|write| moves(&write.action));
        let rows: Vec<_> = moving.map(|write| (write.table.name, write.key)).collect();
        if rows.iter().any(|row| self.moved.contains(row)) {
            self.late.push(job);
        } else {
            self.moved.extend(rows);
            self.jobs.push(job);
        }
    }

    async fn commit(mut self, shared: &Shared, shard: &AtomicU64) {
        let commits: Vec<&Commit> = self.jobs.iter().map(|job| &job.commit).collect();
        let result = attempt(shared, &commits, shard).await;
        let refused = matches!(
            result,
            Err(CommitError::Conflict | CommitError::Duplicate { .. } | CommitError::Refused { .. })
        );
        if refused && self.len() > 1 {
            for job in self.jobs.drain(..).chain(self.late) {
                let alone = attempt(shared, &[&job.commit], shard).await;
                let _ = job.answer.send(alone);
            }
            return;
        }
        let late = if result.is_ok() {
            Err(CommitError::Conflict)
        } else {
            result.clone()
        };
        self.jobs
            .into_iter()
            .for_each(|job| drop(job.answer.send(result.clone())));
        self.late
            .into_iter()
            .for_each(|job| drop(job.answer.send(late.clone())));
    }
}

async fn attempt(shared: &Shared, commits: &[&Commit], shard: &AtomicU64) -> Result<(), CommitError> {
    let client = shared.client().await?;
    let shard = (shard.fetch_add(1, Ordering::Relaxed) % SHARDS) as i64;
    let steps = batch::steps(commits, &shared.bulk, shard);
    let sent = tokio::time::timeout(TIMEOUT, send(&client, &steps))
        .await
        .unwrap_or_else(|_| Err(Failure::Lost(timed_out())));
    match sent {
        Ok(()) => Ok(()),
        Err(Failure::Refused(error)) => Err(shared.refusal(&error)),
        Err(Failure::Lost(error)) => {
            tracing::warn!(%error, "the answer to a commit was lost; looking it up");
            // Whatever state this connection is in, nobody else shall have it.
            drop(Object::take(client));
            outcome(shared, commits, error).await
        }
    }
}

/// Sent when first polled, done when answered.
type Message<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

enum Failure {
    /// The database says that it did not commit.
    Refused(Error),
    /// It may have committed or not.
    Lost(StoreError),
}

/// Sends the whole transaction without waiting in between, then reads all answers.
async fn send(client: &Object, steps: &[Step<'_>]) -> Result<(), Failure> {
    let mut statements = Vec::with_capacity(steps.len());
    for step in steps {
        // One trip each the first time, none after that.
        statements.push(client.prepare_cached(step.sql).await.map_err(Failure::Refused)?);
    }
    let params: Vec<Vec<&(dyn ToSql + Sync)>> = steps
        .iter()
        .map(|step| {
            step.columns
                .iter()
                .map(|column| column as &(dyn ToSql + Sync))
                .collect()
        })
        .collect();
    let mut trip: Vec<Message<'_, Result<(), Error>>> = Vec::with_capacity(steps.len() + 2);
    trip.push(Box::pin(client.batch_execute("begin")));
    for (statement, params) in statements.iter().zip(&params) {
        trip.push(Box::pin(
            async move { client.execute(statement, params).await.map(drop) },
        ));
    }
    trip.push(Box::pin(client.batch_execute("commit")));
    let mut answers = all_in_order(trip).await;
    let committed = answers.pop().expect("the trip ends with the commit");
    match answers.into_iter().find_map(Result::err) {
        // After an error the COMMIT that follows is a rollback.
        Some(error) if error.as_db_error().is_some() => Err(Failure::Refused(error)),
        Some(error) => Err(Failure::Lost(unavailable(&error))),
        None => committed.map_err(|error| match failure::retryable(&error) {
            true => Failure::Refused(error),
            false => Failure::Lost(unavailable(&error)),
        }),
    }
}

/// Polls every future once in order, so that their messages are sent in that order, and then until all are done.
async fn all_in_order<T>(mut futures: Vec<Message<'_, T>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    let mut first = 0;
    std::future::poll_fn(|ctx| {
        for at in first..futures.len() {
            if done[at].is_none()
                && let Poll::Ready(output) = futures[at].as_mut().poll(ctx)
            {
                done[at] = Some(output);
            }
        }
        while first < done.len() && done[first].is_some() {
            first += 1;
        }
        if first == done.len() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// What became of a commit whose answer was lost.
///
/// The old connection's transaction may still be running, so looking for its rows is not enough: it could
/// commit right after. Instead a tombstone is written under the key of one of its bodies. That waits for
/// the transaction if it runs; if the tombstone then is in, the transaction is not and never can be.
async fn outcome(shared: &Shared, commits: &[&Commit], lost: StoreError) -> Result<(), CommitError> {
    // What is written in place of another was there before.
    let is_new = |commit: &Commit, key: Key| !commit.dropped.iter().any(|(_, dropped)| *dropped == key);
    let new = commits.iter().find_map(|commit| {
        let mut bodies = commit.bodies.iter();
        bodies.find(|(_, key, _)| is_new(commit, *key))
    });
    let Some((scope, key, _)) = new else {
        return Err(CommitError::Unknown(lost));
    };
    let look = async {
        loop {
            match entomb(shared, *scope, *key).await {
                Ok(entombed) => return entombed,
                // A database that restarts is back in a moment.
                Err(_) => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    };
    match tokio::time::timeout(TIMEOUT, look).await {
        Ok(true) => Err(CommitError::Failed(lost)),
        Ok(false) => Ok(()),
        Err(_) => Err(CommitError::Unknown(lost)),
    }
}

/// Whether the tombstone is in, and so the body is not.
async fn entomb(shared: &Shared, scope: Scope, key: Key) -> Result<bool, StoreError> {
    let client = shared.client().await?;
    let written = client
        .execute(sql::TOMBSTONE, &[&key.0, &scope.raw(), &&b"\0"[..]])
        .await;
    written.map(|rows| rows == 1).map_err(|error| unavailable(&error))
}
