//! Puts the parts together: store, vault, registry, router. What each part is, its own crate says.

mod accounts;
mod error;
mod first_start;
mod secrets;
mod vault;

use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;

use db::{OpenError, Postgres, Sqlite, Store};
use kernel::{Chance, Clock, Ids, SystemClock};
use wire::App;
use wire::access::Directory;
use wire::app::{Settings as WireSettings, Wake};
use wire::outside::Acquirers;
use wire::router::Router;

use crate::settings::{DataFolder, Settings};
use crate::tables;

pub use accounts::{NewAccount, NewKeys, api_key, create as create_account, update as update_account};
pub use error::StartError;
pub use first_start::FirstStart;
pub use vault::{KEY_FILE, key_source};

/// The vault's data keys as rows, for their rotation.
pub mod data_keys {
    pub use super::vault::{rows, values, wrapped};
}

/// Where time and chance come from: the machine, or a test.
pub struct Sources {
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<Chance>,
}

impl Sources {
    pub fn of_the_machine() -> Sources {
        Sources {
            clock: Arc::new(SystemClock),
            chance: Arc::new(Chance::from_system()),
        }
    }
}

/// The product without listeners and workers.
pub struct Assembled {
    pub app: Arc<App>,
    pub router: Router,
    /// What the operator is told once; `None` after the first start.
    pub first_start: Option<FirstStart>,
    /// Removed with everything in it when dropped.
    pub temporary: Option<tempfile::TempDir>,
}

/// Opens the store and reads or makes what must be there. `public_url` is where the listener turned out to be.
pub async fn assemble(settings: &Settings, sources: Sources, public_url: String) -> Result<Assembled, StartError> {
    let temporary = match settings.data {
        DataFolder::Temporary => Some(
            tempfile::Builder::new()
                .prefix("florin-")
                .tempdir()
                .map_err(StartError::Temporary)?,
        ),
        DataFolder::At(_) => None,
    };
    let folder = folder(settings, temporary.as_ref()).to_owned();
    make(&folder)?;
    let parts = Parts {
        store: open(settings, &folder).await?,
        folder: &folder,
        sources,
        // Real acquirers are configured here once there are any.
        acquirers: Acquirers::default(),
        public_url,
    };
    let assembled = assemble_from(settings, parts).await?;
    Ok(Assembled { temporary, ..assembled })
}

/// What a server is made of. A test brings a store that misbehaves, and acquirers of its own.
pub struct Parts<'a> {
    pub store: Arc<dyn Store>,
    /// Where the vault's key file is.
    pub folder: &'a Path,
    pub sources: Sources,
    pub acquirers: Acquirers,
    pub public_url: String,
}

/// Reads or makes what must be there. The settings' database and folder are not looked at.
pub async fn assemble_from(settings: &Settings, parts: Parts<'_>) -> Result<Assembled, StartError> {
    let Parts {
        store,
        folder,
        sources: Sources { clock, chance },
        acquirers,
        public_url,
    } = parts;
    let ids = Ids::new(chance.clone());
    let opened = vault::open(&*store, &ids, &chance, &*clock, folder).await?;
    let secret = secrets::installation(&*store, &ids, &*clock).await?;
    let app = Arc::new(App {
        directory: Directory::new(store.clone(), clock.clone()),
        store,
        clock,
        chance,
        ids,
        registry: resources::registry(),
        vault: opened.vault,
        fingerprints: opened.fingerprints,
        secret,
        settings: WireSettings {
            public_url,
            async_delay: settings.async_delay,
            raw_card_numbers: settings.raw_card_numbers,
            allow_private_webhooks: settings.allow_private_webhooks(),
            webhook_secret: settings.keys.webhook.clone(),
            browser: settings.browser.clone(),
        },
        wake: Wake::default(),
        in_flight: Default::default(),
        remembered: Default::default(),
        faults: Default::default(),
        acquirers,
    });
    resources::webhook_endpoints::seal_all(&app).await?;
    let first_start = first_start::ensure(&app, settings).await?;
    let router = Router::new(app.registry.operations()).expect("a test reads all routes");
    Ok(Assembled {
        app,
        router,
        first_start,
        temporary: None,
    })
}

fn folder<'a>(settings: &'a Settings, temporary: Option<&'a tempfile::TempDir>) -> &'a Path {
    match (&settings.data, temporary) {
        (DataFolder::At(folder), _) => folder,
        (DataFolder::Temporary, Some(folder)) => folder.path(),
        (DataFolder::Temporary, None) => unreachable!("made above"),
    }
}

/// For its owner only: customers' data and sealed cards are in there.
fn make(folder: &Path) -> Result<(), StartError> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| {
        OpenError::Folder {
            path: folder.to_owned(),
            source,
        }
        .into()
    })
}

async fn open(settings: &Settings, folder: &Path) -> Result<Arc<dyn Store>, StartError> {
    match &settings.database_url {
        Some(url) => Ok(Arc::new(Postgres::open(url, tables::all()).await?)),
        None => Ok(Arc::new(Sqlite::open(folder, tables::all())?)),
    }
}
