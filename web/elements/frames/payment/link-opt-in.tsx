/** The offer to save details with Link: only where the server is set to show it; never keeps anyone from paying. */

import { useState } from 'preact/hooks';
import { CheckboxField, TextField } from '../shared/fields';
import { useFrame } from '../shared/frame';
import type { Store } from './store';

export function LinkOptIn({ store }: { store: Store }) {
  const { text } = useFrame();
  const [checked, setChecked] = useState(true);
  const [phone, setPhone] = useState('');
  const { session, options } = store.setting;
  if (session.settings.link_checkbox !== 'compat' || options.wallets?.link === 'never') return null;
  return (
    <div class="p-LinkOptIn">
      <CheckboxField name="linkOptIn" label={text('payment.link.save')} checked={checked} onChecked={setChecked} />
      {checked && (
        <TextField
          name="linkMobilePhone" label={text('payment.link.phone')} type="tel" inputMode="tel" autoComplete="tel"
          value={phone} onValue={setPhone}
        />
      )}
    </div>
  );
}
