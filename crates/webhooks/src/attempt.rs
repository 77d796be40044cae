//! One attempt: the endpoint as it is now, the body in its version, signed at this moment.

use std::sync::Arc;

use acquiring::vault::Secret;
use kernel::{Stopwatch, Timestamp};
use metrics::{counter, histogram};
use resources::webhook_endpoints::{WebhookEndpoint, pending, signing_secrets};
use wire::ApiError;
use wire::faults::FaultKind;

use crate::client::{Answer, Failure};
use crate::dispatcher::{Dispatcher, LEASE_LEFT};
use crate::lane::Job;
use crate::record::{Ended, How};
use crate::{render, signature};

/// An endpoint that was read longer ago is read again, so that a change counts at once or nearly so.
const FRESH_MS: i64 = 250;

impl Dispatcher {
    pub(crate) async fn attempt(&self, job: Job) -> Ended {
        let now = self.app.now();
        let enough = job.delivery.lease >= now.plus(LEASE_LEFT);
        if !enough || self.is_stopping() {
            return Ended::released(job.delivery);
        }
        let endpoint = match self.current(&job, now).await {
            Ok(Some(endpoint)) => endpoint,
            Ok(None) => return Ended::new(job, How::Unwanted),
            Err(error) => {
                tracing::error!(%error, "an endpoint could not be read");
                return Ended::released(job.delivery);
            }
        };
        if !endpoint.is_enabled() {
            return Ended::released(job.delivery);
        }
        let took = Stopwatch::start();
        let how = self.sent(&job, &endpoint).await;
        let outcome = match &how {
            How::Answered(answer) if how_is_success(answer) => "delivered",
            How::Answered(_) => "refused",
            How::Failed(_) | How::Unwanted | How::Released => "failed",
        };
        counter!("florin_webhook_attempts_total", "outcome" => outcome).increment(1);
        histogram!("florin_webhook_attempt_duration_seconds").record(took.elapsed().as_secs_f64());
        tracing::debug!(event = %job.event.id, endpoint = %endpoint.id, outcome, attempts = job.delivery.attempts + 1, "webhook");
        Ended::new(job, how)
    }

    /// The endpoint as it is now, remembered for a moment.
    async fn current(&self, job: &Job, now: Timestamp) -> Result<Option<Arc<WebhookEndpoint>>, db::StoreError> {
        let key = job.delivery.endpoint;
        if let Some(lane) = self.lanes.lock().lanes.get(&key)
            && (0..FRESH_MS).contains(&(now.millis() - lane.read_at.millis()))
        {
            return Ok(Some(lane.endpoint.clone()));
        }
        let found = self
            .subscribers
            .endpoint(&*self.app.store, job.delivery.scope, key, None)
            .await?;
        if let (Some(endpoint), Some(lane)) = (&found, self.lanes.lock().lanes.get_mut(&key)) {
            (lane.endpoint, lane.read_at) = (endpoint.clone(), now);
        }
        Ok(found)
    }

    async fn sent(&self, job: &Job, endpoint: &WebhookEndpoint) -> How {
        let app = &self.app;
        let scope = job.delivery.scope;
        let kinds = [FaultKind::WebhookFailure];
        if app.faults.strike(scope, &kinds, "", app.now(), &app.chance).is_some() {
            let text = "a fault that was asked for".to_owned();
            return How::Answered(Answer { status: 500, text });
        }
        let body = match self.body(job, endpoint).await {
            Ok(body) => body,
            Err(error) => return How::Failed(Failure::Broken(error.message().to_owned())),
        };
        let now = app.now();
        let secrets = match signing_secrets(app, scope, endpoint, now) {
            Ok(secrets) => secrets,
            Err(error) => return How::Failed(Failure::Broken(error.message().to_owned())),
        };
        let secrets = secrets.iter().map(Secret::expose);
        let signature = signature::header(secrets, now, &body, scope.livemode());
        match self.client.post(&endpoint.url, &signature, body).await {
            Ok(answer) => How::Answered(answer),
            Err(failure) => How::Failed(failure),
        }
    }

    async fn body(&self, job: &Job, endpoint: &WebhookEndpoint) -> Result<bytes::Bytes, ApiError> {
        let pending = match job.pending {
            Some(pending) => pending,
            None => pending(&self.app, job.event.scope, job.event.key).await?,
        };
        let made = job.delivery.event_scope != job.delivery.scope;
        let default = if made {
            &*job.owner.api_version
        } else {
            &*job.event.api_version
        };
        let version = endpoint.api_version.as_deref().unwrap_or(default);
        let shown = render::Shown {
            version,
            pending,
            names_account: made,
        };
        render::body(&self.app, &job.account, &job.event, &shown).await
    }
}

pub(crate) fn how_is_success(answer: &Answer) -> bool {
    (200..300).contains(&answer.status)
}
