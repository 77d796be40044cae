//! Keeps secrets that a client put in the wrong place out of messages: errors are stored, logged and shown.

/// Digits of a card number.
const PAN_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// `sk_test_***1234`: the prefix and the last four characters, and those only if they give little away. A key that is
/// masked already stays as it is.
pub(super) fn mask_key(key: &str) -> String {
    /// Secret characters from which four may be shown.
    const SECRET_CHARS_MIN: usize = 12;
    const MASK: &str = "***";
    let prefix_bytes = match key.match_indices('_').nth(1) {
        Some((at, _)) if at < 10 => at + 1,
        Some(_) | None => 0,
    };
    let (prefix, secret) = key.split_at(prefix_bytes);
    if secret
        .strip_prefix(MASK)
        .is_some_and(|last4| last4.chars().count() <= 4)
    {
        return key.to_owned();
    }
    let chars = secret.chars().count();
    let shown = if chars >= SECRET_CHARS_MIN { 4 } else { 0 };
    let last4: String = secret.chars().skip(chars - shown).collect();
    format!("{prefix}{MASK}{last4}")
}

/// Replaces all but the last four digits of whatever may be a PAN: 13 to 19 digits, also in groups, that stand alone
/// and pass the Luhn check. Numbers that merely look like one lose nothing that anyone needs.
pub(super) fn hide_pans(text: String) -> String {
    let bytes = text.as_bytes();
    let mut hidden: Option<Vec<u8>> = None;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (end, digits) = digit_run(bytes, at);
        let stands_alone = at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        if stands_alone && PAN_DIGITS.contains(&digits.len()) && passes_luhn(bytes, &digits) {
            let hidden = hidden.get_or_insert_with(|| bytes.to_vec());
            for &digit in &digits[..digits.len() - 4] {
                hidden[digit] = b'*';
            }
        }
        at = end;
    }
    match hidden {
        // Only digits were replaced, by another ASCII character, so this is UTF-8 still.
        Some(hidden) => String::from_utf8(hidden).unwrap_or_default(),
        None => text,
    }
}

/// Where the run of digits ends, and where its digits are. Single spaces and dashes between digits belong to it.
fn digit_run(bytes: &[u8], start: usize) -> (usize, Vec<usize>) {
    let mut digits = Vec::new();
    let mut at = start;
    loop {
        match bytes.get(at) {
            Some(byte) if byte.is_ascii_digit() => digits.push(at),
            Some(b' ' | b'-') if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {}
            Some(_) | None => return (at, digits),
        }
        at += 1;
    }
}

fn passes_luhn(bytes: &[u8], digits: &[usize]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .map(|&at| u32::from(bytes[at] - b'0'))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double @ 0..=9) => double,
            (_, double) => double - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}
