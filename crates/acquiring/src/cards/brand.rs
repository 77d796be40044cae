//! Brands and networks: their wire spellings, and which numbers and security codes they use.

words! {
    /// `card.brand`: who issued the card's number range.
    pub enum Brand {
        Amex = "amex",
        Carnet = "carnet",
        Diners = "diners",
        Discover = "discover",
        Jcb = "jcb",
        Mastercard = "mastercard",
        UnionPay = "unionpay",
        Visa = "visa",
        Unknown = "unknown",
    }
}

words! {
    /// A network a charge can run on. A co-branded card has two.
    pub enum Network {
        Amex = "amex",
        Carnet = "carnet",
        CartesBancaires = "cartes_bancaires",
        Diners = "diners",
        Discover = "discover",
        EftposAu = "eftpos_au",
        Jcb = "jcb",
        Mastercard = "mastercard",
        UnionPay = "unionpay",
        Visa = "visa",
        Unknown = "unknown",
    }
}

words! {
    /// Where the card's money comes from.
    pub enum Funding {
        Credit = "credit",
        Debit = "debit",
        Prepaid = "prepaid",
        Unknown = "unknown",
    }
}

/// Number ranges: first and last prefix (of equal length) and the brand. The first match wins.
/// Source: ISO/IEC 7812 ranges as the networks publish them.
const RANGES: &[(u32, u32, Brand)] = &[
    (34, 34, Brand::Amex),
    (37, 37, Brand::Amex),
    (300, 305, Brand::Diners),
    (3095, 3095, Brand::Diners),
    (36, 36, Brand::Diners),
    (38, 39, Brand::Diners),
    (3528, 3589, Brand::Jcb),
    (6011, 6011, Brand::Discover),
    (644, 649, Brand::Discover),
    (65, 65, Brand::Discover),
    (62, 62, Brand::UnionPay),
    (81, 81, Brand::UnionPay),
    (2221, 2720, Brand::Mastercard),
    (51, 55, Brand::Mastercard),
    (4, 4, Brand::Visa),
];

impl Brand {
    /// The brand of a number, or of as many of its first digits as are known. Anything else is `Unknown`.
    #[must_use]
    pub fn of_number(digits: &str) -> Self {
        let matches = |&(low, high, _): &(u32, u32, Brand)| {
            let prefix = digits
                .get(..low.to_string().len())
                .and_then(|prefix| prefix.parse::<u32>().ok());
            prefix.is_some_and(|prefix| (low..=high).contains(&prefix))
        };
        RANGES
            .iter()
            .find(|range| matches(range))
            .map_or(Self::Unknown, |&(_, _, brand)| brand)
    }

    /// How many digits a security code of this brand may have. Amex prints four; three are also accepted.
    #[must_use]
    pub const fn cvc_lengths(self) -> std::ops::RangeInclusive<usize> {
        match self {
            Self::Amex | Self::Unknown => 3..=4,
            Self::Carnet
            | Self::Diners
            | Self::Discover
            | Self::Jcb
            | Self::Mastercard
            | Self::UnionPay
            | Self::Visa => 3..=3,
        }
    }

    /// The network that shares the brand's name: the only one of a card that is not co-branded.
    #[must_use]
    pub const fn network(self) -> Network {
        match self {
            Self::Amex => Network::Amex,
            Self::Carnet => Network::Carnet,
            Self::Diners => Network::Diners,
            Self::Discover => Network::Discover,
            Self::Jcb => Network::Jcb,
            Self::Mastercard => Network::Mastercard,
            Self::UnionPay => Network::UnionPay,
            Self::Visa => Network::Visa,
            Self::Unknown => Network::Unknown,
        }
    }

    /// As [`Self::network`], in the shape of a card's list of networks.
    #[must_use]
    pub const fn networks(self) -> &'static [Network] {
        match self {
            Self::Amex => &[Network::Amex],
            Self::Carnet => &[Network::Carnet],
            Self::Diners => &[Network::Diners],
            Self::Discover => &[Network::Discover],
            Self::Jcb => &[Network::Jcb],
            Self::Mastercard => &[Network::Mastercard],
            Self::UnionPay => &[Network::UnionPay],
            Self::Visa => &[Network::Visa],
            Self::Unknown => &[Network::Unknown],
        }
    }

    /// `card.display_brand`: the cardholder's choice on a co-branded card, else the brand, in the spelling of that field.
    #[must_use]
    pub const fn display(self, chosen: Option<Network>) -> &'static str {
        match chosen {
            Some(network) => network.display(),
            None => self.network().display(),
        }
    }
}

