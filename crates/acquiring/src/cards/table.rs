//! The test cards: number, `pm_card_…` and `tok_…`, what the card is, and what it does.
//!
//! Source: the API reference's page on testing, and observed behaviour. Ids are case-sensitive. Several rows may share a
//! number (aliases); a number alone means the row that says most about it, see [`by_number`].

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Behavior::{self, *};
use super::Brand::{self, *};
use super::Funding::{self, *};
use super::Network;

/// A card that exists only in test mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard {
    pub number: &'static str,
    /// `pm_card_…`, when the card has one.
    pub payment_method_id: Option<&'static str>,
    /// `tok_…`, when the card has one.
    pub token_id: Option<&'static str>,
    pub brand: Brand,
    pub funding: Funding,
    /// Two-letter ISO code of the issuer's country.
    pub country: &'static str,
    /// Networks the card can run on, the domestic one of a co-branded card first.
    pub networks: &'static [Network],
    pub behavior: Behavior,
}

/// Every row. Tokens that borrow another card's number come last.
pub fn test_cards() -> impl Iterator<Item = &'static TestCard> {
    CARDS.iter().chain(TOKENS)
}

/// The card with this number (digits only).
///
/// Where rows share a number, the one with a behavior of its own wins over a plain success: a number that cannot do
/// 3-D Secure cannot do it under any name.
#[must_use]
pub fn by_number(number: &str) -> Option<&'static TestCard> {
    index().numbers.get(number).copied()
}

/// The card behind a `pm_card_…` id.
#[must_use]
pub fn by_payment_method_id(id: &str) -> Option<&'static TestCard> {
    index().payment_methods.get(id).copied()
}

/// The card behind a `tok_…` id.
#[must_use]
pub fn by_token_id(id: &str) -> Option<&'static TestCard> {
    index().tokens.get(id).copied()
}

impl TestCard {
    #[must_use]
    pub fn last4(&self) -> &'static str {
        &self.number[self.number.len() - 4..]
    }

    /// `three_d_secure_usage.supported`.
    #[must_use]
    pub fn supports_three_d_secure(&self) -> bool {
        self.behavior != ThreeDSecureNotSupported
    }
}

struct Index {
    numbers: HashMap<&'static str, &'static TestCard>,
    payment_methods: HashMap<&'static str, &'static TestCard>,
    tokens: HashMap<&'static str, &'static TestCard>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut numbers: HashMap<&str, &TestCard> = HashMap::new();
        for card in CARDS {
            let row = numbers.entry(card.number).or_insert(card);
            if row.behavior == Success && card.behavior != Success {
                *row = card;
            }
        }
        Index {
            numbers,
            payment_methods: test_cards()
                .filter_map(|card| Some((card.payment_method_id?, card)))
                .collect(),
            tokens: test_cards().filter_map(|card| Some((card.token_id?, card))).collect(),
        }
    })
}

#[expect(clippy::too_many_arguments, reason = "one argument per column of the table below")]
const fn card(
    number: &'static str,
    payment_method_id: &'static str,
    token_id: &'static str,
    brand: Brand,
    funding: Funding,
    country: &'static str,
    networks: &'static [Network],
    behavior: Behavior,
) -> TestCard {
    let payment_method_id = if payment_method_id.is_empty() {
        None
    } else {
        Some(payment_method_id)
    };
    let token_id = if token_id.is_empty() { None } else { Some(token_id) };
    TestCard {
        number,
        payment_method_id,
        token_id,
        brand,
        funding,
        country,
        networks,
        behavior,
    }
}

const fn token(number: &'static str, token_id: &'static str, funding: Funding, behavior: Behavior) -> TestCard {
    card(number, "", token_id, Visa, funding, "US", V, behavior)
}

const V: &[Network] = Visa.networks();
const M: &[Network] = Mastercard.networks();
const A: &[Network] = Amex.networks();
const D: &[Network] = Discover.networks();
const N: &[Network] = Diners.networks();
const J: &[Network] = Jcb.networks();
const U: &[Network] = UnionPay.networks();
const C: &[Network] = Carnet.networks();
const CB_V: &[Network] = &[Network::CartesBancaires, Network::Visa];
const CB_M: &[Network] = &[Network::CartesBancaires, Network::Mastercard];
const EF_V: &[Network] = &[Network::EftposAu, Network::Visa];
const EF_M: &[Network] = &[Network::EftposAu, Network::Mastercard];

