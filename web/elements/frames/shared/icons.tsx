/** Small signs inside fields. Drawn here; they take the color of the text around them. */

import type { ComponentChildren } from 'preact';

function Sign({ size = 16, children }: { size?: number; children: ComponentChildren }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5"
      stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export function ChevronIcon() {
  return <Sign size={12}><path d="m3 5.5 5 5 5-5" /></Sign>;
}

export function LockIcon() {
  return <Sign><rect x="3" y="7" width="10" height="7" rx="1.5" /><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" /></Sign>;
}

export function CloseIcon() {
  return <Sign><path d="m4 4 8 8M12 4l-8 8" /></Sign>;
}

/** Where the security code stands: behind the signature, or on the front for American Express. */
export function CvcIcon({ front = false, error = false }: { front?: boolean; error?: boolean }) {
  return (
    <svg class={error ? 'p-CvcIcon p-CvcIcon--error' : 'p-CvcIcon'} width="24" height="16" viewBox="0 0 24 16"
      fill="none" aria-hidden="true" focusable="false">
      <rect x="0.5" y="0.5" width="23" height="15" rx="2" fill="currentColor" fill-opacity="0.12" stroke="currentColor"
        stroke-opacity="0.45" />
      {front ? (
        <>
          <path d="M3.5 4.5h6M3.5 12h8" stroke="currentColor" stroke-opacity="0.5" stroke-width="1.5" />
          <rect x="12.5" y="4" width="9" height="5" rx="2.5" stroke="currentColor" />
          <path d="M14.5 6.5h.01M16.2 6.5h.01M17.9 6.5h.01M19.5 6.5h.01" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" />
        </>
      ) : (
        <>
          <path d="M1 4.5h22" stroke="currentColor" stroke-opacity="0.6" stroke-width="3" />
          <rect x="12.5" y="7.8" width="9" height="5" rx="2.5" stroke="currentColor" />
          <path d="M15 10.3h.01M17 10.3h.01M19 10.3h.01" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" />
        </>
      )}
    </svg>
  );
}

export function BankIcon() {
  return <Sign size={20}><path d="M2 6.2 8 2.5l6 3.7H2ZM3.7 6.5v5M6.6 6.5v5M9.4 6.5v5M12.3 6.5v5M2 13.3h12" /></Sign>;
}
