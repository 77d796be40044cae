/** Document `elements-inner-authentication`: `linkAuthentication` (email) and `contactDetails` (email and phone). */

import { checkEmail, checkPhone } from '../../core/contact';
import { Grid, TextField } from '../shared/fields';
import { startFrame, useFrame, useMessage, useReport } from '../shared/frame';
import { useField } from '../shared/use-field';
import { usePresence } from '../shared/use-presence';
import { elementState, shown, validateFields } from '../shared/validation';

interface Options {
  defaultValues?: { email?: string; phone?: string };
  readOnly?: boolean;
}

function Contact() {
  const frame = useFrame();
  const { text, init } = frame;
  const options = init.options as Options;
  const withPhone = init.element === 'contactDetails';
  const email = useField(checkEmail, options.defaultValues?.email ?? '');
  const phone = useField((value) => checkPhone(value, false), withPhone ? (options.defaultValues?.phone ?? '') : '');
  const fields = withPhone ? [email, phone] : [email];
  const empty = fields.every((field) => field.value.trim() === '');
  const value = { email: email.value.trim(), ...(withPhone && { phone: phone.value.trim() }) };
  const presence = usePresence();

  useReport('change', { empty, complete: fields.every((field) => field.check.state === 'complete'), value }, empty);
  useReport('state', elementState(fields, empty, presence.focused, presence.autofilled));
  useReport('details', {
    email: email.check.state === 'complete' ? value.email : undefined,
    billing_details: value.phone ? { phone: value.phone } : undefined,
  });
  useMessage('validate', (how) => validateFields(frame, fields, how));
  useMessage('clear', () => fields.forEach((field) => field.clear()));

  return (
    <Grid>
      <TextField
        name="email" type="email" label={text('email.label')} value={email.value} onValue={email.set} onBlur={email.blur}
        error={shown(frame, email)} placeholder={text('email.placeholder')} inputMode="email" autoComplete="email"
        capitalize="none" required disabled={options.readOnly} leftToRight
      />
      {withPhone && (
        <TextField
          name="phone" type="tel" label={text('phone.optional')} value={phone.value} onValue={phone.set}
          onBlur={phone.blur} error={shown(frame, phone)} inputMode="tel" autoComplete="tel" disabled={options.readOnly}
          leftToRight
        />
      )}
    </Grid>
  );
}

void startFrame(Contact);
