//! What the customer pressed: the intent goes on, and the browser back to the shop.

use std::sync::Arc;

use acquiring::sandbox::ChallengeResult;
use futures::future::BoxFuture;
use kernel::Key;
use kernel::ids::PaymentAttemptId;
use wire::access::Caller;
use wire::outside::{Ask, drive};
use wire::{ApiError, App, Ctx, background};

use super::{Attempt, Subject};
use crate::{payment_intents, setup_intents};

/// How the browser goes on after the decision.
#[derive(Debug)]
pub enum Way {
    /// To the shop.
    Back(String),
    /// The library around the page is told. Without one, the shop's address, if there is any.
    Told { url: Option<String> },
}

/// Decides an attempt. `None` if there is no such attempt.
pub async fn submit(
    app: &Arc<App>,
    account: &str,
    attempt: &str,
    result: ChallengeResult,
) -> Result<Option<Way>, ApiError> {
    let Some(account) = app.directory.account_by_id(account).await? else {
        return Ok(None);
    };
    let Some(id) = PaymentAttemptId::parse(attempt) else {
        return Ok(None);
    };
    let caller = Caller::system(account, false);
    let Some((way, outside)) = background::run(app, &caller, work, &(id, result)).await? else {
        return Ok(None);
    };
    // The customer goes back with what is known by then; the rest the shop learns by webhook.
    if let Some(attempt) = outside {
        drive(app, &caller, attempt, Ask::First).await?;
    }
    Ok(Some(way))
}

/// How the browser goes on, and what an acquirer far away must be asked.
type Decided = (Way, Option<Key>);

fn work<'a>(
    ctx: &'a mut Ctx<'_>,
    with: &'a (PaymentAttemptId, ChallengeResult),
) -> BoxFuture<'a, Result<Option<Decided>, ApiError>> {
    Box::pin(async move {
        let (id, result) = with;
        let Some(attempt) = ctx
            .tx
            .get::<Attempt>(id.key())
            .await?
            .filter(|attempt| attempt.id == *id)
        else {
            return Ok(None);
        };
        let succeeded = *result == ChallengeResult::Passed;
        let (kind, subject, (secret, outside)) = match &attempt.subject {
            Subject::Payment(intent) => {
                let secret = payment_intents::authenticate(ctx, intent, id, *result).await?;
                ("payment_intent", intent.as_str().to_owned(), secret)
            }
            Subject::Setup(intent) => {
                let secret = setup_intents::authenticate(ctx, intent, id, *result).await?;
                ("setup_intent", intent.as_str().to_owned(), secret)
            }
        };
        let status = match (succeeded, is_open(ctx, &attempt.subject).await?) {
            (false, _) => "failed",
            (true, true) => "pending",
            (true, false) => "succeeded",
        };
        let url = attempt.return_url.as_deref();
        let url = url.map(|url| returning(url, kind, &subject, &secret, status));
        let way = match url {
            Some(url) if !attempt.in_frame => Way::Back(url),
            url => Way::Told { url },
        };
        Ok(Some((way, outside)))
    })
}

/// Whether a debit follows that is paid later.
async fn is_open(ctx: &Ctx<'_>, subject: &Subject) -> Result<bool, ApiError> {
    let Subject::Payment(intent) = subject else {
        return Ok(false);
    };
    let intent = ctx.tx.get::<payment_intents::PaymentIntent>(intent.key()).await?;
    Ok(intent.is_some_and(|intent| intent.has_open_debit()))
}

/// The shop's URL with what it reads there: its own query stays in front, its fragment last; what it
/// has of the same names is replaced.
fn returning(url: &str, kind: &str, id: &str, secret: &str, status: &str) -> String {
    let (base, fragment) = match url.split_once('#') {
        Some((base, fragment)) => (base, format!("#{fragment}")),
        None => (url, String::new()),
    };
    let (page, query) = base.split_once('?').unwrap_or((base, ""));
    let secret_name = format!("{kind}_client_secret");
    let ours = [kind, &secret_name, "redirect_status"];
    let kept = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !ours.contains(&name)
    });
    let own: String = kept.map(|pair| format!("{pair}&")).collect();
    format!("{page}?{own}{kind}={id}&{secret_name}={secret}&redirect_status={status}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_own_query_and_fragment_stay() {
        let url = returning(
            "https://shop.test/done?order=7#top",
            "payment_intent",
            "pi_1",
            "s",
            "succeeded",
        );
        assert_eq!(
            url,
            "https://shop.test/done?order=7&payment_intent=pi_1&payment_intent_client_secret=s&redirect_status=succeeded#top"
        );
        let again = "https://shop.test/?payment_intent=pi_0&redirect_status=failed&a=1";
        assert_eq!(
            returning(again, "payment_intent", "pi_1", "s", "pending"),
            "https://shop.test/?a=1&payment_intent=pi_1&payment_intent_client_secret=s&redirect_status=pending"
        );
        let bare = returning("https://shop.test", "setup_intent", "seti_1", "s", "failed");
        assert!(bare.contains("?setup_intent=seti_1&"));
    }
}
