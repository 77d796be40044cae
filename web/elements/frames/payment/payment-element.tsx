/** The whole element: saved payment methods, the list of others, the form of the chosen one. */

import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { layoutOf } from '../../core/methods/layout';
import { offeredMethods } from '../../core/methods/offer';
import { IdPrefix } from '../shared/fields';
import { useFrame, useMessage } from '../shared/frame';
import { submitOnEnter } from '../shared/focus';
import { usePresence } from '../shared/use-presence';
import { Accordion } from './accordion';
import { hearOfAccounts, linkedAccount } from './account-layer';
import { collect, newsOf, report, validate } from './controller';
import { MethodForm } from './method-form';
import { SavedMethods } from './saved-methods';
import { Store, useStore } from './store';
import { Tabs } from './tabs';

export function PaymentElement() {
  const frame = useFrame();
  const store = useMemo(() => new Store(frame), [frame]);
  useStore(store);
  useEffect(() => {
    hearOfAccounts(store);
    submitOnEnter(frame.port);
  }, [store]);
  useReports(store);
  useMessage('validate', (asked) => validate(store, asked));
  useMessage('collect', (request) => collect(store, request));
  useMessage('layer', ({ result }) => {
    const account = linkedAccount(result);
    if (account) store.act({ type: 'account', account });
  });
  useMessage('collapse', () => store.act({ type: 'collapse' }));
  useMessage('clear', () => store.act({ type: 'clear' }));
  return (
    <IdPrefix.Provider value={frame.idPrefix('payment')}>
      <div class="p-PaymentElement">
        <SavedMethods store={store} />
        {(store.state.saved.length === 0 || store.state.choice.kind === 'new') && <NewMethod store={store} />}
      </div>
    </IdPrefix.Provider>
  );
}

/** The first report waits until the element has said that it is ready; what is known by then is no news. */
function useReports(store: Store): void {
  const presence = usePresence();
  const told = useRef<Map<string, string> | undefined>(undefined);
  useEffect(() => {
    told.current = new Map(Object.entries(newsOf(store)).map(([name, payload]) => [name, JSON.stringify(payload)]));
    report(store, presence);
  }, [store]);
  useLayoutEffect(() => {
    if (!told.current) return;
    report(store, presence);
    for (const [name, payload] of Object.entries(newsOf(store))) {
      const text = JSON.stringify(payload);
      if (told.current.get(name) !== text) store.frame.port.send('event', { name, payload });
      told.current.set(name, text);
    }
  });
}

function NewMethod({ store }: { store: Store }) {
  const { setting, state } = store;
  const methods = offeredMethods(setting);
  const layout = layoutOf(setting.options.layout, setting.train, methods.length);
  const type = state.choice.kind === 'new' ? state.choice.type : undefined;
  if (layout.kind === 'accordion') return <Accordion store={store} methods={methods} layout={layout} selected={type} />;
  if (layout.kind === 'tabs') return <Tabs store={store} methods={methods} selected={type} />;
  const only = methods[0];
  return only ? <MethodForm key={only.type} store={store} type={only.type} /> : null;
}
