//! Client secrets: what lets a browser act on one object.

use wire::{ApiError, Ctx, Params};

/// A publishable key needs the object's client secret; whoever sends one must send the right one.
pub fn check(ctx: &Ctx<'_>, params: &Params, secret: &str, id: &str) -> Result<(), ApiError> {
    match params.text("client_secret") {
        Some(given) if equal(given, secret) => Ok(()),
        Some(_) => Err(ApiError::refused(
            "The client_secret provided does not match the client_secret of this object.",
        )
        .code("resource_missing")
        .param("client_secret")),
        None if ctx.caller.is_publishable() => Err(ApiError::refused(format!(
            "The client_secret of {id} is required when a publishable API key is used."
        ))
        .code("parameter_missing")
        .param("client_secret")),
        None => Ok(()),
    }
}

/// Without telling by its time where two secrets differ.
pub fn equal(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .fold(0, |sum, (one, other)| sum | (one ^ other))
            == 0
}
