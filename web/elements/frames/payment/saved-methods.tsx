/** The customer's saved payment methods as radio rows, with removal, correction and the security code where asked for. */

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Brand } from '../../core/card/brands';
import { needsCode } from '../../core/methods/complete';
import { canEdit, canRemove } from '../../core/methods/offer';
import { isReadOnly } from '../../core/methods/options';
import type { SavedPaymentMethod } from '../../core/session';
import { RadioIcon } from '../../../ui/radio-icon';
import { CvcField } from '../shared/card-fields';
import { classes } from '../shared/fields';
import { useFrame } from '../shared/frame';
import { SavedLogo, savedExpiry, savedName } from './methods';
import { EditSaved, RemoveSaved } from './saved-changes';
import type { Store } from './store';
import { codeOf } from './use-inputs';

export function SavedMethods({ store }: { store: Store }) {
  const { text } = useFrame();
  const { saved, choice } = store.state;
  if (saved.length === 0) return null;
  const fixed = isReadOnly(store.setting.options);
  const open = choice.kind === 'new';
  return (
    <div role="radiogroup" aria-label={text('payment.saved')} class="p-SavedMethods Accordion">
      {saved.map((method) => (
        <SavedRow
          key={method.id} store={store} method={method} fixed={fixed}
          chosen={choice.kind === 'saved' && choice.id === method.id}
        />
      ))}
      <div class={classes('p-SavedItem AccordionItem', open && 'AccordionItem--selected')}>
        <Choice chosen={open} fixed={fixed} value="new" choose={() => store.act({ type: 'choose-new' })}>
          <span class="p-MethodLogo p-PlusLogo" aria-hidden="true">
            <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round">
              <path d="M8 3v10M3 8h10" />
            </svg>
          </span>
          <span class="p-AccordionItemLabel">{text('payment.saved.new')}</span>
        </Choice>
      </div>
    </div>
  );
}

interface ChoiceProps {
  chosen: boolean;
  fixed: boolean;
  value: string;
  choose(): void;
  children: ComponentChildren;
}

/** A native radio, seen as the icon beside it. */
function Choice({ chosen, fixed, value, choose, children }: ChoiceProps) {
  return (
    <label class="p-SavedChoice">
      <input
        type="radio" class="u-hidden p-SavedRadio" name="savedPaymentMethod" value={value} checked={chosen} disabled={fixed}
        onChange={choose}
      />
      <RadioIcon checked={chosen} />
      {children}
    </label>
  );
}

interface RowProps {
  store: Store;
  method: SavedPaymentMethod;
  chosen: boolean;
  fixed: boolean;
}

type Open = 'closed' | 'menu' | 'remove' | 'edit';

function SavedRow({ store, method, chosen, fixed }: RowProps) {
  const { text } = useFrame();
  const [open, setOpen] = useState<Open>('closed');
  const name = savedName(method, text);
  const removable = canRemove(store.setting);
  const editable = canEdit(store.setting, method);
  const close = () => setOpen('closed');
  return (
    <div class={classes('p-SavedItem AccordionItem', chosen && 'AccordionItem--selected')} data-value={method.id}>
      <div class="p-SavedLine">
        <Choice chosen={chosen} fixed={fixed} value={method.id} choose={() => store.act({ type: 'choose-saved', id: method.id })}>
          <SavedLogo method={method} />
          <SavedText store={store} method={method} />
        </Choice>
        {(removable || editable) && !fixed && (
          <button
            type="button" class="p-MenuButton MenuIcon" aria-expanded={open !== 'closed'}
            aria-label={text('payment.saved.menu', { method: `${name.title} ${name.number}` })}
            onClick={() => setOpen(open === 'closed' ? 'menu' : 'closed')}
          >
            <Dots />
          </button>
        )}
      </div>
      {open === 'menu' && (
        <div class="p-SavedActions">
          {editable && <Action label={text('payment.saved.edit')} act={() => setOpen('edit')} />}
          {removable && <Action label={text('payment.saved.remove')} act={() => setOpen('remove')} danger />}
        </div>
      )}
      {open === 'remove' && <RemoveSaved store={store} method={method} close={close} />}
      {open === 'edit' && <EditSaved store={store} method={method} close={close} />}
      {chosen && open !== 'edit' && needsCode(store.setting, method) && (
        <div class="p-SavedCode">
          <CvcField cvc={codeOf(store, method)} brand={((method.card as { brand?: string })?.brand ?? 'unknown') as Brand} disabled={fixed} />
        </div>
      )}
    </div>
  );
}

function SavedText({ store, method }: { store: Store; method: SavedPaymentMethod }) {
  const { text } = useFrame();
  const name = savedName(method, text);
  const expiry = savedExpiry(method);
  const { month, year } = store.setting.today;
  const expired = expiry && (expiry.year < year || (expiry.year === year && expiry.month < month));
  return (
    <span class="p-SavedName">
      <span class="p-SavedTitle">{name.title}</span> <span class="p-SavedNumber" dir="ltr">{name.number}</span>
      {expired && <span class="p-SavedExpired"> {text('payment.saved.expired')}</span>}
    </span>
  );
}

export function Action({ label, act, danger, disabled }: { label: string; act(): void; danger?: boolean; disabled?: boolean }) {
  return (
    <button type="button" class={classes('p-Action Action', danger && 'p-Action--danger')} disabled={disabled} onClick={act}>
      {label}
    </button>
  );
}

function Dots() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">
      <circle cx="3" cy="8" r="1.4" />
      <circle cx="8" cy="8" r="1.4" />
      <circle cx="13" cy="8" r="1.4" />
    </svg>
  );
}
