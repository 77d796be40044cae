//! The table of payment method types, read once.
//!
//! Columns: `-` is none and `*` is all. `amounts` are in the currency's main unit, `least..most`, those of one currency
//! behind its code. `businesses` are the countries of accounts that may take the type, `customers` those of people who
//! have it. Source: API reference, "Payment method support", and the pages of the single types.

use std::sync::LazyLock;

use kernel::Currency;

/// What is known of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    pub name: &'static str,
    pub family: Family,
    pub kind: Kind,
    /// What the customer is asked to do, if anything.
    pub action: Option<Action>,
    pub currencies: Currencies,
    pub businesses: Countries,
    pub customers: Countries,
    pub amounts: Vec<Amounts>,
    /// Whether setup intents take it.
    pub setups: bool,
    /// How long a hold can be captured; none if it cannot be held.
    pub hold_days: Option<u32>,
    pub future_usage: FutureUsage,
    /// The type under which it can be used again.
    pub saved_as: Option<&'static str>,
    pub mandate: MandateRule,
    pub requires: Vec<Part>,
    /// Beyond those, when it is to be used again.
    pub requires_saving: Vec<Part>,
    pub refunds: Refunds,
    pub refund_days: Option<u32>,
}

words! {
    /// What sort of a thing it is, for people and for how a refusal is worded.
    pub enum Family {
        Card = "card",
        Wallet = "wallet",
        BankDebit = "bank_debit",
        BankRedirect = "bank_redirect",
        BankTransfer = "bank_transfer",
        PayLater = "pay_later",
        RealTime = "real_time",
        Voucher = "voucher",
        Crypto = "crypto",
    }
}

words! {
    /// What happens when a payment with it is confirmed.
    pub enum Kind {
        /// Decided at once.
        Instant = "instant",
        /// The customer leaves for another page, and decides there.
        Redirect = "redirect",
        /// As a redirect, but the money comes later.
        RedirectDelayed = "redirect_delayed",
        /// Accepted at once; days later it is paid, or comes back.
        Debit = "debit",
        /// As a debit, of an account that must be shown to be the customer's first.
        DebitVerified = "debit_verified",
        /// The customer gets something to pay with elsewhere, until a date.
        Voucher = "voucher",
        /// The customer scans a code, or follows the link in it, and decides there.
        Scan = "scan",
        /// The customer's app asks; there is no page.
        Push = "push",
        /// The customer sends money to an account.
        Transfer = "transfer",
    }
}

words! {
    /// `next_action.type`.
    pub enum Action {
        RedirectToUrl = "redirect_to_url",
        AlipayHandleRedirect = "alipay_handle_redirect",
        BlikAuthorize = "blik_authorize",
        BoletoDisplayDetails = "boleto_display_details",
        CashappHandleRedirectOrDisplayQrCode = "cashapp_handle_redirect_or_display_qr_code",
        DisplayBankTransferInstructions = "display_bank_transfer_instructions",
        KonbiniDisplayDetails = "konbini_display_details",
        MultibancoDisplayDetails = "multibanco_display_details",
        OxxoDisplayDetails = "oxxo_display_details",
        PaynowDisplayQrCode = "paynow_display_qr_code",
        PixDisplayQrCode = "pix_display_qr_code",
        PromptpayDisplayQrCode = "promptpay_display_qr_code",
        SwishHandleRedirectOrDisplayQrCode = "swish_handle_redirect_or_display_qr_code",
        UpiHandleRedirectOrDisplayQrCode = "upi_handle_redirect_or_display_qr_code",
        VerifyWithMicrodeposits = "verify_with_microdeposits",
        WechatPayDisplayQrCode = "wechat_pay_display_qr_code",
    }
}

words! {
    /// What `setup_future_usage` may be.
    pub enum FutureUsage {
        /// There is no such option.
        Absent = "absent",
        None = "none",
        Off = "off",
        /// On session and off session.
        Both = "both",
    }
}

words! {
    /// When the customer must have agreed to later debits.
    pub enum MandateRule {
        Never = "-",
        /// Only when it is to be used again.
        Saving = "saving",
        Always = "always",
    }
}

words! {
    /// A part of the billing details.
    pub enum Part {
        Name = "name",
        Email = "email",
        Phone = "phone",
        Country = "country",
        Address = "address",
        TaxId = "tax_id",
    }
}

words! {
    /// How money goes back.
    pub enum Refunds {
        No = "no",
        AtOnce = "at_once",
        /// Pending first.
        Later = "later",
        /// The customer must give bank details first.
        Details = "details",
    }
}

/// Which currencies a type takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Currencies {
    All,
    These(Vec<Currency>),
}

impl Currencies {
    #[must_use]
    pub fn has(&self, currency: Currency) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => these.contains(&currency),
        }
    }
}

/// ISO 3166-1 alpha-2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Countries {
    All,
    These(Vec<&'static str>),
}

impl Countries {
    #[must_use]
    pub fn has(&self, country: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => these.contains(&country),
        }
    }
}

/// Limits of an amount, in minor units of the currency asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// None: of every currency without limits of its own.
    pub currency: Option<Currency>,
    /// Hundredths of the main unit.
    least: Option<i64>,
    most: Option<i64>,
}

impl Method {
    /// The least and the most that can be paid in a currency, in its minor units.
    #[must_use]
    pub fn limits(&self, currency: Currency) -> (Option<i64>, Option<i64>) {
        let own = self.amounts.iter().find(|amounts| amounts.currency == Some(currency));
        let found = own.or_else(|| self.amounts.iter().find(|amounts| amounts.currency.is_none()));
        let minor = |hundredths: i64| match currency.decimals() {
            0 => hundredths / 100,
            2 => hundredths,
            decimals => hundredths * 10_i64.pow(decimals) / 100,
        };
        match found {
            Some(amounts) => (amounts.least.map(minor), amounts.most.map(minor)),
            None => (None, None),
        }
    }

