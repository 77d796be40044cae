//! Every scenario that a test card acts out.

words! {
    /// What a test card does. The words are the keys of the test card table and are stored with a saved card.
    pub enum Behavior {
        /// Approved, nothing else.
        Success = "success",
        /// The issuer declines without a reason.
        GenericDecline = "generic_decline",
        /// The issuer declines.
        InsufficientFunds = "insufficient_funds",
        /// The issuer declines.
        LostCard = "lost_card",
        /// The issuer declines.
        StolenCard = "stolen_card",
        /// The issuer declines.
        ExpiredCard = "expired_card",
        /// Declined, but only when a security code was given.
        IncorrectCvc = "incorrect_cvc",
        /// The issuer declines.
        ProcessingError = "processing_error",
        /// Not a card number at all: refused before anyone is asked.
        IncorrectNumber = "incorrect_number",
        /// The issuer declines.
        CardVelocityExceeded = "card_velocity_exceeded",
        /// The issuer suspects fraud.
        Fraudulent = "fraudulent",
        /// Can be saved; every charge declines.
        AttachOkChargeFails = "attach_ok_charge_fails",
        /// Can be saved; every charge declines.
        AttachOkChargeFailsLostCard = "attach_ok_charge_fails_lost_card",
        /// Can be saved; every charge declines.
        AttachOkChargeFailsStolenCard = "attach_ok_charge_fails_stolen_card",
        /// Highest risk, always blocked.
        RadarBlock = "radar_block",
        /// Highest risk, blocked while the account's rule is on.
        RiskHighest = "risk_highest",
        /// Elevated risk, reviewed when the account asks for that.
        RiskElevated = "risk_elevated",
        /// Approved with a failed security code check.
        CvcCheckFail = "cvc_check_fail",
        /// The same at elevated risk.
        CvcCheckFailElevated = "cvc_check_fail_elevated",
        /// Approved with a failed postal code check.
        PostalCheckFail = "postal_check_fail",
        /// The same at elevated risk.
        PostalCheckFailElevated = "postal_check_fail_elevated",
        /// Approved with a failed street check.
        Line1CheckFail = "line1_check_fail",
        /// Approved with both address checks failed.
        AddressChecksFail = "address_checks_fail",
        /// Approved; the issuer could not check the address.
        AddressChecksUnavailable = "address_checks_unavailable",
        /// Approved, then disputed.
        DisputeFraudulent = "dispute_fraudulent",
        /// Approved, then disputed.
        DisputeProductNotReceived = "dispute_product_not_received",
        /// Approved, then the issuer inquires.
        DisputeInquiry = "dispute_inquiry",
        /// Approved, then disputed more than once.
        DisputeMultiple = "dispute_multiple",
        /// Approved, then disputed; prior payments count as evidence.
        DisputeCe3 = "dispute_ce3",
        /// Approved, then a compliance case.
        DisputeCompliance = "dispute_compliance",
        /// Approved, then the issuer reports fraud.
        EarlyFraudWarning = "early_fraud_warning",
        /// Approved; a refund is pending at first.
        RefundAsyncSuccess = "refund_async_success",
        /// Approved; a refund fails after it succeeded.
        RefundAsyncFailure = "refund_async_failure",
        /// Approved; the funds are available at once.
        BypassPending = "bypass_pending",
        /// A challenge, except off-session after a set-up.
        ThreeDSecureUnlessSetUp = "3ds_unless_set_up",
        /// A challenge every time.
        ThreeDSecureAlways = "3ds_always",
        /// A challenge on-session, none off-session.
        ThreeDSecureAlreadySetUp = "3ds_already_set_up",
        /// A challenge, then a decline.
        ThreeDSecureThenInsufficientFunds = "3ds_then_insufficient_funds",
        /// A challenge, then approved.
        ThreeDSecure2Required = "3ds2_required",
        /// A challenge, then a decline.
        ThreeDSecureThenGenericDecline = "3ds_then_generic_decline",
        /// A challenge is due but cannot be arranged: declined.
        ThreeDSecureLookupErrorDeclined = "3ds_lookup_error_declined",
        /// A challenge only on request.
        ThreeDSecureOptional = "3ds_optional",
        /// A requested challenge cannot be arranged: approved without.
        ThreeDSecureOptionalError = "3ds_optional_error",
        /// No challenge is possible: approved without.
        ThreeDSecureNotSupported = "3ds_not_supported",
        /// A challenge in the bank's app.
        ThreeDSecureMobileOutOfBand = "3ds_mobile_out_of_band",
        /// A challenge with a one-time code.
        ThreeDSecureMobileOtp = "3ds_mobile_otp",
        /// A challenge with one choice.
        ThreeDSecureMobileSingleSelect = "3ds_mobile_single_select",
        /// A challenge with several choices.
        ThreeDSecureMobileMultiSelect = "3ds_mobile_multi_select",
        /// Hosted pages show a captcha; the API approves.
        CaptchaChallenge = "captcha_challenge",
        /// For terminals; approved online.
        PinCard = "pin_card",
        /// Off-session charges find the mandate canceled.
        MandateFail = "mandate_fail",
        /// Approved as a card; fails as a payout destination.
        PayoutCouldNotProcess = "payout_could_not_process",
    }
}
