/** What the wallet shows while it is open: address, shipping, sum. */

import { SelectField } from '../shared/fields';
import { useFrame } from '../shared/frame';
import { money, ownersFor, type Owner, type WalletOptions } from './wallet';

interface Props {
  options: WalletOptions;
  owner: Owner;
  rate: number;
  busy: boolean;
  error: string | undefined;
  chooseOwner(owner: Owner): void;
  chooseRate(rate: number): void;
  cancel(): void;
  pay(): void;
}

export function WalletSheet(props: Props) {
  const { options, owner, busy, error } = props;
  const { text, init } = useFrame();
  const currency = init.group.currency ?? 'usd';
  const amount = (value: number) => money(value, currency, init.locale);
  const owners = ownersFor(options);
  const rates = options.shippingRates ?? [];
  return (
    <div class="w-Sheet" role="group" aria-label={text('wallet.title')}>
      <p class="w-Title">{text('wallet.title')}</p>
      <p class="w-Note">{text('wallet.what')}</p>
      {options.shippingAddressRequired && (
        <SelectField
          name="walletAddress" label={text('wallet.ship_to')} value={String(owners.indexOf(owner))} disabled={busy}
          options={owners.map(({ name, address }, index) => ({ value: String(index), label: `${name}, ${address.city} ${address.country}` }))}
          onValue={(value) => props.chooseOwner(owners[Number(value)]!)}
        />
      )}
      {options.shippingAddressRequired && rates.length > 0 && (
        <SelectField
          name="walletRate" label={text('wallet.shipping')} value={String(props.rate)} disabled={busy}
          options={rates.map((rate, index) => ({ value: String(index), label: `${rate.displayName}, ${amount(rate.amount)}` }))}
          onValue={(value) => props.chooseRate(Number(value))}
        />
      )}
      <dl class="w-Lines">
        {(options.lineItems ?? []).map((line) => (
          <div key={line.name}><dt>{line.name}</dt><dd>{amount(line.amount)}</dd></div>
        ))}
        <div class="w-Total"><dt>{text('wallet.total')}</dt><dd>{amount(init.group.amount ?? 0)}</dd></div>
      </dl>
      {error !== undefined && <p class="Error" role="alert">{error}</p>}
      <div class="w-Buttons">
        <button type="button" class="w-Button" disabled={busy} onClick={props.pay}>{text('wallet.pay')}</button>
        <button type="button" class="w-Cancel" disabled={busy} onClick={props.cancel}>{text('payment.cancel')}</button>
      </div>
    </div>
  );
}
