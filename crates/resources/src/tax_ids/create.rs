//! `POST /v1/tax_ids`, and the `tax_id_data` of a new customer.

use db::Stored;
use kernel::ids::{CustomerId, TaxIdId};
use wire::{Answer, ApiError, Ctx, Params};

use super::advance::VERIFY;
use super::model::{self, Status, Verification};
use super::{TaxId, owner};

/// Source: API reference, "Customer tax IDs": five of each customer.
const OF_CUSTOMER_MAX: usize = 5;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let customer = owner::given(ctx, params).await?;
    let tax_id = create(ctx, customer, params).await?;
    Ok(Answer::written(&ctx.tx, &tax_id))
}

/// Those that a customer is made with.
pub async fn of_new_customer(ctx: &mut Ctx<'_>, customer: &CustomerId, params: &Params) -> Result<(), ApiError> {
    let given: Vec<&Params> = params.hashes("tax_id_data").collect();
    if given.len() > OF_CUSTOMER_MAX {
        return Err(too_many().param("tax_id_data"));
    }
    for (at, data) in given.into_iter().enumerate() {
        insert(ctx, Some(customer.clone()), data, &format!("tax_id_data[{at}]"))?;
    }
    Ok(())
}

fn too_many() -> ApiError {
    ApiError::refused(format!("A customer can have at most {OF_CUSTOMER_MAX} tax IDs."))
}

pub(super) async fn create(
    ctx: &mut Ctx<'_>,
    customer: Option<CustomerId>,
    params: &Params,
) -> Result<Stored<TaxId>, ApiError> {
    if let Some(customer) = &customer
        && super::of_customer(ctx, customer).await?.len() >= OF_CUSTOMER_MAX
    {
        return Err(too_many());
    }
    insert(ctx, customer, params, "")
}

fn insert(
    ctx: &mut Ctx<'_>,
    customer: Option<CustomerId>,
    params: &Params,
    prefix: &str,
) -> Result<Stored<TaxId>, ApiError> {
    let text = |name: &str| params.text(name).unwrap_or_default().trim().to_owned();
    let (kind, value) = (text("type"), text("value"));
    if !model::is_plausible(&kind, &value) {
        let param = match prefix.is_empty() {
            true => "value".to_owned(),
            false => format!("{prefix}[value]"),
        };
        let refused = ApiError::refused(format!("Invalid value for {kind}."));
        return Err(refused.code("tax_id_invalid").param(param));
    }
    let id: TaxIdId = ctx.tx.id();
    let tax_id = ctx.tx.insert(TaxId {
        id,
        object: Default::default(),
        country: model::country(&kind, &value),
        created: ctx.now(),
        owner: owner::shown(customer.as_ref()),
        customer,
        customer_account: None,
        livemode: ctx.livemode(),
        verification: Verification::of_new(&kind),
        r#type: kind,
        value,
    });
    if tax_id.customer.is_some() {
        ctx.tx.event("customer.tax_id.created", &tax_id.object, None);
    }
    if tax_id.verification.status == Status::Pending {
        let due = ctx.now().plus(ctx.app.settings.async_delay);
        ctx.tx.timer(VERIFY, tax_id.id.key(), due);
    }
    Ok(tax_id)
}