    /// Whether the customer has to leave the page, or to be shown something that another page can.
    #[must_use]
    pub fn redirects(&self) -> bool {
        match self.kind {
            Kind::Redirect | Kind::RedirectDelayed => true,
            Kind::Instant
            | Kind::Debit
            | Kind::DebitVerified
            | Kind::Voucher
            | Kind::Scan
            | Kind::Push
            | Kind::Transfer => false,
        }
    }

    /// Whether the outcome is known only after the customer is done.
    #[must_use]
    pub fn is_delayed(&self) -> bool {
        match self.kind {
            Kind::RedirectDelayed | Kind::Debit | Kind::DebitVerified | Kind::Voucher | Kind::Transfer => true,
            Kind::Instant | Kind::Redirect | Kind::Scan | Kind::Push => false,
        }
    }
}

pub(super) fn all() -> &'static [Method] {
    static TABLE: LazyLock<Vec<Method>> = LazyLock::new(|| {
        let lines = include_str!("methods.tsv").lines().skip(1);
        lines
            .map(|line| read(line).unwrap_or_else(|| panic!("methods.tsv: {line}")))
            .collect()
    });
    &TABLE
}

/// The table is part of the program: a test reads every row.
fn read(line: &'static str) -> Option<Method> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [
        name,
        family,
        kind,
        action,
        currencies,
        businesses,
        customers,
        amounts,
        setups,
        hold,
        usage,
        saved,
        mandate,
        requires,
        saving,
        refunds,
        refund_days,
    ] = cells.as_slice()
    else {
        return None;
    };
    let some = |cell: &'static str| (cell != "-").then_some(cell);
    Some(Method {
        name,
        family: Family::parse(family)?,
        kind: Kind::parse(kind)?,
        action: match some(action) {
            Some(word) => Some(Action::parse(word)?),
            None => None,
        },
        currencies: match *currencies {
            "*" => Currencies::All,
            list => Currencies::These(words(list).map(currency_of).collect::<Option<_>>()?),
        },
        businesses: countries(businesses),
        customers: countries(customers),
        amounts: words(amounts).map(limits).collect::<Option<_>>()?,
        setups: *setups == "yes",
        hold_days: some(hold).map(str::parse).transpose().ok()?,
        future_usage: FutureUsage::parse(usage)?,
        saved_as: some(saved),
        mandate: MandateRule::parse(mandate)?,
        requires: words(requires).map(Part::parse).collect::<Option<_>>()?,
        requires_saving: words(saving).map(Part::parse).collect::<Option<_>>()?,
        refunds: Refunds::parse(refunds)?,
        refund_days: some(refund_days).map(str::parse).transpose().ok()?,
    })
}

fn words(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(' ').filter(|word| *word != "-")
}

fn currency_of(code: &str) -> Option<Currency> {
    code.parse().ok()
}

fn countries(cell: &'static str) -> Countries {
    match cell {
        "*" => Countries::All,
        list => Countries::These(words(list).collect()),
    }
}

/// `0.50..`, `10..10000` or `aud:1..4000`.
fn limits(word: &'static str) -> Option<Amounts> {
    let (currency, range) = match word.split_once(':') {
        Some((currency, range)) => (Some(currency_of(currency)?), range),
        None => (None, word),
    };
    let (least, most) = range.split_once("..")?;
    Some(Amounts {
        currency,
        least: hundredths(least)?,
        most: hundredths(most)?,
    })
}

fn hundredths(text: &str) -> Option<Option<i64>> {
    if text.is_empty() {
        return Some(None);
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = part.parse().ok().filter(|_| part.len() == 2)?;
    Some(Some(whole * 100 + part))
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::*;

    #[test]
    fn every_row_reads_and_fits_itself() {
        assert_eq!(all().len(), 57);
        for method in all() {
            let name = method.name;
            assert_eq!(named(name), Some(method), "{name} stands twice");
            let shows = match method.kind {
                Kind::Instant | Kind::Debit => false,
                Kind::Push => method.action.is_some(),
                Kind::Redirect
                | Kind::RedirectDelayed
                | Kind::DebitVerified
                | Kind::Voucher
                | Kind::Scan
                | Kind::Transfer => true,
            };
            assert_eq!(method.action.is_some(), shows, "{name}: what the customer is shown");
            assert!(
                method.saved_as.is_none_or(|saved| named(saved).is_some()),
                "{name}: saved as nothing"
            );
            let savable = matches!(method.future_usage, FutureUsage::Off | FutureUsage::Both);
            assert_eq!(savable, method.saved_as.is_some(), "{name}: saved or not");
            assert!(!method.setups || savable, "{name}: set up for nothing");
        }
    }

    #[test]
    fn limits_are_in_minor_units() {
        for (name, currency, expected) in [
            ("us_bank_account", "usd", (Some(50), None)),
            ("konbini", "jpy", (Some(120), Some(300_000))),
            ("boleto", "brl", (Some(500), Some(4_999_999))),
            ("afterpay_clearpay", "aud", (Some(100), Some(400_000))),
            ("afterpay_clearpay", "cad", (Some(100), Some(200_000))),
            ("card", "usd", (None, None)),
        ] {
            let currency = currency_of(currency).unwrap();
            assert_eq!(
                named(name).unwrap().limits(currency),
                expected,
                "{name} {}",
                currency.code()
            );
        }
    }
}
