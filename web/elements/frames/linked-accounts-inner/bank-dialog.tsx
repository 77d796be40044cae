/** Consent, choice of an account or typed numbers, and the end: one screen at a time. */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { classes } from '../shared/fields';
import { useFrame } from '../shared/frame';
import { CloseIcon } from '../shared/icons';
import { connectAccount, handOver, TEST_ACCOUNTS, type TestAccount } from './accounts';
import { ManualEntry } from './manual-entry';
import type { BankAccount } from '../../core/methods/state';

type Screen =
  | { name: 'consent' }
  | { name: 'accounts' }
  | { name: 'manual' }
  | { name: 'done'; account: BankAccount };

/** What the library put into the address. */
function asked() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return { opener: fields.get('opener') ?? '', business: fields.get('business') || location.host, start: fields.get('start') };
}

export function BankDialog() {
  const frame = useFrame();
  const { text, port } = frame;
  const { opener, business, start } = asked();
  const [screen, setScreen] = useState<Screen>(start === 'manual' ? { name: 'manual' } : { name: 'consent' });
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>('[data-first]')?.focus(), [screen.name]);
  const cancel = () => port.send('done', { outcome: 'canceled' });
  const finish = (account: BankAccount) => {
    handOver(opener, account);
    // Typed numbers do not pass the page; the frame that asked has them already.
    const { bank, last4 } = account.kind === 'linked' ? account : { bank: '', last4: '' };
    const result = account.kind === 'linked' ? { financial_connections_account: account.id, bank, last4 } : undefined;
    port.send('done', { outcome: 'completed', result });
  };
  return (
    <div class="b-Backdrop">
      <div class="b-Dialog" ref={box}>
        <div class="b-Bar">
          {frame.address.keyMode === 'test' && <span class="b-Test">TEST</span>}
          <button type="button" class="b-Close" aria-label={text('bank.close')} onClick={cancel}>
            <CloseIcon />
          </button>
        </div>
        {screen.name === 'consent' && (
          <Consent business={business} agree={() => setScreen({ name: 'accounts' })} manual={() => setScreen({ name: 'manual' })} />
        )}
        {screen.name === 'accounts' && <Accounts done={(account) => setScreen({ name: 'done', account })} />}
        {screen.name === 'manual' && <ManualEntry done={(account) => setScreen({ name: 'done', account })} />}
        {screen.name === 'done' && <Done business={business} account={screen.account} finish={() => finish(screen.account)} />}
      </div>
    </div>
  );
}

function Consent({ business, agree, manual }: { business: string; agree(): void; manual(): void }) {
  const { text } = useFrame();
  return (
    <>
      <h1 class="b-Title">{text('bank.consent.title', { business })}</h1>
      <p>{text('bank.consent.what')}</p>
      <p class="b-Note">{text('bank.consent.test')}</p>
      <Primary testId="agree-button" act={agree}>{text('bank.consent.agree')}</Primary>
      <button type="button" class="Link b-Second" data-testid="manual-entry-link" onClick={manual}>
        {text('bank.consent.manual')}
      </button>
    </>
  );
}

function Accounts({ done }: { done(account: BankAccount): void }) {
  const frame = useFrame();
  const [chosen, setChosen] = useState<TestAccount>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const connect = async () => {
    if (!chosen || busy) return;
    setBusy(true);
    const answer = await connectAccount(frame, chosen.account);
    setBusy(false);
    if ('error' in answer) setError(answer.error.message ?? frame.text('error.connection'));
    else done(answer.account);
  };
  return (
    <>
      <h1 class="b-Title">{frame.text('bank.accounts.title')}</h1>
      <div class="b-Accounts" role="group" aria-label={frame.text('payment.bank.test')}>
        {TEST_ACCOUNTS.map((account, index) => (
          <button
            key={account.account} type="button" data-testid={account.testId} data-first={index === 0 || undefined}
            class={classes('b-Account', chosen === account && 'b-Account--chosen')} aria-pressed={chosen === account}
            onClick={() => setChosen(account)}
          >
            {account.name}
          </button>
        ))}
      </div>
      {error !== undefined && <p class="Error" role="alert">{error}</p>}
      <Primary testId="select-button" act={connect} disabled={!chosen || busy} later>{frame.text('bank.accounts.select')}</Primary>
    </>
  );
}

/** "Not now" may be pressed or passed over. */
function Done({ business, account, finish }: { business: string; account: BankAccount; finish(): void }) {
  const { text } = useFrame();
  const [asks, setAsks] = useState(account.kind === 'linked');
  return (
    <>
      {account.kind === 'linked' ? (
        <>
          <h1 class="b-Title">{text('bank.done.title')}</h1>
          <p>{text('bank.done.what', { bank: account.bank, last4: account.last4 })}</p>
        </>
      ) : (
        <>
          <h1 class="b-Title">{text('bank.manual.done.title')}</h1>
          <p>{text('bank.manual.done.what', { business })}</p>
        </>
      )}
      {asks && (
        <div class="b-Offer">
          <p><strong>{text('bank.link.title')}</strong><br />{text('bank.link.what')}</p>
          <button type="button" class="Link" data-testid="link-not-now-button" onClick={() => setAsks(false)}>
            {text('bank.link.not_now')}
          </button>
        </div>
      )}
      <Primary testId="done-button" act={finish}>{text('bank.done.back', { business })}</Primary>
    </>
  );
}

interface PrimaryProps {
  testId: string;
  act(): void;
  disabled?: boolean;
  /** Something else takes the focus first. */
  later?: boolean;
  children: ComponentChildren;
}

export function Primary({ testId, act, disabled, later, children }: PrimaryProps) {
  return (
    <button type="button" class="b-Primary Button" data-testid={testId} data-first={!later || undefined} disabled={disabled} onClick={act}>
      {children}
    </button>
  );
}