#[rustfmt::skip]
static CARDS: &[TestCard] = &[
    // brand
    card("4242424242424242", "pm_card_visa", "tok_visa", Visa, Credit, "US", V, Success),
    card("4000056655665556", "pm_card_visa_debit", "tok_visa_debit", Visa, Debit, "US", V, Success),
    card("5555555555554444", "pm_card_mastercard", "tok_mastercard", Mastercard, Credit, "US", M, Success),
    card("2223003122003222", "", "", Mastercard, Credit, "US", M, Success),
    card("5200828282828210", "pm_card_mastercard_debit", "tok_mastercard_debit", Mastercard, Debit, "US", M, Success),
    card("5105105105105100", "pm_card_mastercard_prepaid", "tok_mastercard_prepaid", Mastercard, Prepaid, "US", M, Success),
    card("378282246310005", "pm_card_amex", "tok_amex", Amex, Credit, "US", A, Success),
    card("371449635398431", "", "", Amex, Credit, "US", A, Success),
    card("6011111111111117", "pm_card_discover", "tok_discover", Discover, Credit, "US", D, Success),
    card("6011000990139424", "", "", Discover, Credit, "US", D, Success),
    card("6011981111111113", "", "", Discover, Debit, "US", D, Success),
    card("3056930009020004", "pm_card_diners", "tok_diners", Diners, Credit, "US", N, Success),
    card("36227206271667", "", "", Diners, Credit, "US", N, Success),
    card("6555900000604105", "", "", Discover, Credit, "US", D, Success),
    card("3566002020360505", "pm_card_jcb", "tok_jcb", Jcb, Credit, "JP", J, Success),
    card("6200000000000005", "pm_card_unionpay", "tok_unionpay", UnionPay, Credit, "CN", U, Success),
    card("6200000000000047", "", "", UnionPay, Debit, "CN", U, Success),
    card("6205500000000000004", "", "", UnionPay, Credit, "CN", U, Success),
    // cobrand
    card("4000002500001001", "pm_card_visa_cartesBancaires", "tok_visa_cartesBancaires", Visa, Credit, "FR", CB_V, Success),
    card("5555552500001001", "pm_card_mastercard_cartesBancaires", "tok_mastercard_cartesBancaires", Mastercard, Credit, "FR", CB_M, Success),
    card("4000050360000001", "pm_card_visa_debit_eftposAuCoBranded", "tok_visa_debit_eftposAuCoBranded", Visa, Debit, "AU", EF_V, Success),
    card("5555050360000080", "pm_card_mastercard_debit_eftposAuCoBranded", "tok_mastercard_debit_eftposAuCoBranded", Mastercard, Debit, "AU", EF_M, Success),
    // hsa_fsa
    card("4000051230000072", "pm_card_debit_visaHsaProductCode", "tok_debit_visaHsaProductCode", Visa, Debit, "US", V, Success),
    card("4000051230000072", "pm_card_debit_visaFsaProductCode", "tok_debit_visaFsaProductCode", Visa, Debit, "US", V, Success),
    card("5200828282828897", "pm_card_mastercard_debit_mastercardFsaProductCode", "tok_mastercard_debit_mastercardFsaProductCode", Mastercard, Debit, "US", M, Success),
    // country
    card("4242424242424242", "pm_card_us", "tok_us", Visa, Credit, "US", V, Success),
    card("4000000320000021", "pm_card_ar", "tok_ar", Visa, Credit, "AR", V, Success),
    card("4000000760000002", "pm_card_br", "tok_br", Visa, Credit, "BR", V, Success),
    card("4000001240000000", "pm_card_ca", "tok_ca", Visa, Credit, "CA", V, Success),
    card("4000001520000001", "pm_card_cl", "tok_cl", Visa, Credit, "CL", V, Success),
    card("4000001700000003", "pm_card_co", "tok_co", Visa, Credit, "CO", V, Success),
    card("4000001880000005", "pm_card_cr", "tok_cr", Visa, Credit, "CR", V, Success),
    card("4000002180000000", "pm_card_ec", "tok_ec", Visa, Credit, "EC", V, Success),
    card("4000004840008001", "pm_card_mx", "tok_mx", Visa, Credit, "MX", V, Success),
    card("4000005910000000", "pm_card_pa", "tok_pa", Visa, Credit, "PA", V, Success),
    card("4000006000000066", "pm_card_py", "tok_py", Visa, Credit, "PY", V, Success),
    card("4000006040000068", "pm_card_pe", "tok_pe", Visa, Credit, "PE", V, Success),
    card("4000008580000003", "pm_card_uy", "tok_uy", Visa, Credit, "UY", V, Success),
    card("4000000400000008", "pm_card_at", "tok_at", Visa, Credit, "AT", V, Success),
    card("4000000560000004", "pm_card_be", "tok_be", Visa, Credit, "BE", V, Success),
    card("4000001000000000", "pm_card_bg", "tok_bg", Visa, Credit, "BG", V, Success),
    card("4000001120000005", "pm_card_by", "tok_by", Visa, Credit, "BY", V, Success),
    card("4000001960000008", "pm_card_cy", "tok_cy", Visa, Credit, "CY", V, Success),
    card("4000002030000002", "pm_card_cz", "tok_cz", Visa, Credit, "CZ", V, Success),
    card("4000002080000001", "pm_card_dk", "tok_dk", Visa, Credit, "DK", V, Success),
    card("4000002460000001", "pm_card_fi", "tok_fi", Visa, Credit, "FI", V, Success),
    card("4000002500000003", "pm_card_fr", "tok_fr", Visa, Credit, "FR", V, Success),
    card("4000002760000016", "pm_card_de", "tok_de", Visa, Credit, "DE", V, Success),
    card("4000003000000030", "pm_card_gr", "tok_gr", Visa, Credit, "GR", V, Success),
    card("4000003480000005", "pm_card_hu", "tok_hu", Visa, Credit, "HU", V, Success),
    card("4000003720000005", "pm_card_ie", "tok_ie", Visa, Credit, "IE", V, Success),
    card("4000003800000008", "pm_card_it", "tok_it", Visa, Credit, "IT", V, Success),
    card("4000004280000005", "pm_card_lv", "tok_lv", Visa, Credit, "LV", V, Success),
    card("4000004400000000", "pm_card_lt", "tok_lt", Visa, Credit, "LT", V, Success),
    card("4000004420000006", "pm_card_lu", "tok_lu", Visa, Credit, "LU", V, Success),
    card("4000004700000007", "pm_card_mt", "tok_mt", Visa, Credit, "MT", V, Success),
    card("4000005280000002", "pm_card_nl", "tok_nl", Visa, Credit, "NL", V, Success),
    card("4000005780000007", "pm_card_no", "tok_no", Visa, Credit, "NO", V, Success),
    card("4000006160000005", "pm_card_pl", "tok_pl", Visa, Credit, "PL", V, Success),
    card("4000006200000007", "pm_card_pt", "tok_pt", Visa, Credit, "PT", V, Success),
    card("4000006420000001", "pm_card_ro", "tok_ro", Visa, Credit, "RO", V, Success),
    card("4000006820000007", "pm_card_sa", "", Visa, Credit, "SA", V, Success),
    card("4000007050000006", "pm_card_si", "tok_si", Visa, Credit, "SI", V, Success),
    card("4000007030000001", "pm_card_sk", "tok_sk", Visa, Credit, "SK", V, Success),
    card("4000007240000007", "pm_card_es", "tok_es", Visa, Credit, "ES", V, Success),
    card("4000007520000008", "pm_card_se", "tok_se", Visa, Credit, "SE", V, Success),
    card("4000007560000009", "pm_card_ch", "tok_ch", Visa, Credit, "CH", V, Success),
    card("4000008260000000", "pm_card_gb", "tok_gb", Visa, Credit, "GB", V, Success),
    card("4000007840000001", "pm_card_ae", "tok_ae", Visa, Credit, "AE", V, Success),
    card("4000000360000006", "pm_card_au", "tok_au", Visa, Credit, "AU", V, Success),
    card("4000001560000002", "pm_card_cn", "tok_cn", Visa, Credit, "CN", V, Success),
    card("4000003440000004", "pm_card_hk", "tok_hk", Visa, Credit, "HK", V, Success),
    card("4000003560000008", "pm_card_in", "tok_in", Visa, Credit, "IN", V, Success),
    card("4000003920000003", "pm_card_jp", "tok_jp", Visa, Credit, "JP", V, Success),
    card("4000004580000002", "pm_card_my", "tok_my", Visa, Credit, "MY", V, Success),
    card("4000005540000008", "pm_card_nz", "tok_nz", Visa, Credit, "NZ", V, Success),
    card("4000007020000003", "pm_card_sg", "tok_sg", Visa, Credit, "SG", V, Success),
    card("4000001580000008", "pm_card_tw", "tok_tw", Visa, Credit, "TW", V, Success),
    card("4000058260000005", "pm_card_gb_debit", "tok_gb_debit", Visa, Debit, "GB", V, Success),
    card("5555558265554449", "pm_card_gb_mastercard", "tok_gb_mastercard", Mastercard, Credit, "GB", M, Success),
    card("4000007640000003", "pm_card_th_credit", "tok_th_credit", Visa, Credit, "TH", V, Success),
    card("4000057640000008", "pm_card_th_debit", "tok_th_debit", Visa, Debit, "TH", V, Success),
    card("3530111333300000", "", "", Jcb, Credit, "JP", J, Success),
    card("5062210000000009", "", "", Carnet, Credit, "MX", C, Success),
    // decline
    card("4000000000000002", "pm_card_visa_chargeDeclined", "tok_visa_chargeDeclined", Visa, Credit, "US", V, GenericDecline),
    card("4000000000000002", "pm_card_chargeDeclined", "tok_chargeDeclined", Visa, Credit, "US", V, GenericDecline),
    card("4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds", "tok_visa_chargeDeclinedInsufficientFunds", Visa, Credit, "US", V, InsufficientFunds),
    card("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", "tok_visa_chargeDeclinedLostCard", Visa, Credit, "US", V, LostCard),
    card("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", "tok_visa_chargeDeclinedStolenCard", Visa, Credit, "US", V, StolenCard),
    card("4000000000000069", "pm_card_chargeDeclinedExpiredCard", "tok_chargeDeclinedExpiredCard", Visa, Credit, "US", V, ExpiredCard),
    card("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", "tok_chargeDeclinedIncorrectCvc", Visa, Credit, "US", V, IncorrectCvc),
    card("4000000000000119", "pm_card_chargeDeclinedProcessingError", "tok_chargeDeclinedProcessingError", Visa, Credit, "US", V, ProcessingError),
    card("4242424242424241", "", "", Visa, Credit, "US", V, IncorrectNumber),
    card("4000000000006975", "pm_card_visa_chargeDeclinedVelocityLimitExceeded", "tok_visa_chargeDeclinedVelocityLimitExceeded", Visa, Credit, "US", V, CardVelocityExceeded),
    card("4000000000000341", "pm_card_chargeCustomerFail", "tok_chargeCustomerFail", Visa, Credit, "US", V, AttachOkChargeFails),
    // fraud
    card("4100000000000019", "pm_card_radarBlock", "tok_radarBlock", Visa, Credit, "US", V, RadarBlock),
    card("4000000000004954", "pm_card_riskLevelHighest", "tok_riskLevelHighest", Visa, Credit, "US", V, RiskHighest),
    card("4000000000009235", "pm_card_riskLevelElevated", "tok_riskLevelElevated", Visa, Credit, "US", V, RiskElevated),
    card("4000000000000101", "pm_card_cvcCheckFail", "tok_cvcCheckFail", Visa, Credit, "US", V, CvcCheckFail),
    card("4000000000000036", "pm_card_avsZipFail", "tok_avsZipFail", Visa, Credit, "US", V, PostalCheckFail),
    card("4000058400307872", "pm_card_cvcCheckFailElevatedRisk", "tok_cvcCheckFailElevatedRisk", Visa, Credit, "US", V, CvcCheckFailElevated),
    card("4000058400306072", "pm_card_avsZipFailElevatedRisk", "tok_avsZipFailElevatedRisk", Visa, Credit, "US", V, PostalCheckFailElevated),
    card("4000000000000028", "pm_card_avsLine1Fail", "tok_avsLine1Fail", Visa, Credit, "US", V, Line1CheckFail),
    card("4000000000000010", "pm_card_avsFail", "tok_avsFail", Visa, Credit, "US", V, AddressChecksFail),
    card("4000000000000044", "pm_card_avsUnchecked", "tok_avsUnchecked", Visa, Credit, "US", V, AddressChecksUnavailable),
    card("4000000000000093", "pm_card_domesticPricing", "tok_domesticPricing", Visa, Credit, "US", V, Success),
    // dispute
    card("4000000000000259", "pm_card_createDispute", "tok_createDispute", Visa, Credit, "US", V, DisputeFraudulent),
    card("4000000000002685", "pm_card_createDisputeProductNotReceived", "tok_createDisputeProductNotReceived", Visa, Credit, "US", V, DisputeProductNotReceived),
    card("4000000000001976", "pm_card_createDisputeInquiry", "tok_createDisputeInquiry", Visa, Credit, "US", V, DisputeInquiry),
    card("4000000000005423", "pm_card_createIssuerFraudRecord", "tok_createIssuerFraudRecord", Visa, Credit, "US", V, EarlyFraudWarning),
    card("4000000404000079", "pm_card_createMultipleDisputes", "tok_createMultipleDisputes", Visa, Credit, "US", V, DisputeMultiple),
    card("4000000404000038", "pm_card_createCe3EligibleDispute", "tok_createCe3EligibleDispute", Visa, Credit, "US", V, DisputeCe3),
    card("4000008400000779", "pm_card_createComplianceDispute", "tok_createComplianceDispute", Visa, Credit, "US", V, DisputeCompliance),
    // refund
    card("4000000000007726", "pm_card_pendingRefund", "tok_pendingRefund", Visa, Credit, "US", V, RefundAsyncSuccess),
    card("4000000000005126", "pm_card_refundFail", "tok_refundFail", Visa, Credit, "US", V, RefundAsyncFailure),
    // balance
    card("4000000000000077", "pm_card_bypassPending", "tok_bypassPending", Visa, Credit, "US", V, BypassPending),
    card("4000003720000278", "pm_card_bypassPendingInternational", "tok_bypassPendingInternational", Visa, Credit, "IE", V, BypassPending),
    // 3ds
    card("4000002500003155", "pm_card_authenticationRequiredOnSetup", "tok_authenticationRequiredOnSetup", Visa, Credit, "FR", V, ThreeDSecureUnlessSetUp),
    card("4000002760003184", "pm_card_authenticationRequired", "tok_authenticationRequired", Visa, Credit, "DE", V, ThreeDSecureAlways),
    card("4000003800000446", "pm_card_authenticationRequiredSetupForOffSession", "tok_authenticationRequiredSetupForOffSession", Visa, Credit, "IT", V, ThreeDSecureAlreadySetUp),
    card("4000008260003178", "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", "tok_authenticationRequiredChargeDeclinedInsufficientFunds", Visa, Credit, "GB", V, ThreeDSecureThenInsufficientFunds),
    card("4000000000003220", "pm_card_threeDSecure2Required", "tok_threeDSecure2Required", Visa, Credit, "US", V, ThreeDSecure2Required),
    card("4000000000003063", "pm_card_threeDSecureRequired", "tok_threeDSecureRequired", Visa, Credit, "US", V, ThreeDSecure2Required),
    card("4000008400001629", "pm_card_threeDSecureRequiredChargeDeclined", "tok_threeDSecureRequiredChargeDeclined", Visa, Credit, "US", V, ThreeDSecureThenGenericDecline),
    card("4000008400001280", "pm_card_threeDSecureRequiredProcessingError", "tok_threeDSecureRequiredProcessingError", Visa, Credit, "US", V, ThreeDSecureLookupErrorDeclined),
    card("4000000000003055", "pm_card_threeDSecureOptional", "tok_threeDSecureOptional", Visa, Credit, "US", V, ThreeDSecureOptional),
    card("4000000000003097", "pm_card_threeDSecureOptionalProcessingError", "tok_threeDSecureOptionalProcessingError", Visa, Credit, "US", V, ThreeDSecureOptionalError),
    card("378282246310005", "pm_card_amex_threeDSecureNotSupported", "tok_amex_threeDSecureNotSupported", Amex, Credit, "US", A, ThreeDSecureNotSupported),
    card("4000582600000094", "", "", Visa, Credit, "GB", V, ThreeDSecureMobileOutOfBand),
    card("4000582600000045", "", "", Visa, Credit, "GB", V, ThreeDSecureMobileOtp),
    card("4000582600000102", "", "", Visa, Credit, "GB", V, ThreeDSecureMobileSingleSelect),
    card("4000582600000110", "", "", Visa, Credit, "GB", V, ThreeDSecureMobileMultiSelect),
    // captcha
    card("4000000000001208", "", "", Visa, Credit, "US", V, CaptchaChallenge),
    card("4000000000003725", "", "", Visa, Credit, "US", V, CaptchaChallenge),
    // pin
    card("4001007020000002", "", "", Visa, Credit, "SG", V, PinCard),
    card("4000008260000075", "", "", Visa, Credit, "GB", V, PinCard),
    card("4001000360000005", "", "", Visa, Credit, "AU", V, PinCard),
    card("4000002760000008", "", "", Visa, Credit, "DE", V, PinCard),
    // india_mandate
    card("4000003560000123", "", "", Visa, Credit, "IN", V, Success),
    card("4000003560000263", "", "", Visa, Credit, "IN", V, MandateFail),
    // payout
    card("4000056655665572", "", "", Visa, Debit, "US", V, PayoutCouldNotProcess),
];

