//! The client's side: requests that are lost with the process that ran them, and the memory of what was answered.

use std::sync::Arc;
use std::time::Duration;

use florin_money::{Answered, Process};
use kernel::Clock as _;
use kernel::clock::ManualClock;
use parking_lot::Mutex;
use tokio::task::JoinHandle;

pub struct Shop {
    /// `None` while no process runs.
    process: Mutex<Option<Process>>,
    running: Mutex<Vec<JoinHandle<()>>>,
    requests: Mutex<Vec<Request>>,
    paid: Mutex<Vec<String>>,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub path: String,
    pub form: Vec<(String, String)>,
    pub key: String,
    /// What the client was told, if it was told anything for good.
    pub answered: Option<Answered>,
}

/// How often a client tries before it leaves it at that.
const TRIES: u64 = 12;

impl Shop {
    pub fn open(process: Process) -> Arc<Shop> {
        Arc::new(Shop {
            process: Mutex::new(Some(process)),
            running: Mutex::default(),
            requests: Mutex::default(),
            paid: Mutex::default(),
        })
    }

    /// Ends everything that runs, wherever it is.
    pub async fn crash(&self) {
        *self.process.lock() = None;
        let running = std::mem::take(&mut *self.running.lock());
        for task in &running {
            task.abort();
        }
        for task in running {
            drop(task.await);
        }
    }

    pub fn reopen(self: &Arc<Shop>, process: Process) {
        *self.process.lock() = Some(process.clone());
        self.run(async move { process.resume().await });
    }

    /// Runs what is due, beside everything else.
    pub fn run_timers(self: &Arc<Shop>, clock: Arc<ManualClock>) {
        if let Some(process) = self.process.lock().clone() {
            self.run(async move { process.run_due(clock.now()).await });
        }
    }

    fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.running.lock();
        running.retain(|task| !task.is_finished());
        running.push(tokio::spawn(work));
    }

    async fn process(&self) -> Process {
        loop {
            if let Some(process) = self.process.lock().clone() {
                return process;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Runs something in the process; `None` if it died meanwhile.
    pub async fn within<T: Send + 'static, F: Future<Output = T> + Send>(
        &self,
        work: impl FnOnce(Process) -> F + Send + 'static,
    ) -> Option<T> {
        let process = self.process().await;
        let (send, receive) = futures::channel::oneshot::channel();
        self.run(async move { drop(send.send(work(process).await)) });
        receive.await.ok()
    }

    /// Sends a request until it is answered for good, always under the same key. `None`: the client gave up.
    pub async fn insist(&self, path: String, form: Vec<(String, String)>, key: String) -> Option<Answered> {
        let request = Request {
            path,
            form,
            key,
            answered: None,
        };
        let at = {
            let mut requests = self.requests.lock();
            requests.push(request.clone());
            requests.len() - 1
        };
        for tries in 1..=TRIES {
            let Request { path, form, key, .. } = request.clone();
            let sent = self.within(async move |process: Process| process.post(&path, &form, Some(&key)).await);
            if let Some(answer) = sent.await.filter(|answer| !answer.is_passing()) {
                self.requests.lock()[at].answered = Some(answer.clone());
                if answer.body["object"] == "payment_intent" && answer.body["status"] == "succeeded" {
                    self.paid.lock().extend(answer.id());
                }
                return Some(answer);
            }
            tokio::time::sleep(Duration::from_millis(200 * tries)).await;
        }
        None
    }

    /// The object as it is now, if that can be learned.
    pub async fn look(&self, path: String) -> Option<Answered> {
        let answer = self
            .within(async move |process: Process| process.get(&path).await)
            .await;
        answer.filter(Answered::is_ok)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().clone()
    }

    /// Intents that a client was told are paid.
    pub fn paid(&self) -> Vec<String> {
        self.paid.lock().clone()
    }
}
