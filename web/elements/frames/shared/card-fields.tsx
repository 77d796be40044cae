/** Number, expiry and security code as the Payment Element shows them (`.p-CardForm`), and what they say to the API. */

import { useState } from 'preact/hooks';
import { brandOf, networkName, networksOf, possibleBrands, type Brand, type Network } from '../../core/card/brands';
import { checkCvc, checkExpiry, checkNumber, cvcLongest, type CardErrorCode, type Today } from '../../core/card/checks';
import { digitsOf, editDigits, editExpiry, editNumber, parseExpiry } from '../../core/card/format';
import { longestNumber } from '../../core/card/brands';
import type { Params } from '../../core/protocol';
import { BrandIcon } from './brand-icons';
import { Grid, Row, TextField } from './fields';
import { useFrame } from './frame';
import { CvcIcon } from './icons';
import { useField, type Field } from './use-field';

export function today(): Today {
  const now = new Date();
  return { month: now.getMonth() + 1, year: now.getFullYear() };
}

export interface CardInput {
  number: Field<CardErrorCode>;
  expiry: Field<CardErrorCode>;
  cvc: Field<CardErrorCode>;
  brand: Brand;
  networks: Network[];
  /** The network that the customer chose on a co-branded card. */
  network: Network | undefined;
  choose(network: Network | undefined): void;
  fields: Field<CardErrorCode>[];
  empty: boolean;
  complete: boolean;
}

export function useCardInput(preferred: readonly string[] = []): CardInput {
  const number = useField((value) => checkNumber(digitsOf(value)));
  const digits = digitsOf(number.value);
  const brand = brandOf(digits);
  const networks = networksOf(digits);
  const expiry = useField((value) => checkExpiry(value, today()));
  const cvc = useField((value) => checkCvc(value, brand));
  const [chosen, choose] = useState<Network>();
  const wished = preferred.find((network) => networks.includes(network as Network)) as Network | undefined;
  const network = networks.length > 1 ? (chosen && networks.includes(chosen) ? chosen : wished) : undefined;
  const fields = [number, expiry, cvc];
  return {
    number,
    expiry,
    cvc,
    brand,
    networks,
    network,
    choose,
    fields,
    empty: fields.every((field) => field.value === ''),
    complete: fields.every((field) => field.check.state === 'complete'),
  };
}

/** `card[…]` of a payment method. */
export function cardParams(card: { number: string; expiry: string; cvc: string; network?: Network }): Params {
  const { month, year } = parseExpiry(card.expiry);
  return {
    number: digitsOf(card.number),
    exp_month: month,
    exp_year: year,
    cvc: card.cvc === '' ? undefined : card.cvc,
    networks: card.network ? { preferred: card.network } : undefined,
  };
}

/** A card number is as long as it gets and right: the next field takes over. */
export function isFinalNumber(text: string): boolean {
  const digits = digitsOf(text);
  return checkNumber(digits).state === 'complete' && digits.length === longestNumber(brandOf(digits));
}

export function isFinalExpiry(text: string): boolean {
  return checkExpiry(text, today()).state === 'complete' && parseExpiry(text).year.length === 2;
}

export function CardFields({ card, disabled }: { card: CardInput; disabled?: boolean }) {
  const { text } = useFrame();
  const { number, expiry, cvc, brand } = card;
  const shown = (field: Field<CardErrorCode>) => field.code && text(`error.${field.code}`);
  return (
    <div class="p-CardForm">
      <Grid>
        <TextField
          name="number" kind="CardNumber" label={text('card.number.label')} value={number.value} onValue={number.set}
          onBlur={number.blur} error={shown(number)} format={editNumber} placeholder={text('card.number.placeholder')}
          inputMode="numeric" autoComplete="cc-number" leftToRight disabled={disabled} required
          advanceWhen={isFinalNumber} end={<NumberIcons card={card} />}
        />
        <Row>
          <TextField
            name="expiry" label={text('card.expiry.label')} labelHint={text('card.expiry.hint')} value={expiry.value}
            onValue={expiry.set} onBlur={expiry.blur} error={shown(expiry)} format={editExpiry}
            placeholder={text('card.expiry.placeholder')} inputMode="numeric" autoComplete="cc-exp" leftToRight disabled={disabled} required
            advanceWhen={isFinalExpiry}
          />
          <CvcField cvc={cvc} brand={brand} disabled={disabled} />
        </Row>
      </Grid>
    </div>
  );
}

/** Alone it asks for a saved card's code again. */
export function CvcField({ cvc, brand, disabled }: { cvc: Field<CardErrorCode>; brand: Brand; disabled?: boolean }) {
  const { text } = useFrame();
  return (
    <TextField
      name="cvc" label={text('card.cvc.label')} value={cvc.value} onValue={cvc.set} onBlur={cvc.blur}
      error={cvc.code && text(`error.${cvc.code}`)} format={editDigits(cvcLongest(brand))}
      placeholder={text('card.cvc.placeholder')} inputMode="numeric" autoComplete="cc-csc" leftToRight
      disabled={disabled} required advanceWhen={(value) => value.length === cvcLongest(brand)}
      end={<CvcIcon front={brand === 'amex'} error={cvc.code !== undefined} />}
    />
  );
}

/** Brands that are accepted while nothing is typed; the card's own afterwards, to choose from where it has two. */
function NumberIcons({ card }: { card: CardInput }) {
  const { number, networks } = card;
  if (networks.length > 1) return <NetworkChoice card={card} />;
  if (number.check.state === 'invalid') return <span class="p-CardError"><BrandIcon network="unknown" /></span>;
  const digits = digitsOf(number.value);
  const open = digits === '' ? (['visa', 'mastercard', 'amex', 'discover'] as Brand[]) : possibleBrands(digits);
  const brands = networks.length === 1 ? networks : open.slice(0, 4);
  return (
    <span class="p-CardBrandIcons" data-count={brands.length}>
      {(brands.length > 0 ? brands : (['unknown'] as Network[])).map((network) => (
        <BrandIcon key={network} network={network} />
      ))}
    </span>
  );
}

function NetworkChoice({ card: { networks, network, choose } }: { card: CardInput }) {
  const { text } = useFrame();
  return (
    <span class="p-CardBrandChoice">
      {networks.map((each) => (
        <span key={each} data-chosen={network === each}><BrandIcon network={each} /></span>
      ))}
      <select
        class="p-CardBrandChoice-select" name="network" aria-label={text('card.network.label')} value={network ?? ''}
        onChange={(event) => choose((event.currentTarget.value || undefined) as Network | undefined)}
      >
        <option value="" selected={network === undefined}>{text('card.network.any')}</option>
        {networks.map((each) => (
          <option key={each} value={each} selected={network === each}>{networkName(each)}</option>
        ))}
      </select>
    </span>
  );
}
