//! `/_florin/faults`: make things fail, for this account only.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;
use wire::faults::{Fault, FaultKind, When};

use super::{Call, input};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: FaultKind,
    count: Option<u32>,
    share: Option<f64>,
    duration: Option<String>,
    delay: Option<String>,
    when: Option<When>,
    path: Option<String>,
}

const DELAY: Duration = Duration::from_secs(5);
const DELAY_MAX: Duration = Duration::from_secs(600);

pub async fn add(call: &Call<'_>) -> Result<Value, ApiError> {
    let fault = checked(input::read(call.body)?, call)?;
    let shown = show(&fault, call);
    match call.shared.app.faults.add(fault) {
        true => Ok(shown),
        false => Err(ApiError::invalid(
            "This account has 100 faults already; DELETE /_florin/faults clears them.",
        )),
    }
}

pub async fn list(call: &Call<'_>) -> Result<Value, ApiError> {
    let app = &call.shared.app;
    let faults = app.faults.of(call.caller.scope, app.now());
    Ok(json!({"object": "list", "data": faults.iter().map(|fault| show(fault, call)).collect::<Vec<_>>()}))
}

pub async fn clear(call: &Call<'_>) -> Result<Value, ApiError> {
    let app = &call.shared.app;
    let cleared = app.faults.of(call.caller.scope, app.now()).len();
    app.faults.clear(call.caller.scope);
    Ok(json!({"cleared": cleared}))
}

fn checked(asked: Asked, call: &Call<'_>) -> Result<Fault, ApiError> {
    let invalid = |param: &str, message: String| Err(ApiError::invalid(message).param(param));
    if asked.count.is_some() && asked.share.is_some() {
        return invalid("share", "Give either a count or a share, not both.".into());
    }
    if asked.count == Some(0) {
        return invalid("count", "Invalid count: 0; it is at least 1.".into());
    }
    if let Some(share) = asked.share.filter(|share| !(0.001..=1.0).contains(share)) {
        return invalid("share", format!("Invalid share: {share}; it is from 0.001 to 1."));
    }
    let is_http = matches!(
        asked.kind,
        FaultKind::SlowAnswer | FaultKind::ConnectionReset | FaultKind::ServerError
    );
    if asked.when.is_some() && !is_http {
        return invalid("when", "Only faults of the API's answers have a when.".into());
    }
    if asked
        .path
        .as_ref()
        .is_some_and(|path| !is_http || !path.starts_with('/'))
    {
        return invalid(
            "path",
            "Only faults of the API's answers have a path, and it begins with /.".into(),
        );
    }
    if asked.delay.is_some() && asked.kind != FaultKind::SlowAnswer {
        return invalid("delay", "Only slow_answer has a delay.".into());
    }
    let delay = asked.delay.map_or(Ok(DELAY), |text| input::span("delay", &text))?;
    if delay > DELAY_MAX {
        return invalid("delay", "Invalid delay: it is 10m at most.".into());
    }
    let duration = asked.duration.map(|text| input::span("duration", &text)).transpose()?;
    Ok(Fault {
        kind: asked.kind,
        scope: call.caller.scope,
        count: asked.count.or(if asked.share.is_none() && duration.is_none() {
            Some(1)
        } else {
            None
        }),
        per_mille: asked.share.map_or(1_000, |share| (share * 1_000.0).round() as u32),
        until: duration.map(|span| call.shared.app.now().plus(span)),
        when: asked.when.unwrap_or(usual(asked.kind)),
        delay,
        path: asked.path.unwrap_or_default(),
    })
}

/// A reset loses the answer of what was done, a server error did nothing.
fn usual(kind: FaultKind) -> When {
    match kind {
        FaultKind::ConnectionReset => When::After,
        FaultKind::AcquirerTimeout | FaultKind::SlowAnswer | FaultKind::ServerError | FaultKind::WebhookFailure => {
            When::Before
        }
    }
}

fn show(fault: &Fault, call: &Call<'_>) -> Value {
    let mut shown = json!({"kind": fault.kind, "count": fault.count, "share": f64::from(fault.per_mille) / 1_000.0});
    let left = fault
        .until
        .map(|until| until.seconds().saturating_sub(call.shared.app.now().seconds()).max(0));
    shown["duration"] = left
        .map(|seconds| input::spell(Duration::from_secs(seconds.unsigned_abs())))
        .into();
    match fault.kind {
        FaultKind::AcquirerTimeout | FaultKind::WebhookFailure => return shown,
        FaultKind::SlowAnswer => shown["delay"] = input::spell(fault.delay).into(),
        FaultKind::ConnectionReset | FaultKind::ServerError => {}
    }
    shown["when"] = json!(fault.when);
    shown["path"] = Some(&fault.path)
        .filter(|path| !path.is_empty())
        .map(String::as_str)
        .into();
    shown
}
