/** A shop written with React: `binding` is one major of the React binding, in StrictMode. */

import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import * as binding from 'binding';

declare const __MAJOR__: number;

const all = binding as unknown as Record<string, any>;
const { Elements, useStripe, useElements, PaymentElement, AddressElement, LinkAuthenticationElement, ExpressCheckoutElement, CardElement } = all;

const log: string[] = ((globalThis as any).log = []);
const say = (text: string) => () => void log.push(text);

function Form() {
  const stripe = useStripe();
  const elements = useElements();
  const pay = async () => {
    const { error } = await elements.submit();
    if (error) return log.push(`error:${error.code}`);
    const result = await stripe.createConfirmationToken({ elements });
    log.push(`token:${result.confirmationToken?.id}`);
  };
  return (
    <button type="button" onClick={pay} disabled={!stripe || !elements}>
      Pay
    </button>
  );
}

function App() {
  const [promise] = useState(() => Promise.resolve((globalThis as any).Stripe('pk_test_1')));
  const [amount, setAmount] = useState(1099);
  const [shown, setShown] = useState(true);
  const [readOnly, setReadOnly] = useState(false);
  return (
    <>
      <h1>Binding {__MAJOR__}</h1>
      <Elements stripe={promise} options={{ mode: 'payment', amount, currency: 'usd', paymentMethodCreation: 'manual' }}>
        {shown && <PaymentElement id="payment" options={{ readOnly }} onReady={(element: any) => log.push(`ready:${typeof element.mount}`)} onChange={(event: any) => log.push(`change:${event.complete}`)} />}
        {shown && <AddressElement options={{ mode: 'shipping' }} onReady={say('address')} />}
        {shown && <LinkAuthenticationElement onReady={say('email')} />}
        {shown && ExpressCheckoutElement && <ExpressCheckoutElement onConfirm={say('confirm')} onReady={(event: any) => log.push(`express:${event.elementType}`)} />}
        <Form />
      </Elements>
      <Elements stripe={promise}>
        <CardElement id="card" options={{ hidePostalCode: true }} onReady={say('card')} />
      </Elements>
      <button type="button" onClick={() => setAmount(2000)}>More</button>
      <button type="button" onClick={() => setReadOnly(true)}>Lock</button>
      <button type="button" onClick={() => setShown(!shown)}>Toggle</button>
    </>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
