/** A merchant's page as the published types see it; compiled once for each major of the loader. Never run. */

import type { Stripe, StripeElements } from 'loader';

type Pay = (stripe: Stripe, secret: string) => Promise<unknown>;

/** The order is only known when the customer pays. */
export const later: Pay = async (stripe, secret) => {
  const elements: StripeElements = stripe.elements({
    mode: 'payment', amount: 1099, currency: 'usd', paymentMethodCreation: 'manual', setupFutureUsage: 'off_session', captureMethod: 'automatic',
    onBehalfOf: 'acct_1', paymentMethodConfiguration: 'pmc_1', customerSessionClientSecret: secret, loader: 'auto', locale: 'de',
    appearance: { theme: 'stripe', variables: { colorPrimary: '#0570de' }, rules: { '.Input': { color: 'red' } } },
    fonts: [{ cssSrc: 'https://fonts.example/a.css' }],
  });
  const payment = elements.create('payment', {
    layout: { type: 'accordion', defaultCollapsed: false, spacedAccordionItems: false, visibleAccordionItemsCount: 0 },
    fields: { billingDetails: { name: 'auto', address: 'if_required' } }, terms: { card: 'never' }, business: { name: 'Shop' }, readOnly: false,
    defaultValues: { billingDetails: { name: 'Ada', address: { country: 'DE' } } }, wallets: { applePay: 'never', googlePay: 'auto' }, paymentMethodOrder: ['card'],
  });
  payment.on('change', (event) => [event.complete, event.empty, event.collapsed, event.value.type, event.value.payment_method?.id]);
  payment.on('ready', () => undefined).on('loaderror', (event) => event.error.message).once('blur', () => undefined);
  payment.mount('#payment');
  payment.update({ readOnly: true });
  payment.collapse();
  const address = elements.create('address', { mode: 'shipping', allowedCountries: ['DE'], fields: { phone: 'always' }, validation: { phone: { required: 'never' } } });
  address.on('change', (event) => [event.isNewAddress, event.value.address.line1]);
  const { complete, value } = await address.getValue();
  elements.create('linkAuthentication').on('change', (event) => event.value.email);
  void elements.update({ amount: 2000 });
  await elements.fetchUpdates();
  const submitted = await elements.submit();
  if (submitted.error) return submitted.error.message;
  const { error, confirmationToken } = await stripe.createConfirmationToken({ elements, params: { return_url: 'https://shop.example/done', shipping: { name: 'Ada', address: { country: 'DE', city: 'B', line1: 'x', line2: null, postal_code: '1', state: null } } } });
  const next = await stripe.handleNextAction({ clientSecret: secret });
  return [complete, value, error?.type, confirmationToken?.id, next.paymentIntent?.status, elements.getElement('payment') === payment];
};

/** The intent is there before the form. */
export const first: Pay = async (stripe, clientSecret) => {
  const elements = stripe.elements({ clientSecret, customerSessionClientSecret: 'cuss_1_secret_2', appearance: {} });
  elements.create('payment', { layout: 'tabs' }).mount(document.body);
  const stays = await stripe.confirmPayment({ elements, redirect: 'if_required', confirmParams: { return_url: 'https://shop.example', receipt_email: 'a@b.example' } });
  const leaves = await stripe.confirmPayment({ elements, confirmParams: { return_url: 'https://shop.example' } });
  const setup = await stripe.confirmSetup({ elements, redirect: 'if_required' });
  const { paymentIntent } = await stripe.retrievePaymentIntent(clientSecret);
  const { setupIntent } = await stripe.retrieveSetupIntent(clientSecret);
  return [stays.paymentIntent?.id, leaves.error.code, setup.setupIntent?.id, paymentIntent?.status, setupIntent?.status];
};

export const cards: Pay = async (stripe, secret) => {
  const elements = stripe.elements({ locale: 'auto' });
  const card = elements.create('card', { hidePostalCode: true, iconStyle: 'solid', style: { base: { color: 'red', '::placeholder': { color: 'blue' } } }, classes: { base: 'x' } });
  card.on('change', (event) => [event.brand, event.error?.code, event.value.postalCode]);
  card.clear();
  card.focus();
  card.blur();
  card.unmount();
  card.destroy();
  const number = elements.create('cardNumber', { placeholder: '1', showIcon: true });
  const cvc = elements.create('cardCvc');
  elements.create('cardExpiry').update({ disabled: true });
  const token = await stripe.createToken(number, { name: 'Ada' });
  const method = await stripe.createPaymentMethod({ type: 'card', card: number, billing_details: { name: 'Ada' } });
  const paid = await stripe.confirmCardPayment(secret, { payment_method: { card: number }, receipt_email: 'a@b.example' }, { handleActions: false });
  const again = await stripe.confirmCardPayment(secret, { payment_method: 'pm_1', payment_method_options: { card: { cvc } } });
  const saved = await stripe.confirmCardSetup(secret, { payment_method: { card: number } });
  const acted = await stripe.handleCardAction(secret);
  const update = await stripe.createToken('cvc_update', cvc);
  return [token.token?.id, method.paymentMethod?.id, paid.paymentIntent?.status, again.error?.message, saved.setupIntent?.id, acted.error, update.token];
};

export const others: Pay = async (stripe, secret) => {
  const elements = stripe.elements();
  const iban = elements.create('iban', { supportedCountries: ['SEPA'], placeholderCountry: 'DE' });
  iban.on('change', (event) => [event.country, event.bankName, event.error?.message]);
  stripe.registerAppInfo({ name: 'shop' });
  const request = stripe.paymentRequest({ country: 'US', currency: 'usd', total: { label: 'Total', amount: 1 } });
  return Promise.all([
    request.canMakePayment(),
    stripe.confirmSepaDebitPayment(secret, { payment_method: { sepa_debit: iban, billing_details: { name: 'Ada', email: 'a@b.example' } } }),
    stripe.confirmSepaDebitSetup(secret, { payment_method: { sepa_debit: { iban: 'DE89370400440532013000' }, billing_details: { name: 'Ada', email: 'a@b.example' } } }),
    stripe.confirmIdealPayment(secret, { payment_method: { ideal: {} }, return_url: 'https://shop.example' }),
    stripe.confirmBancontactPayment(secret, { payment_method: { billing_details: { name: 'Ada' } }, return_url: 'https://shop.example' }),
    stripe.confirmUsBankAccountPayment(secret),
    stripe.confirmUsBankAccountSetup(secret),
    stripe.collectBankAccountForPayment({ clientSecret: secret, params: { payment_method_type: 'us_bank_account', payment_method_data: { billing_details: { name: 'Ada' } } } }),
    stripe.collectBankAccountForSetup({ clientSecret: secret, params: { payment_method_type: 'us_bank_account', payment_method_data: { billing_details: { name: 'Ada' } } } }),
    stripe.verifyMicrodepositsForPayment(secret, { amounts: [32, 45] }),
    stripe.verifyMicrodepositsForSetup(secret),
    stripe.confirmKlarnaPayment(secret, { payment_method: { billing_details: { email: 'a@b.example', address: { country: 'DE' } } }, return_url: 'https://shop.example' }),
    stripe.confirmAlipayPayment(secret, { return_url: 'https://shop.example' }),
    stripe.createRadarSession(),
    stripe.createToken('pii', { personal_id_number: '1' }),
  ]);
};
