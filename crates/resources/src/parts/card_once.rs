//! Options of cards that concern the next attempt only. They are kept until it ends, and never shown.

use acquiring::sandbox::ChallengeResult;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wire::Params;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardOnce {
    /// A token that stands for a security code.
    pub cvc_token: Option<String>,
    /// Ordered by mail or telephone, so that nobody can be asked.
    pub moto: bool,
    pub three_d_secure: Option<ThreeDSecureElsewhere>,
}

/// The outcome of an authentication that the merchant had done by another provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThreeDSecureElsewhere {
    pub electronic_commerce_indicator: Option<String>,
    pub exemption_indicator: Option<String>,
    pub transaction_id: Option<String>,
    pub version: Option<String>,
    /// `Y` or `A` if the cardholder was authenticated, or the attempt acknowledged.
    pub ares_trans_status: Option<String>,
    /// All of it, for the acquirer that sends it on.
    pub given: Value,
}

impl CardOnce {
    /// Applies the `payment_method_options` of a request.
    pub fn apply(&mut self, options: &Params) {
        let Some(card) = options.hash("card") else { return };
        if card.knows("cvc_token") {
            card.change_text("cvc_token").apply(&mut self.cvc_token);
        }
        if let Some(moto) = card.knows("moto").then(|| card.boolean("moto")).flatten() {
            self.moto = moto;
        }
        if let Some(secure) = card.hash("three_d_secure") {
            let text = |name: &str| {
                secure
                    .knows(name)
                    .then(|| secure.text(name))
                    .flatten()
                    .map(str::to_owned)
            };
            self.three_d_secure = Some(ThreeDSecureElsewhere {
                electronic_commerce_indicator: text("electronic_commerce_indicator"),
                exemption_indicator: text("exemption_indicator"),
                transaction_id: text("transaction_id"),
                version: text("version"),
                ares_trans_status: text("ares_trans_status"),
                given: secure.to_json(),
            });
        }
    }

    /// Whoever was authenticated by another provider is not asked again.
    pub fn challenge(&self) -> Option<ChallengeResult> {
        let secure = self.three_d_secure.as_ref()?;
        secure.is_authenticated().then_some(ChallengeResult::Passed)
    }

    /// Whether an option is of this kind.
    pub fn hides(name: &str) -> bool {
        matches!(name, "cvc_token" | "moto" | "three_d_secure")
    }
}

impl ThreeDSecureElsewhere {
    /// Whether nobody needs to be asked any more.
    fn is_authenticated(&self) -> bool {
        matches!(self.ares_trans_status.as_deref(), None | Some("Y" | "A"))
    }
}
