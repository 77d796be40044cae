//! The page inside frames of the browser library: what it says when the customer has decided, and the older nesting.

use acquiring::sandbox::ChallengeResult;
use kernel::ids::{AccountId, PaymentAttemptId};

use super::page;

/// The query of the document inside the one that the older nesting puts around it.
pub(super) const INNER: &str = "inner=1";
pub(super) const SCRIPT_PATH: &str = "/3d_secure_2_test/told.js";

/// Tells every frame around this one that is of this origin; nobody else can receive it. Outside any frame it goes back to
/// the shop.
pub(super) const SCRIPT: &str = "\
'use strict';
const { outcome, back } = document.currentScript.dataset;
let around = window;
while (around !== around.parent) {
  around = around.parent;
  around.postMessage({ florin: 1, challenge: outcome }, location.origin);
}
if (window === window.parent && back) location.replace(back);
";

/// What follows the decision. The library takes the page away at once; what it says is for whoever has no script.
pub(super) fn told(result: ChallengeResult, back: Option<&str>) -> String {
    let outcome = match result {
        ChallengeResult::Passed => "completed",
        ChallengeResult::Failed => "failed",
    };
    let back = back.map(page::escape).unwrap_or_default();
    let way = match back.is_empty() {
        true => String::new(),
        false => format!("<p><a href=\"{back}\">Continue · Weiter</a></p>"),
    };
    page::document(&format!(
        "<h1>Done</h1><p lang=\"en\">This authentication is over.</p>\
         <p lang=\"de\">Diese Authentifizierung ist abgeschlossen.</p>{way}\
         <script src=\"{SCRIPT_PATH}\" data-outcome=\"{outcome}\" data-back=\"{back}\"></script>"
    ))
}

/// The document around the page: one frame more, by the name that older tests look for.
pub(super) fn around(account: &AccountId, attempt: &PaymentAttemptId) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>3D Secure 2 Test Page</title><style>\
         html,body{{height:100%;margin:0}}.FullscreenFrame{{width:100%;height:100%;border:0;display:block}}</style></head>\
         <body><iframe name=\"acsFrame\" class=\"FullscreenFrame\" title=\"3D Secure 2 Test Page\" \
         src=\"{}{account}/{attempt}?{INNER}\"></iframe></body></html>",
        page::PATH
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_address_cannot_become_markup() {
        let html = told(ChallengeResult::Passed, Some("https://shop.test/?a=1&b=\"><script>"));
        assert!(html.contains("data-outcome=\"completed\""));
        assert!(html.contains("https://shop.test/?a=1&amp;b=&quot;&gt;&lt;script&gt;"));
        assert!(told(ChallengeResult::Failed, None).contains("data-outcome=\"failed\" data-back=\"\""));
    }
}
