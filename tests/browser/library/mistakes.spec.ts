import { expect, test } from '../support/test';

/** Each is what a page does wrong, and the words by which its author will search. */
const thrown: [string, string, RegExp][] = [
  ['secret that is none', `stripe.elements({clientSecret: 'cs_test_1_secret_2'})`, /clientSecret.*_secret_/],
  ['secret and mode', `stripe.elements({clientSecret: 'pi_1_secret_2', mode: 'payment'})`, /clientSecret.*mode/],
  ['no amount', `stripe.elements({mode: 'payment', currency: 'usd'})`, /amount.*greater than 0/],
  ['upper-case currency', `stripe.elements({mode: 'payment', amount: 1, currency: 'USD'})`, /currency should be one of/],
  ['payment in a bare group', `stripe.elements().create('payment')`, /must pass a clientSecret or a mode/],
  ['express checkout in a bare group', `stripe.elements().create('expressCheckout')`, /must pass a clientSecret or a mode/],
  ['the same type twice', `const e = stripe.elements(); e.create('card'); e.create('card')`, /[cC]an only create one Element of type card/],
  ['unknown type', `stripe.elements().create('creditCard')`, /Valid Elements are:[^]*cardNumber/],
  ['option outside its set', `stripe.elements({mode: 'setup'}).create('payment', {fields: {billingDetails: true}})`, /fields\.billingDetails.*'auto', 'never'/],
  ['selector that matches nothing', `stripe.elements().create('card').mount('#nowhere')`, /applies to no DOM elements/],
  ['detached container', `stripe.elements().create('card').mount(document.createElement('div'))`, /applies to no DOM elements/],
  ['closed shadow root', `const r = document.getElementById('box').attachShadow({mode: 'closed'}); const d = document.createElement('div'); r.append(d); stripe.elements().create('card').mount(d)`, /could not mount/],
  ['destroyed element', `const c = stripe.elements().create('card'); c.destroy(); c.mount('#box')`, /destroyed.*create a new one/],
  ['amount without mode', `stripe.elements({clientSecret: 'pi_1_secret_2'}).update({amount: 5})`, /`amount` is only applicable when a `mode` is set/],
  ['installments', `stripe.elements({mode: 'setup', paymentMethodTypes: ['card'], paymentMethodOptions: {card: {installments: {enabled: true}}}})`, /installments/],
];

const ready = `const elements = stripe.elements({mode: 'payment', amount: 1099, currency: 'usd'}); const payment = elements.create('payment'); payment.mount('#box'); await new Promise((r) => payment.on('ready', r));`;
const card = `const c = stripe.elements().create('card'); c.mount('#box'); await new Promise((r) => c.on('ready', r));`;
const url = `confirmParams: {return_url: 'https://shop.example'}`;

const rejected: [string, string, RegExp][] = [
  ['no group', `return stripe.confirmPayment({elements: {}, ${url}})`, /should be an Elements group/],
  ['nothing mounted', `return stripe.confirmPayment({elements: stripe.elements({clientSecret: 'pi_1_secret_2'}), ${url}})`, /should have a mounted Payment Element or Express Checkout Element/],
  ['no submit', `${ready} return stripe.confirmPayment({elements, clientSecret: 'pi_1_secret_2', ${url}})`, /elements\.submit\(\) must be called before/],
  ['no submit before a token', `${ready} return stripe.createConfirmationToken({elements})`, /elements\.submit\(\) must be called before/],
  ['no client secret', `${ready} return stripe.confirmPayment({elements, ${url}})`, /clientSecret/],
  ['paymentMethodCreation', `${ready} return stripe.createPaymentMethod({elements})`, /paymentMethodCreation/],
  ['undefined secret', `return stripe.handleNextAction({clientSecret: undefined})`, /Missing value for stripe\.handleNextAction intent secret.*client_secret string/],
  ['undefined secret of a card', `return stripe.confirmCardPayment(undefined)`, /Missing value for stripe\.confirmCardPayment intent secret/],
  ['no secret', `return stripe.retrievePaymentIntent(7)`, /Invalid value for stripe\.retrievePaymentIntent intent secret.*client_secret string/],
  ['wrong kind', `return stripe.confirmCardPayment('seti_1_secret_2')`, /should be a PaymentIntent client secret.*SetupIntent/],
  ['wrong kind of setup', `return stripe.confirmCardSetup('pi_1_secret_2')`, /should be a SetupIntent client secret.*PaymentIntent/],
  ['no return_url', `return stripe.confirmPayment({clientSecret: 'pi_1_secret_2', confirmParams: {payment_method: 'pm_1'}})`, /return_url/],
  ['relative return_url', `return stripe.confirmPayment({clientSecret: 'pi_1_secret_2', confirmParams: {payment_method: 'pm_1', return_url: '/done'}})`, /return_url.*absolute/],
  ['element instead of data', `${card} return stripe.confirmCardPayment('pi_1_secret_2', c)`, /do not pass an Element directly/],
  ['element instead of payment_method', `${card} return stripe.confirmCardPayment('pi_1_secret_2', {payment_method: c})`, /do not pass an Element directly/],
  ['unmounted element', `${card} c.unmount(); return stripe.createToken(c)`, /could not retrieve data from the specified Element/],
  ['field that nobody gives', `const elements = stripe.elements({clientSecret: 'pi_1_secret_2'}); const p = elements.create('payment', {fields: {billingDetails: {email: 'never'}}}); p.mount('#box'); await new Promise((r) => p.on('ready', r)); return stripe.confirmPayment({elements, ${url}})`, /billing_details\.email/],
];

for (const [name, code, message] of thrown) {
  test(`thrown: ${name}`, async ({ shop, page }) => {
    await shop();
    const error = await page.evaluate((source) => {
      try {
        new Function('stripe', source)(globalThis.Stripe('pk_test_1'));
        return undefined;
      } catch (reason) {
        return { name: (reason as Error).name, message: (reason as Error).message, isError: reason instanceof Error };
      }
    }, code);
    expect(error).toEqual({ name: 'IntegrationError', message: expect.stringMatching(message), isError: true });
  });
}

for (const [name, code, message] of rejected) {
  test(`rejected: ${name}`, async ({ shop, page, florin }) => {
    await shop();
    const error = await page.evaluate(async (source) => {
      const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
      try {
        return { resolved: await new AsyncFunction('stripe', source)(globalThis.Stripe('pk_test_1')) };
      } catch (reason) {
        return { name: (reason as Error).name, message: (reason as Error).message };
      }
    }, code);
    expect(error).toEqual({ name: 'IntegrationError', message: expect.stringMatching(message) });
    expect(florin.confirms()).toEqual([]);
  });
}
