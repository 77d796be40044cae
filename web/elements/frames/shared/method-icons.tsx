/** Payment methods as small signs: our own drawings. A method without one gets a letter. */

import type { ComponentChildren } from 'preact';

function Tile({ name, fill, children }: { name: string; fill: string; children: ComponentChildren }) {
  return (
    <svg class="p-MethodIcon" data-method={name} width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true"
      focusable="false">
      <rect width="16" height="16" rx="3.5" fill={fill} />
      {children}
    </svg>
  );
}

function Outline({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <svg class="p-MethodIcon" data-method={name} width="16" height="16" viewBox="0 0 16 16" fill="none"
      stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
      focusable="false">
      {children}
    </svg>
  );
}

const BANK = <path d="M2 6.2 8 2.5l6 3.7H2ZM3.7 6.5v5M6.6 6.5v5M9.4 6.5v5M12.3 6.5v5M2 13.3h12" />;
const white = { stroke: '#fff', 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const;

const DRAWINGS: Record<string, () => ComponentChildren> = {
  card: () => (
    <Outline name="card"><rect x="1.5" y="3" width="13" height="10" rx="1.8" /><path d="M1.5 6.3h13M4 10.3h2.5" /></Outline>
  ),
  us_bank_account: () => <Outline name="us_bank_account">{BANK}</Outline>,
  acss_debit: () => <Outline name="acss_debit">{BANK}</Outline>,
  au_becs_debit: () => <Outline name="au_becs_debit">{BANK}</Outline>,
  bacs_debit: () => <Outline name="bacs_debit">{BANK}</Outline>,
  sepa_debit: () => (
    <Tile name="sepa_debit" fill="#12448c"><path d="M11.8 5.2a3.9 3.9 0 1 0 0 5.6M3 7.3h5.5M3 9h5" {...white} stroke="#ffd34d" /></Tile>
  ),
  ideal: () => (
    <Tile name="ideal" fill="#c4006a"><path d="M4.5 4v8h3.2a4 4 0 0 0 0-8Z" {...white} /><circle cx="6.8" cy="6.5" r="1" fill="#fff" /></Tile>
  ),
  bancontact: () => (
    <Tile name="bancontact" fill="#1d4e8f"><path d="M2.5 10.5h4l3-5h4" {...white} /><path d="M9 10.5h4.5" {...white} stroke="#ffd23f" /></Tile>
  ),
  sofort: () => <Tile name="sofort" fill="#c3245c"><path d="M10.8 4.8c-2-1.2-5-.7-5 1.3 0 2.5 4.7 1.3 4.7 3.8 0 2-3.2 2.5-5.2 1.1" {...white} /></Tile>,
  link: () => <Tile name="link" fill="#00a35b"><path d="m6 4 4 4-4 4" {...white} stroke-width={2} /></Tile>,
  klarna: () => <Tile name="klarna" fill="#f4a9c4"><path d="M5 4v8M10 4c0 2-1.5 3.5-3.5 4l4 4" stroke="#17120f" stroke-width="1.6" /></Tile>,
  affirm: () => <Tile name="affirm" fill="#3f3fd9"><path d="M3.5 9.5a5 5 0 0 1 9 0M6 11.5h4" {...white} /></Tile>,
  afterpay_clearpay: () => <Tile name="afterpay_clearpay" fill="#9fe8d2"><path d="M4 6h8l-2-2M12 10H4l2 2" stroke="#14201c" stroke-width="1.5" /></Tile>,
  cashapp: () => <Tile name="cashapp" fill="#0a9e3c"><path d="M10.5 5.3c-1.6-1.3-4.4-1-4.4.7 0 2.2 4.2 1.3 4.2 3.6 0 1.9-3 2.2-4.7.8M8.8 3 7 13" {...white} /></Tile>,
  paypal: () => <Tile name="paypal" fill="#14378c"><path d="M5.5 12.5 7 3.8h2.5c3.5 0 3 5-1 5H6.6" {...white} /></Tile>,
  amazon_pay: () => <Tile name="amazon_pay" fill="#2b3440"><path d="M3 9.5c3 2.5 7 2.5 10 0M11.2 9.2l2 .1-.4 2" {...white} stroke="#ffa723" /></Tile>,
  p24: () => <Tile name="p24" fill="#c81e36"><path d="M4 5h7L4 11h8" {...white} /></Tile>,
  eps: () => <Tile name="eps" fill="#a2195b"><path d="M11 5.5a3.3 3.3 0 1 0 .3 4.5M4.8 8h6.5" {...white} /></Tile>,
  giropay: () => <Tile name="giropay" fill="#0f3d75"><path d="M11 5.5A3.5 3.5 0 1 0 11 10.5V8H8.5" {...white} /></Tile>,
  blik: () => <Tile name="blik" fill="#15151a"><path d="M5 4v8M5 8.5a2.2 2.2 0 1 1 0 1" {...white} /><circle cx="11.5" cy="5" r="1.6" fill="#e5327a" /></Tile>,
};

const LETTER_COLORS = ['#3b5bdb', '#0b7285', '#862e9c', '#a33b00', '#2b6a30', '#a61e4d'];

export function MethodIcon({ type }: { type: string }) {
  const drawing = DRAWINGS[type];
  if (drawing) return <>{drawing()}</>;
  const color = LETTER_COLORS[[...type].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % LETTER_COLORS.length]!;
  return (
    <Tile name={type} fill={color}>
      <circle cx="8" cy="8" r="4" {...white} /><path d="M8 6v4M6 8h4" {...white} />
    </Tile>
  );
}
