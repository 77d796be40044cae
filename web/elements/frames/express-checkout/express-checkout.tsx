/** The test wallet's button and sheet: it plays every event that a page hears of a wallet. */

import { useState } from 'preact/hooks';
import type { Collect, Collected } from '../../core/protocol';
import { collect } from '../shared/api';
import { useFrame, useMessage } from '../shared/frame';
import { confirmation, isShown, merged, ownersFor, partialAddress, paymentMethodData, type Owner, type WalletOptions } from './wallet';
import { WalletSheet } from './wallet-sheet';

/** How far the customer is. */
type Step =
  | { at: 'button' }
  | { at: 'sheet'; options: WalletOptions; owner: Owner; rate: number; error?: string }
  | { at: 'paying'; options: WalletOptions; owner: Owner; rate: number };

type Sheet = Extract<Step, { at: 'sheet' }>;

/** The steps of a purchase, each told to the page and waiting for its answer. */
function useWallet() {
  const { text, port, init } = useFrame();
  const [step, setStep] = useState<Step>({ at: 'button' });
  const ask = (name: string, payload: Record<string, unknown>) => port.ask({ name, payload });

  const cancel = () => {
    setStep({ at: 'button' });
    port.send('event', { name: 'cancel', payload: {} });
  };
  const chooseOwner = async (now: WalletOptions, owner: Owner) => {
    let next = now;
    if (now.shippingAddressRequired) {
      const told = { name: owner.name, address: partialAddress(owner) };
      try {
        next = merged(now, await ask('shippingaddresschange', told));
      } catch {
        return setStep({ at: 'sheet', options: now, owner, rate: 0, error: text('wallet.failed') });
      }
    }
    setStep({ at: 'sheet', options: next, owner, rate: 0 });
  };
  const open = async () => {
    try {
      const now = merged(init.options as WalletOptions, await ask('click', { expressPaymentType: 'link' }));
      const owner = ownersFor(now)[0];
      if (owner) await chooseOwner(now, owner);
    } catch {
      cancel();
    }
  };
  const chooseRate = async (now: Sheet, rate: number) => {
    try {
      const answer = await ask('shippingratechange', { shippingRate: now.options.shippingRates?.[rate] });
      setStep({ ...now, options: merged(now.options, answer), rate, error: undefined });
    } catch {
      setStep({ ...now, error: text('wallet.failed') });
    }
  };
  const pay = async ({ options: now, owner, rate }: Sheet) => {
    setStep({ at: 'paying', options: now, owner, rate });
    try {
      await ask('confirm', confirmation(owner, now, now.shippingRates?.[rate]));
    } catch (refusal) {
      const { message } = refusal as { message?: string };
      setStep({ at: 'sheet', options: now, owner, rate, error: message ?? text('wallet.failed') });
    }
  };
  return { step, setStep, open, chooseOwner, chooseRate, cancel, pay };
}

export function ExpressCheckout() {
  const frame = useFrame();
  const { text, init } = frame;
  const options = init.options as WalletOptions;
  const { step, setStep, open, chooseOwner, chooseRate, cancel, pay } = useWallet();

  useMessage('validate', () => (step.at === 'paying' ? { selected: 'link' } : {}));
  useMessage('collect', async (request: Collect): Promise<Collected> => {
    if (step.at !== 'paying') return { error: { type: 'validation_error', message: text('wallet.failed') } };
    const answer = await collect(frame, request, paymentMethodData(step.owner));
    setStep('error' in answer ? { ...step, at: 'sheet', error: answer.error.message } : { at: 'button' });
    return answer;
  });

  if (!isShown(init.session, options)) return null;
  if (step.at === 'button') {
    return (
      <button type="button" class="w-Button" style={{ height: `${options.buttonHeight ?? 44}px` }} onClick={open}>
        {text('wallet.button')}
      </button>
    );
  }
  return (
    <WalletSheet
      options={step.options}
      owner={step.owner}
      rate={step.rate}
      busy={step.at === 'paying'}
      error={step.at === 'sheet' ? step.error : undefined}
      chooseOwner={(owner) => void chooseOwner(step.options, owner)}
      chooseRate={(rate) => step.at === 'sheet' && void chooseRate(step, rate)}
      cancel={cancel}
      pay={() => step.at === 'sheet' && void pay(step)}
    />
  );
}
