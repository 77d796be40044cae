//! Loading, for one request, what its older version shows.

use futures::future::BoxFuture;
use serde_json::Value;

use super::change::{Need, Preload};
use super::changes::Changes;
use super::loaded::Loaded;
use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::expand::Paths;

/// Finds what a need names, newest first, as the newest version shows it. It sees what the request itself has written.
pub type Loader = for<'a> fn(&'a Ctx<'_>, &'a Need) -> BoxFuture<'a, Result<Vec<Value>, ApiError>>;

impl Changes {
    /// Everything that the request's version shows besides the answer. Nothing is read if that is nothing.
    pub async fn load(&self, ctx: &Ctx<'_>, answer: &Value, paths: &Paths) -> Result<Loaded, ApiError> {
        let mut loaded = Loaded::default();
        let Some(loader) = self.loader else { return Ok(loaded) };
        loop {
            let needs = self.needs(ctx.version, answer, &loaded);
            if needs.is_empty() {
                return Ok(loaded);
            }
            for need in needs {
                let mut objects = find(ctx, loader, &need).await?;
                for object in &mut objects {
                    paths.apply_loaded(ctx, need.preload, object).await?;
                }
                loaded.put(need, objects);
            }
        }
    }
}

async fn find(ctx: &Ctx<'_>, loader: Loader, need: &Need) -> Result<Vec<Value>, ApiError> {
    match need.preload {
        Preload::Intent => Ok(ctx.object(&need.id).await?.into_iter().collect()),
        Preload::ChargesOfIntent | Preload::DisputesOfCharge | Preload::RefundsOfCharge => loader(ctx, need).await,
    }
}
