//! `next_action` for 3-D Secure: a redirect if there is somewhere to return to, else what the browser
//! library handles.

use acquiring::sandbox::{Challenge, ChallengeKind};
use kernel::ids::{PaymentAttemptId, SourceId};
use serde_json::{Value, json};
use wire::Ctx;

use super::page::PATH;

pub fn next_action(
    ctx: &Ctx<'_>,
    attempt: &PaymentAttemptId,
    challenge: &Challenge,
    return_url: Option<&str>,
    use_stripe_sdk: bool,
) -> Value {
    let url = url(ctx, attempt);
    match return_url.filter(|_| !use_stripe_sdk) {
        Some(return_url) => json!({
            "redirect_to_url": {"return_url": return_url, "url": url},
            "type": "redirect_to_url",
        }),
        None => json!({"type": "use_stripe_sdk", "use_stripe_sdk": sdk(ctx, attempt, challenge, &url)}),
    }
}

/// Where the customer decides.
pub fn url(ctx: &Ctx<'_>, attempt: &PaymentAttemptId) -> String {
    format!("{}{PATH}{}/{attempt}", ctx.app.settings.public_url, ctx.account().id)
}

/// Opaque to integrations; the browser library reads it. Source: observed replies, both shapes.
fn sdk(ctx: &Ctx<'_>, attempt: &PaymentAttemptId, challenge: &Challenge, url: &str) -> Value {
    match challenge.kind {
        ChallengeKind::Redirect => {
            let source: SourceId = ctx.tx.id();
            json!({"source": source, "stripe_js": url, "type": "three_d_secure_redirect"})
        }
        ChallengeKind::Fingerprint => json!({
            "directory_server_encryption": {
                "algorithm": "RSA",
                "certificate": "",
                "directory_server_id": "A000000003",
                "root_certificate_authorities": [""],
            },
            "directory_server_name": challenge.directory_server_name,
            "merchant": ctx.account().id,
            "one_click_authn": null,
            "server_transaction_id": challenge.server_transaction_id,
            "stripe_js": url,
            "three_d_secure_2_source": attempt,
            "three_ds_method_url": "",
            "three_ds_optimizations": "k",
            "type": "stripe_3ds2_fingerprint",
        }),
    }
}
