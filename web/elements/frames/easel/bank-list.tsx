/** `idealBank`, `epsBank`, `p24Bank`, `fpxBank`: a list that opens below its button, in the same frame. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { BANK_METHODS, banksOf, type BankListElement } from '../../core/banks';
import { checkFilled } from '../../core/contact';
import { collect } from '../shared/api';
import { useElementStyle } from '../shared/element-input';
import { classes } from '../shared/fields';
import { useFrame, useMessage, useReport } from '../shared/frame';
import { ChevronIcon } from '../shared/icons';
import { useField } from '../shared/use-field';
import { usePresence } from '../shared/use-presence';
import { elementState, validateFields } from '../shared/validation';

interface Options {
  value?: string;
  disabled?: boolean;
  accountHolderType?: string;
}

export function BankList({ element }: { element: BankListElement }) {
  const frame = useFrame();
  const options = frame.init.options as Options;
  const banks = banksOf(element);
  const known = banks.some(({ code }) => code === options.value) ? options.value! : '';
  const field = useField((value) => checkFilled(value, 'incomplete_bank'), known);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const items = useRef<HTMLUListElement>(null);
  const presence = usePresence();
  const empty = field.value === '';
  useElementStyle();
  useReport('change', { empty, complete: !empty, value: field.value }, empty);
  useReport('state', elementState([field], empty, presence.focused, false));
  useMessage('clear', () => field.clear());
  useMessage('validate', (how) => validateFields(frame, [field], how));
  useMessage('collect', async (request) => {
    const wrong = validateFields(frame, [field], { show: true, focus: true }).error;
    if (wrong) return { error: wrong };
    const type = BANK_METHODS[element];
    const holder = type === 'fpx' ? { account_holder_type: options.accountHolderType } : {};
    return collect(frame, request, { type, [type]: { bank: field.value, ...holder } });
  });
  useEffect(() => {
    items.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [open, active]);
  useEffect(() => {
    if (!presence.focused) setOpen(false);
  }, [presence.focused]);

  const choose = (index: number) => {
    field.set(banks[index]!.code);
    setOpen(false);
  };
  const toggle = () => {
    setActive(Math.max(0, banks.findIndex(({ code }) => code === field.value)));
    setOpen(!open);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (open) setActive(Math.min(banks.length - 1, Math.max(0, active + step)));
      else toggle();
    } else if (open && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      choose(active);
    } else if (open && event.key === 'Escape') {
      event.stopPropagation();
      setOpen(false);
    } else if (open && event.key.length === 1) {
      const found = banks.findIndex(({ name }) => name.toLowerCase().startsWith(event.key.toLowerCase()));
      if (found >= 0) setActive(found);
    }
  };
  const chosen = banks.find(({ code }) => code === field.value);
  return (
    <div class="BankList">
      <button
        type="button" role="combobox" aria-label={frame.text('bank.label')} aria-expanded={open} aria-controls="bank-list"
        aria-activedescendant={open ? `bank-${active}` : undefined} aria-invalid={field.code !== undefined}
        class={classes('BankList-button InputElement', empty ? 'is-empty' : 'is-complete', field.code && 'is-invalid')}
        disabled={options.disabled} onClick={toggle} onKeyDown={onKeyDown}
      >
        <span id="bank-list-value">{chosen?.name ?? frame.text('bank.select')}</span>
        <ChevronIcon />
      </button>
      {open && (
        <ul id="bank-list" role="listbox" aria-label={frame.text('bank.label')} class="BankList-items" ref={items}>
          {banks.map(({ code, name }, index) => (
            <li
              key={code} id={`bank-${index}`} role="option" class="SelectListItem" data-active={index === active}
              aria-selected={code === field.value} onMouseDown={(event) => event.preventDefault()} onClick={() => choose(index)}
            >
              <span class="SelectListItem-text">{name}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
