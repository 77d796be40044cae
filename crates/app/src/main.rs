//! The binary `florin`: see ARCHITECTURE.md.

fn main() {}
