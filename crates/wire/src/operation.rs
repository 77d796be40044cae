//! An operation of the API: its route, who may call it, what it accepts, and the code that runs.

use futures::future::BoxFuture;
use http::Method;

use crate::access::grants;
use crate::answer::Answer;
use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::params::{Params, Table};

pub type Handler = for<'a, 'b> fn(&'a mut Ctx<'b>, &'a Params) -> BoxFuture<'a, Result<Answer, ApiError>>;

/// One row of the API's surface. Each resource lists its own in `routes()`.
pub struct Operation {
    pub method: Method,
    /// With `{names}` for the parts that differ: `/v1/refunds/{id}`.
    pub path: &'static str,
    pub access: Access,
    pub params: fn() -> &'static Table,
    /// `refund`, or `list:refund` for a page of them: what `expand` is checked against.
    pub returns: &'static str,
    pub handler: Handler,
}

impl Operation {
    /// `POST /v1/refunds/{id}`
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// What a key needs to call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// For restricted keys; reading is allowed by `…_write` too.
    pub permission: &'static str,
    /// Publishable keys may call it too; the handler checks the object's client secret.
    pub publishable: bool,
}

impl Access {
    pub const fn secret(permission: &'static str) -> Access {
        Access {
            permission,
            publishable: false,
        }
    }

    pub const fn publishable(permission: &'static str) -> Access {
        Access {
            permission,
            publishable: true,
        }
    }

    /// Whether a restricted key with these permissions may call.
    pub fn granted(self, permissions: &[String]) -> bool {
        grants(permissions, self.permission)
    }
}

/// `operation!(POST "/v1/refunds", secret "charge_write", "create.params", create::handler => "refund")`
///
/// The calling crate has a constant `params::FRAGMENTS`: what parameter tables include.
#[macro_export]
#[expect(
    clippy::crate_in_macro_def,
    reason = "the calling crate holds the fragments of its own tables"
)]
macro_rules! operation {
    ($method:ident $path:literal, $who:ident $permission:literal, $params:literal, $handler:path => $returns:literal) => {
        $crate::operation::Operation {
            method: ::http::Method::$method,
            path: $path,
            access: $crate::operation::Access::$who($permission),
            params: || $crate::params_table!(crate::params::FRAGMENTS, $params),
            returns: $returns,
            handler: |ctx, params| ::std::boxed::Box::pin($handler(ctx, params)),
        }
    };
}
