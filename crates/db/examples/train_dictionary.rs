//! Trains a dictionary for bodies: `cargo run -p db --example train_dictionary -- florin.db OUT [BYTES]`.
//!
//! Run it over a database with every kind of object. A dictionary that was ever released is never
//! replaced: it gets a new number and a new codec in `body.rs`, or what it compressed cannot be read.

use db::Body;
use kernel::Key;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, from, to, rest @ ..] = arguments.as_slice() else {
        return Err("usage: train_dictionary florin.db OUT [BYTES]".into());
    };
    let size = rest.first().map_or(Ok(16 << 10), |bytes| bytes.parse())?;
    let connection = rusqlite::Connection::open(from)?;
    let mut statement = connection.prepare("select id, data from bodies order by id")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut samples = Vec::new();
    for row in rows {
        let (id, data) = row?;
        samples.push(Body::decode(Key(id), &data)?.public().to_vec());
    }
    let dictionary = zstd::dict::from_samples(&samples, size)?;
    std::fs::write(to, &dictionary)?;
    println!("{} samples, {} bytes", samples.len(), dictionary.len());
    Ok(())
}
