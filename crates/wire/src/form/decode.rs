//! From raw bytes to text and the pieces of it that are names and values.

use percent_encoding::percent_decode;

use super::{FormError, INPUT_BYTES_MAX, PAIRS_MAX, Span};

pub(super) struct Decoded {
    pub text: String,
    pub pairs: Vec<Pair>,
}

#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub name: Span,
    pub value: Span,
}

pub(super) fn decode(raw: &[u8]) -> Result<Decoded, FormError> {
    if raw.len() > INPUT_BYTES_MAX {
        return Err(FormError::TooLong);
    }
    // Each piece is followed by a separator, so that half a character at the end of one and half at the start of the
    // next never join into a valid one: pieces of valid UTF-8 are then valid themselves.
    let mut out = Vec::with_capacity(raw.len() + 2);
    let mut pairs = Vec::with_capacity(16);
    for piece in raw.split(|&b| b == b'&') {
        if piece.is_empty() {
            continue;
        }
        if pairs.len() == PAIRS_MAX {
            return Err(FormError::TooManyPairs);
        }
        let (name, value) = match piece.iter().position(|&b| b == b'=') {
            Some(at) => (&piece[..at], &piece[at + 1..]),
            None => (piece, &[][..]),
        };
        let name = append(name, b'=', &mut out)?;
        let value = append(value, b'&', &mut out)?;
        pairs.push(Pair { name, value });
    }
    if out.contains(&0) {
        return Err(FormError::Nul);
    }
    let text = String::from_utf8(out).map_err(|_| FormError::NotUtf8)?;
    Ok(Decoded { text, pairs })
}

fn append(piece: &[u8], separator: u8, out: &mut Vec<u8>) -> Result<Span, FormError> {
    let start = out.len();
    if piece.iter().any(|&b| b == b'%' || b == b'+') {
        unescape(piece, out)?;
    } else {
        out.extend_from_slice(piece);
    }
    let end = out.len();
    out.push(separator);
    // The input is at most INPUT_BYTES_MAX and decoding never makes it longer than twice that.
    Ok(Span {
        start: start as u32,
        end: end as u32,
    })
}

fn unescape(piece: &[u8], out: &mut Vec<u8>) -> Result<(), FormError> {
    // `percent_decode` lets a broken escape pass as it is. Guessing what was meant has no place in a payment.
    for (at, _) in piece.iter().enumerate().filter(|&(_, &b)| b == b'%') {
        let digits = piece.get(at + 1..at + 3).ok_or(FormError::BrokenEscape)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(FormError::BrokenEscape);
        }
    }
    for (i, part) in piece.split(|&b| b == b'+').enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        out.extend(percent_decode(part));
    }
    Ok(())
}