impl Network {
    const fn display(self) -> &'static str {
        match self {
            Self::Amex => "american_express",
            Self::CartesBancaires => "cartes_bancaires",
            Self::Diners => "diners_club",
            Self::Discover => "discover",
            Self::EftposAu => "eftpos_australia",
            Self::Jcb => "jcb",
            Self::Mastercard => "mastercard",
            Self::UnionPay => "union_pay",
            Self::Visa => "visa",
            Self::Carnet | Self::Unknown => "other",
        }
    }

    /// The only currency this network settles, if it is a domestic one.
    #[must_use]
    pub const fn home_currency(self) -> Option<&'static str> {
        match self {
            Self::CartesBancaires => Some("eur"),
            Self::EftposAu => Some("aud"),
            Self::Amex
            | Self::Carnet
            | Self::Diners
            | Self::Discover
            | Self::Jcb
            | Self::Mastercard
            | Self::UnionPay
            | Self::Visa
            | Self::Unknown => None,
        }
    }
}

/// Whether the last digit is the check digit of the others. `digits` must be ASCII digits; anything else is false.
#[must_use]
pub fn luhn(digits: &str) -> bool {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let weigh = |(place, digit): (usize, u8)| {
        let value = u32::from(digit - b'0');
        let doubled = value * 2;
        match place % 2 {
            0 => value,
            _ if doubled > 9 => doubled - 9,
            _ => doubled,
        }
    };
    digits
        .bytes()
        .rev()
        .enumerate()
        .map(weigh)
        .sum::<u32>()
        .is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brands_by_prefix() {
        let cases = [
            ("4", Brand::Visa),
            ("4000", Brand::Visa),
            ("51", Brand::Mastercard),
            ("55", Brand::Mastercard),
            ("56", Brand::Unknown),
            ("2220", Brand::Unknown),
            ("2221", Brand::Mastercard),
            ("2720", Brand::Mastercard),
            ("2721", Brand::Unknown),
            ("34", Brand::Amex),
            ("37", Brand::Amex),
            ("35", Brand::Unknown),
            ("3528", Brand::Jcb),
            ("3589", Brand::Jcb),
            ("3590", Brand::Unknown),
            ("300", Brand::Diners),
            ("306", Brand::Unknown),
            ("36", Brand::Diners),
            ("38", Brand::Diners),
            ("6011", Brand::Discover),
            ("6012", Brand::Unknown),
            ("644", Brand::Discover),
            ("65", Brand::Discover),
            ("62", Brand::UnionPay),
            ("81", Brand::UnionPay),
            ("9", Brand::Unknown),
            ("", Brand::Unknown),
            ("x", Brand::Unknown),
        ];
        for (digits, brand) in cases {
            assert_eq!(Brand::of_number(digits), brand, "{digits}");
        }
    }

    #[test]
    fn display_brands() {
        let cases = [
            (Brand::Amex, None, "american_express"),
            (Brand::Diners, None, "diners_club"),
            (Brand::UnionPay, None, "union_pay"),
            (Brand::Visa, None, "visa"),
            (Brand::Visa, Some(Network::CartesBancaires), "cartes_bancaires"),
            (Brand::Mastercard, Some(Network::EftposAu), "eftpos_australia"),
            (Brand::Mastercard, Some(Network::Mastercard), "mastercard"),
            (Brand::Unknown, None, "other"),
        ];
        for (brand, chosen, display) in cases {
            assert_eq!(brand.display(chosen), display);
        }
    }

    #[test]
    fn check_digits() {
        for (digits, valid) in [
            ("4242424242424242", true),
            ("4242424242424241", false),
            ("378282246310005", true),
            ("", false),
            ("4x", false),
        ] {
            assert_eq!(luhn(digits), valid, "{digits}");
        }
    }
}
