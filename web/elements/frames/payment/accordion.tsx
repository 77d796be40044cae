/** Payment methods as rows, one of them open. Class names, roles and `data-value` are what merchants' tests look for. */

import { useRef } from 'preact/hooks';
import type { Layout } from '../../core/methods/layout';
import { isReadOnly } from '../../core/methods/options';
import type { PaymentMethodSpec } from '../../core/session';
import { classes } from '../shared/fields';
import { useFrame } from '../shared/frame';
import { ChevronIcon } from '../shared/icons';
import { MethodForm } from './method-form';
import { MethodLogo, methodName } from './methods';
import { RadioIcon } from '../../../ui/radio-icon';
import type { Store } from './store';

interface Props {
  store: Store;
  methods: PaymentMethodSpec[];
  layout: Layout;
  selected: string | undefined;
}

export function Accordion({ store, methods, layout, selected }: Props) {
  const frame = useFrame();
  const all = store.state.allRows || methods.length <= layout.visible;
  const shown = all ? methods : methods.slice(0, layout.visible);
  const chosenIsHidden = !shown.some((method) => method.type === selected);
  const chosen = chosenIsHidden ? methods.filter((method) => method.type === selected) : [];
  return (
    <div
      class={classes('p-Accordion Accordion', layout.spaced && 'p-Accordion--spaced')}
      data-testid="payment-accordion-wrapper"
    >
      {[...shown, ...chosen].map((method) => (
        <Item key={method.type} store={store} layout={layout} type={method.type} open={method.type === selected} />
      ))}
      {!all && (
        <div class="p-AccordionItem AccordionItem p-AccordionMore">
          <button type="button" class="p-AccordionMoreButton" onClick={() => store.act({ type: 'show-all' })}>
            {frame.text('payment.more')}
            <ChevronIcon />
          </button>
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  store: Store;
  layout: Layout;
  type: string;
  open: boolean;
}

function Item({ store, layout, type, open }: ItemProps) {
  const frame = useFrame();
  const item = useRef<HTMLDivElement>(null);
  const fixed = isReadOnly(store.setting.options);
  const choose = () => {
    if (!open && !fixed) store.act({ type: 'choose', method: type });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (open || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    choose();
    // The row is no button any more once it is open: the keyboard goes on in its form.
    requestAnimationFrame(() => item.current?.querySelector<HTMLElement>('.p-AccordionPanel :is(input, select, button)')?.focus());
  };
  // An open row cannot be tabbed to, but keeps the focus that a click gave it.
  const button = open
    ? { tabIndex: -1 }
    : { role: 'button', tabIndex: 0, 'aria-expanded': false, ...(fixed && { 'aria-disabled': true }) };
  const logo = <MethodLogo type={type} />;
  return (
    <div ref={item} class={classes('p-AccordionItem AccordionItem', open && 'AccordionItem--selected')}>
      <div class="p-AccordionButton" data-value={type} onClick={choose} onKeyDown={onKeyDown} {...(button as object)}>
        <div class="p-AccordionButtonContent">
          {layout.radios && <RadioIcon checked={open} />}
          {layout.logos === 'start' && logo}
          <span class="p-AccordionItemLabel">{methodName(type, frame.text)}</span>
          {layout.logos === 'end' && logo}
        </div>
      </div>
      {open && (
        <div class="p-AccordionPanel">
          <MethodForm store={store} type={type} />
        </div>
      )}
    </div>
  );
}