/// Tokens without a number of their own: they show the number of the card whose outcome they share.
#[rustfmt::skip]
static TOKENS: &[TestCard] = &[
    token("4000000000009995", "tok_visa_debit_chargeDeclinedInsufficientFunds", Debit, InsufficientFunds),
    token("4100000000000019", "tok_visa_chargeDeclinedFraudulent", Credit, Fraudulent),
    token("4000000000000069", "tok_visa_chargeDeclinedExpiredCard", Credit, ExpiredCard),
    token("4000000000000127", "tok_visa_chargeDeclinedIncorrectCvc", Credit, IncorrectCvc),
    token("4000000000000119", "tok_visa_chargeDeclinedProcessingError", Credit, ProcessingError),
    token("4000000000000341", "tok_visa_chargeCustomerFail", Credit, AttachOkChargeFails),
    token("4000000000000341", "tok_visa_chargeCustomerFailLostCard", Credit, AttachOkChargeFailsLostCard),
    token("4000000000000341", "tok_visa_chargeCustomerFailStolenCard", Credit, AttachOkChargeFailsStolenCard),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::luhn;

    #[test]
    fn numbers_are_card_numbers_of_their_brand() {
        for card in test_cards() {
            assert_eq!(luhn(card.number), card.behavior != IncorrectNumber, "{}", card.number);
            if card.brand != Carnet {
                assert_eq!(Brand::of_number(card.number), card.brand, "{}", card.number);
            }
            assert!(card.networks.contains(&card.brand.network()), "{}", card.number);
        }
    }

    #[test]
    fn ids_are_unique_and_found() {
        let rows = test_cards().filter(|card| card.payment_method_id.is_some()).count();
        assert_eq!(index().payment_methods.len(), rows);
        let rows = test_cards().filter(|card| card.token_id.is_some()).count();
        assert_eq!(index().tokens.len(), rows);
    }

    #[test]
    fn every_behavior_has_a_card() {
        for behavior in Behavior::ALL {
            assert!(test_cards().any(|card| card.behavior == *behavior), "{behavior}");
        }
    }

    #[test]
    fn look_ups() {
        assert_eq!(
            by_payment_method_id("pm_card_visa").map(|card| card.last4()),
            Some("4242")
        );
        assert_eq!(by_payment_method_id("pm_card_Visa"), None);
        assert_eq!(
            by_token_id("tok_chargeDeclined").map(|card| card.behavior),
            Some(GenericDecline)
        );
        assert_eq!(
            by_number("378282246310005").map(|card| card.behavior),
            Some(ThreeDSecureNotSupported)
        );
        assert_eq!(
            by_payment_method_id("pm_card_amex").map(|card| card.behavior),
            Some(Success)
        );
        assert_eq!(
            by_number("4100000000000019").map(|card| card.behavior),
            Some(RadarBlock)
        );
        assert_eq!(
            by_number("4000000000000341").map(|card| card.behavior),
            Some(AttachOkChargeFails)
        );
        assert_eq!(by_number("4111111111111111"), None);
    }
}
