//! What an operation accepts: parameter tables, the check of a form against one, and typed access to what passed.
//!
//! Each operation has a table, a text file beside its code ([`table`] describes the format):
//!
//! ```text
//! # POST /v1/refunds
//! amount    integer
//! charge    string
//! metadata  metadata clearable
//! reason    enum duplicate|fraudulent|requested_by_customer
//! ```
//!
//! It is compiled in, parsed once on first use ([`params_table!`](crate::params_table)), and decides what a request may
//! say ([`Table::check`]); handlers read the result through [`Params`]. Nothing else in the product looks at a form.

mod check;
mod parse;
mod read;
pub mod table;

pub use read::{Field, MetadataEdit, Params, Range, Value};
pub use table::{Fragments, Kind, Param, ParseError, Shape, Table};

/// The table in a file beside the calling one, parsed on first use: `params_table!(FRAGMENTS, "create.params")`.
///
/// A table that does not parse is a fault of the build, found by the test that reads them all: it panics.
#[macro_export]
macro_rules! params_table {
    ($fragments:expr, $file:literal) => {{
        static TABLE: ::std::sync::LazyLock<$crate::params::Table> =
            ::std::sync::LazyLock::new(|| match $crate::params::Table::parse(include_str!($file), $fragments) {
                Ok(table) => table,
                Err(error) => panic!("{}: {error}", $file),
            });
        &*TABLE
    }};
}

#[cfg(test)]
mod tests;
