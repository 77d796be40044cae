/** Card brands, drawn by us as small signs that are recognized, not copies of trademarks. */

import type { ComponentChildren } from 'preact';
import { networkName, type Network } from '../../core/card/brands';

const WHITE = { fill: '#fff', line: '#d5d8e0' };

function Plate({ name, fill, line = fill, children }: { name: string; fill: string; line?: string; children: ComponentChildren }) {
  return (
    <svg class="p-BrandIcon" data-brand={name} width="24" height="16" viewBox="0 0 24 16" fill="none" aria-hidden="true"
      focusable="false">
      <rect x="0.5" y="0.5" width="23" height="15" rx="2" fill={fill} stroke={line} />
      {children}
    </svg>
  );
}

const DRAWINGS: Record<Network, () => ComponentChildren> = {
  visa: () => (
    <Plate name="visa" {...WHITE}>
      <path d="m4.4 5.4 1.3 5 2.6-5M10.2 5.4l-.9 5.1M14.4 5.9c-.9-.7-2.6-.5-2.6.5 0 1.2 2.2 1 2 2.4-.2 1.2-2.1 1.3-3 .6M14.7 10.5l2.9-5h.4l1.1 5M16.2 8.9h2.5"
        stroke="#1a2f8a" stroke-width="1.25" />
    </Plate>
  ),
  mastercard: () => (
    <Plate name="mastercard" {...WHITE}>
      <circle cx="9.4" cy="8" r="4.4" fill="#d92b1f" />
      <circle cx="14.6" cy="8" r="4.4" fill="#f2a01d" />
      <path d="M12 4.45a4.4 4.4 0 0 1 0 7.1 4.4 4.4 0 0 1 0-7.1Z" fill="#ee6a1b" />
    </Plate>
  ),
  amex: () => (
    <Plate name="amex" fill="#1f6fc9">
      <path d="m3.2 10.6 2.2-5.2h.5l2.2 5.2M4.2 9h3M9.4 10.5V5.6l2.4 3.2 2.4-3.2v4.9M20.6 5.5h-4v5h4M16.8 8h3.2" stroke="#fff" stroke-width="1.2" />
    </Plate>
  ),
  discover: () => (
    <Plate name="discover" {...WHITE}>
      <path d="M10 15.3c6-.6 10.4-2.6 13.3-5.7V14a1.5 1.5 0 0 1-1.5 1.3Z" fill="#f08a24" />
      <path d="M3.6 5.4v4.2h1.3a2.1 2.1 0 0 0 0-4.2ZM8.4 5.2v4.6" stroke="#23272f" stroke-width="1.2" />
      <circle cx="12.6" cy="7.5" r="2.3" fill="#f08a24" />
      <path d="m16 5.3 1.5 4.2L19 5.3" stroke="#23272f" stroke-width="1.2" />
    </Plate>
  ),
  diners: () => (
    <Plate name="diners" {...WHITE}>
      <circle cx="12" cy="8" r="5.2" fill="#12579e" />
      <path d="M10.5 4.7a3.6 3.6 0 0 0 0 6.6ZM13.5 4.7a3.6 3.6 0 0 1 0 6.6Z" fill="#fff" />
    </Plate>
  ),
  jcb: () => (
    <Plate name="jcb" {...WHITE}>
      <path d="M5 5a2 2 0 0 1 2-2h1.5v8a2 2 0 0 1-2 2H5Z" fill="#1560b3" />
      <path d="M10.2 5a2 2 0 0 1 2-2h1.5v8a2 2 0 0 1-2 2h-1.5Z" fill="#cf2236" />
      <path d="M15.5 5a2 2 0 0 1 2-2H19v8a2 2 0 0 1-2 2h-1.5Z" fill="#2a9141" />
    </Plate>
  ),
  unionpay: () => (
    <Plate name="unionpay" {...WHITE}>
      <path d="M6.6 3h4.2l-2.3 10H4.3Z" fill="#d3222f" />
      <path d="M11 3h4.2l-2.3 10H8.7Z" fill="#174c86" />
      <path d="M15.4 3h4.2l-2.3 10h-4.2Z" fill="#117f84" />
    </Plate>
  ),
  cartes_bancaires: () => (
    <Plate name="cartes_bancaires" fill="#17628f">
      <path d="M10.4 6.1A3 3 0 1 0 10.4 10M13.5 5.2v5.7h3.3a1.4 1.4 0 0 0 .3-2.8 1.5 1.5 0 0 0-.4-2.9ZM13.5 8h3.6" stroke="#fff" stroke-width="1.3" />
    </Plate>
  ),
  eftpos_au: () => (
    <Plate name="eftpos_au" fill="#252a36">
      <path d="M6 8.2h5.2A2.7 2.7 0 1 0 10.3 10.3" stroke="#fff" stroke-width="1.4" />
      <path d="M14 12.5 19 3.5" stroke="#e8443a" stroke-width="1.6" />
    </Plate>
  ),
  unknown: () => (
    <svg class="p-BrandIcon p-BrandIcon--unknown" data-brand="unknown" width="24" height="16" viewBox="0 0 24 16" fill="none"
      aria-hidden="true" focusable="false">
      <rect x="0.5" y="0.5" width="23" height="15" rx="2" fill="currentColor" fill-opacity="0.12" stroke="currentColor"
        stroke-opacity="0.45" />
      <path d="M1 4.8h22" stroke="currentColor" stroke-opacity="0.55" stroke-width="2.5" />
      <path d="M4 11h5" stroke="currentColor" stroke-opacity="0.55" stroke-width="1.5" stroke-linecap="round" />
    </svg>
  ),
};

export function BrandIcon({ network }: { network: Network }) {
  return <>{DRAWINGS[network]()}</>;
}

/** For screen readers beside a drawing: says nothing about unknown cards. */
export function BrandName({ network }: { network: Network }) {
  return <span class="u-hidden">{networkName(network)}</span>;
}
