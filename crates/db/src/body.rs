//! Bodies: one version of an object as JSON in the newest shape, with private state behind it.
//!
//! Stored compressed in the append-only table `bodies`. The first byte of the stored data names the
//! codec, so that a later dictionary can be introduced without touching what is there.

use bytes::Bytes;
use kernel::Key;

use crate::StoreError;

/// One version of an object. `public` is what the API shows, in the newest API version.
#[derive(Clone, Debug)]
pub struct Body {
    pub id: Key,
    bytes: Bytes,
    public_length: usize,
}

const CODEC_PLAIN: u8 = 0;
const CODEC_ZSTD: u8 = 1;
const CODEC_ZSTD_DICTIONARY_1: u8 = 2;
const LEVEL: i32 = 1;
const LENGTH_PREFIX: usize = 4;
/// No body is larger than a request may be, plus what the API adds to it.
const SIZE_BYTES_MAX: usize = 16 << 20;
/// A thread does not hold on to more than this after a large body.
const SCRATCH_BYTES_MAX: usize = 1 << 20;
static DICTIONARY_1: &[u8] = include_bytes!("../dictionaries/1.zdict");

impl Body {
    pub fn new(id: Key, public: &[u8], private: &[u8]) -> Body {
        let mut bytes = Vec::with_capacity(LENGTH_PREFIX + public.len() + private.len());
        bytes.extend_from_slice(&(public.len() as u32).to_le_bytes());
        bytes.extend_from_slice(public);
        bytes.extend_from_slice(private);
        Body {
            id,
            bytes: bytes.into(),
            public_length: public.len(),
        }
    }

    /// JSON that the API may show.
    pub fn public(&self) -> Bytes {
        self.bytes.slice(LENGTH_PREFIX..LENGTH_PREFIX + self.public_length)
    }

    /// State that only Florin sees; empty if the object has none.
    pub fn private(&self) -> &[u8] {
        &self.bytes[LENGTH_PREFIX + self.public_length..]
    }

    /// As stored: the codec's byte and the compressed bytes.
    pub fn encode(&self) -> Vec<u8> {
        CODECS.with_borrow_mut(|codecs| codecs.compress(&self.bytes))
    }

    pub fn decode(id: Key, stored: &[u8]) -> Result<Body, StoreError> {
        let damaged = |what: String| StoreError::Damaged {
            what: format!("body {}: {what}", id.0),
        };
        let (&codec, data) = stored.split_first().ok_or_else(|| damaged("empty".into()))?;
        let bytes = CODECS
            .with_borrow_mut(|codecs| codecs.decompress(codec, data))
            .map_err(damaged)?;
        let prefix = bytes
            .first_chunk::<LENGTH_PREFIX>()
            .ok_or_else(|| damaged("no length".into()))?;
        let public_length = u32::from_le_bytes(*prefix) as usize;
        if LENGTH_PREFIX + public_length > bytes.len() {
            return Err(damaged("shorter than its length says".into()));
        }
        Ok(Body {
            id,
            bytes: bytes.into(),
            public_length,
        })
    }
}

/// Contexts are costly to make (the dictionary is digested each time), so each thread keeps its own.
struct Codecs {
    compressor: zstd::bulk::Compressor<'static>,
    plain: zstd::bulk::Decompressor<'static>,
    dictionary_1: zstd::bulk::Decompressor<'static>,
    scratch: Vec<u8>,
}

thread_local! {
    static CODECS: std::cell::RefCell<Codecs> = std::cell::RefCell::new(Codecs::new());
}

impl Codecs {
    fn new() -> Codecs {
        let made = "zstd contexts are made from memory alone";
        Codecs {
            compressor: zstd::bulk::Compressor::with_dictionary(LEVEL, DICTIONARY_1).expect(made),
            plain: zstd::bulk::Decompressor::new().expect(made),
            dictionary_1: zstd::bulk::Decompressor::with_dictionary(DICTIONARY_1).expect(made),
            scratch: Vec::new(),
        }
    }

    fn compress(&mut self, bytes: &[u8]) -> Vec<u8> {
        // Into a buffer that is kept: a new one would be zeroed each time.
        self.scratch.resize(zstd::zstd_safe::compress_bound(bytes.len()), 0);
        let compressed = self.compressor.compress_to_buffer(bytes, &mut self.scratch[..]);
        let (codec, stored) = match compressed {
            Ok(length) if length < bytes.len() => {
                let codec = if DICTIONARY_1.is_empty() {
                    CODEC_ZSTD
                } else {
                    CODEC_ZSTD_DICTIONARY_1
                };
                (codec, &self.scratch[..length])
            }
            Ok(_) | Err(_) => (CODEC_PLAIN, bytes),
        };
        let mut out = Vec::with_capacity(1 + stored.len());
        out.push(codec);
        out.extend_from_slice(stored);
        if self.scratch.len() > SCRATCH_BYTES_MAX {
            self.scratch = Vec::new();
        }
        out
    }

    fn decompress(&mut self, codec: u8, data: &[u8]) -> Result<Vec<u8>, String> {
        let size = || {
            let size = zstd::zstd_safe::get_frame_content_size(data)
                .ok()
                .flatten()
                .ok_or("no content size")?;
            usize::try_from(size)
                .ok()
                .filter(|&size| size <= SIZE_BYTES_MAX)
                .ok_or("larger than any body")
        };
        match codec {
            CODEC_PLAIN => Ok(data.to_vec()),
            CODEC_ZSTD => self.plain.decompress(data, size()?).map_err(|error| error.to_string()),
            CODEC_ZSTD_DICTIONARY_1 => self
                .dictionary_1
                .decompress(data, size()?)
                .map_err(|error| error.to_string()),
            unknown => Err(format!(
                "written with codec {unknown}, which this version does not know"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_back_as_it_was() {
        for (public, private) in [
            (&br#"{"id":"pi_1"}"#[..], &b""[..]),
            (&[b'x'; 5_000][..], b"secret"),
            (b"", b""),
        ] {
            let stored = Body::new(Key(7), public, private).encode();
            let body = Body::decode(Key(7), &stored).unwrap();
            assert_eq!((&body.public()[..], body.private()), (public, private));
        }
    }

    #[test]
    fn damage_is_an_error_that_names_the_body() {
        for stored in [&b""[..], b"\x09abc", b"\x01garbage", b"\x00\xff\xff\xff\xff{}", b"\x02"] {
            let error = Body::decode(Key(7), stored).unwrap_err();
            assert!(error.to_string().contains("body 7"), "{error}");
        }
    }
}
