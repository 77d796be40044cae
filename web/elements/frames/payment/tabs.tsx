/** Payment methods as tabs; those that do not fit are in a native menu behind the last one. */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isReadOnly } from '../../core/methods/options';
import type { PaymentMethodSpec } from '../../core/session';
import { classes } from '../shared/fields';
import { useFrame } from '../shared/frame';
import { MethodForm } from './method-form';
import { MethodLogo, methodName } from './methods';
import type { Store } from './store';

interface Props {
  store: Store;
  methods: PaymentMethodSpec[];
  selected: string | undefined;
}

/** CSS pixels: the narrowest tab with its gap, and the menu's button with its gap. */
const NARROWEST = 118;
const MENU = 52;

function useRoom(): [(node: HTMLElement | null) => void, number] {
  const [width, setWidth] = useState(0);
  const node = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const element = node.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [(element) => (node.current = element), width];
}

/** The tabs and the rest; the chosen method is always among the tabs. */
function split(methods: PaymentMethodSpec[], selected: string | undefined, width: number) {
  if (methods.length * NARROWEST <= width || methods.length <= 1) return { tabs: methods, rest: [] };
  const room = Math.max(1, Math.min(methods.length - 1, Math.floor((width - MENU) / NARROWEST)));
  const tabs = methods.slice(0, room);
  const chosen = methods.find((method) => method.type === selected);
  if (chosen && !tabs.includes(chosen)) tabs[room - 1] = chosen;
  return { tabs, rest: methods.filter((method) => !tabs.includes(method)) };
}

export function Tabs({ store, methods, selected }: Props) {
  const frame = useFrame();
  const [measured, width] = useRoom();
  const { tabs, rest } = split(methods, selected, width);
  const fixed = isReadOnly(store.setting.options);
  const choose = (method: string) => {
    if (!fixed) store.act({ type: 'choose', method });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const forward = document.dir === 'rtl' && event.key.match(/Left|Right/) ? -step : step;
    const at = tabs.findIndex((method) => method.type === selected);
    const next = tabs[(at + forward + tabs.length) % tabs.length]!;
    choose(next.type);
    document.getElementById(`${next.type}-tab`)?.focus();
  };
  return (
    <div class="p-PaymentMethodSelector" ref={measured}>
      <div class="p-TabList">
        <div role="tablist" aria-label={frame.text('payment.methods')} class="p-Tabs" onKeyDown={onKeyDown}>
          {tabs.map((method, index) => (
            <Tab
              key={method.type}
              type={method.type}
              selected={method.type === selected}
              reachable={selected ? method.type === selected : index === 0}
              disabled={fixed}
              choose={choose}
            />
          ))}
        </div>
        {rest.length > 0 && <MoreMenu methods={rest} choose={choose} disabled={fixed} />}
      </div>
      {selected && (
        <div id={`${selected}-panel`} role="tabpanel" aria-labelledby={`${selected}-tab`} class="p-TabPanel">
          <MethodForm key={selected} store={store} type={selected} />
        </div>
      )}
    </div>
  );
}

interface TabProps {
  type: string;
  selected: boolean;
  reachable: boolean;
  disabled: boolean;
  choose(type: string): void;
}

function Tab({ type, selected, reachable, disabled, choose }: TabProps) {
  const frame = useFrame();
  return (
    <button
      type="button"
      id={`${type}-tab`}
      role="tab"
      data-testid={type}
      value={type}
      class={classes('p-Tab Tab', selected && 'p-Tab--selected Tab--selected', disabled && 'Tab--disabled')}
      aria-selected={selected}
      aria-controls={`${type}-panel`}
      tabIndex={reachable ? 0 : -1}
      disabled={disabled}
      onClick={() => choose(type)}
    >
      <span class="p-TabIconContainer">
        <MethodLogo type={type} class={classes('p-TabIcon TabIcon', selected && 'TabIcon--selected')} />
      </span>
      <span class={classes('p-TabLabel TabLabel', selected && 'TabLabel--selected')}>{methodName(type, frame.text)}</span>
    </button>
  );
}

interface MoreProps {
  methods: PaymentMethodSpec[];
  disabled: boolean;
  choose(type: string): void;
}

function MoreMenu({ methods, choose, disabled }: MoreProps) {
  const frame = useFrame();
  return (
    <div class="p-AdditionalPaymentMethods Tab">
      <svg class="p-AdditionalPaymentMethods-icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">
        <circle cx="3" cy="8" r="1.5" />
        <circle cx="8" cy="8" r="1.5" />
        <circle cx="13" cy="8" r="1.5" />
      </svg>
      <select
        class="p-AdditionalPaymentMethods-menu"
        aria-label={frame.text('payment.more')}
        disabled={disabled}
        value=""
        onChange={(event) => {
          choose(event.currentTarget.value);
          event.currentTarget.value = '';
        }}
      >
        <option value="" disabled hidden />
        {methods.map((method) => (
          <option key={method.type} value={method.type}>
            {methodName(method.type, frame.text)}
          </option>
        ))}
      </select>
    </div>
  );
}
