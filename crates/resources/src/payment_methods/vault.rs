//! The vault's rows: card numbers and security codes, sealed. The only table that holds them.
//!
//! A security code is removed by the first authorization, or by a timer after an hour.

use acquiring::acquirer::CardSecrets;
use acquiring::cards::{self, CardDetails, TestCard};
use acquiring::vault::{CVC_LIFETIME_SECONDS, Cvc, Pan, Place};
use db::{Action, Row, Scope, Table, Values, text};
use kernel::{Key, Timestamp};
use wire::timer::TimerCtx;
use wire::{ApiError, App, Ctx};

use super::PaymentMethod;

/// `pan` and `cvc` are sealed values in hexadecimal; `cvc` becomes null once it was used.
pub static CARDS: Table = Table {
    name: "cards",
    columns: &[text("pan"), text("cvc")],
    indexes: &[],
};

/// The timer that removes a security code that nobody used.
pub const CVC_EXPIRY: &str = "cvc.expire";

/// Seals a card's number and code into a new row.
pub fn store(ctx: &mut Ctx<'_>, card: &CardDetails) -> Result<Key, ApiError> {
    let row = ctx.tx.new_key();
    let place = Place {
        scope: ctx.scope().raw(),
        row: row.0,
    };
    let (vault, chance) = (&ctx.app.vault, &ctx.app.chance);
    let pan = vault.seal_pan(&card.pan, place, chance).map_err(internal)?;
    let cvc = card
        .cvc
        .as_ref()
        .map(|cvc| vault.seal_cvc(cvc, place, ctx.now(), chance))
        .transpose()
        .map_err(internal)?;
    if cvc.is_some() {
        let due = Timestamp::from_seconds(ctx.now().seconds() + CVC_LIFETIME_SECONDS);
        ctx.tx.timer(CVC_EXPIRY, row, due);
    }
    let cells = vec![hex::encode(pan).into(), cvc.map(hex::encode).into()];
    ctx.tx.write(&CARDS, row, Action::Insert(Values { body: None, cells }));
    Ok(row)
}

/// A card's secrets, opened for an acquirer.
pub struct Secrets {
    pub pan: Pan,
    pub cvc: Option<Cvc>,
}

/// Opens a row. A code past its hour is as if it were gone.
pub fn open(app: &App, row: &Row, now: Timestamp) -> Result<Secrets, ApiError> {
    let place = Place {
        scope: row.scope.raw(),
        row: row.key.0,
    };
    let sealed = |at: usize| row.cells[at].text().map(hex::decode).transpose().map_err(|_| damaged());
    let pan = sealed(0)?.ok_or_else(damaged)?;
    let pan = app.vault.open_pan(&pan, place).map_err(internal)?;
    let cvc = match sealed(1)? {
        Some(cvc) => app.vault.open_cvc(&cvc, place, now).ok(),
        None => None,
    };
    Ok(Secrets { pan, cvc })
}

/// What an acquirer needs of a card. The number of a magic id is public, and in no vault.
pub async fn of_method(ctx: &Ctx<'_>, method: &PaymentMethod) -> Result<CardSecrets, ApiError> {
    let (hash, state) = method.card_state().ok_or_else(ApiError::internal)?;
    let (pan, cvc) = match state.vault {
        Some(row) => {
            let row = ctx.tx.row(&CARDS, row).await?.ok_or_else(damaged)?;
            let secrets = open(ctx.app, &row, ctx.now())?;
            (secrets.pan, secrets.cvc)
        }
        None => {
            let same = |card: &&TestCard| card.behavior.as_str() == state.behavior && card.last4() == hash.last4;
            let card = cards::test_cards().find(same);
            (card.and_then(|card| Pan::parse(card.number)).ok_or_else(damaged)?, None)
        }
    };
    Ok(CardSecrets {
        pan,
        exp_month: hash.exp_month,
        exp_year: hash.exp_year,
        cvc,
    })
}

/// Removes the security code: the first authorization has used it, or its hour is over.
pub async fn forget_cvc(tx: &mut db::Tx<'_>, row: Key) -> Result<(), db::StoreError> {
    let Some(found) = tx.row(&CARDS, row).await? else {
        return Ok(());
    };
    if found.cells[1].text().is_none() {
        return Ok(());
    }
    let cells = vec![found.cells[0].clone(), db::Cell::Null];
    match found.version {
        // Made in this very unit of work: it is written without the code.
        0 => tx.rewrite(&CARDS, row, Values { body: None, cells }),
        read_at => tx.write(
            &CARDS,
            row,
            Action::Update {
                read_at,
                values: Values { body: None, cells },
            },
        ),
    }
    Ok(())
}

/// When the timer is due.
pub async fn on_cvc_expiry(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let row = ctx.subject();
    Ok(forget_cvc(&mut ctx.tx, row).await?)
}

/// The same number has the same fingerprint within an account, and another one in every other.
pub fn fingerprint(ctx: &Ctx<'_>, scope: Scope, pan: &Pan) -> String {
    acquiring::cards::fingerprint(&ctx.app.fingerprints, scope.raw(), pan)
}

fn internal(error: acquiring::vault::Error) -> ApiError {
    tracing::error!(%error, "the vault failed");
    ApiError::internal()
}

fn damaged() -> ApiError {
    internal(acquiring::vault::Error::UnknownFormat)
}
