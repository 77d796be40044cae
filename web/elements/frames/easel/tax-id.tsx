/** `taxId`: the kind of a business's tax id, the id, and the business's name. Nothing is looked up. */

import { useState } from 'preact/hooks';
import { checkFilled } from '../../core/contact';
import { COMPLETE } from '../../core/card/checks';
import { checkTaxId, externalTaxIdType, taxIdKinds, taxIdTypeFor } from '../../core/tax_id';
import { Grid, SelectField, TextField } from '../shared/fields';
import { useFrame, useMessage, useReport } from '../shared/frame';
import { useField } from '../shared/use-field';
import { usePresence } from '../shared/use-presence';
import { elementState, shown, validateFields } from '../shared/validation';

interface Options {
  visibility?: 'always' | 'never' | 'auto';
  fields?: { businessName?: 'always' | 'never' | 'auto' };
  validation?: { businessName?: { required?: string }; taxId?: { required?: string } };
  verification?: { taxId?: { mode?: 'if_supported' | 'never' } };
  defaultValues?: { businessName?: string; taxIdType?: string; taxId?: string };
}

export function TaxId() {
  const frame = useFrame();
  const { text, init } = frame;
  const options = init.options as Options;
  const visible = options.visibility !== 'never';
  const named = options.fields?.businessName !== 'never';
  const home = init.session?.merchant_country ?? '';
  const [type, setType] = useState(options.defaultValues?.taxIdType ?? taxIdTypeFor(home));
  const nameRequired = options.validation?.businessName?.required === 'always';
  const name = useField(
    (value) => (nameRequired ? checkFilled(value, 'incomplete_business_name') : COMPLETE),
    options.defaultValues?.businessName ?? '',
  );
  const idRequired = options.validation?.taxId?.required === 'always';
  const id = useField((value) => checkTaxId(value, type, idRequired), options.defaultValues?.taxId ?? '');
  const fields = !visible ? [] : named ? [id, name] : [id];
  const empty = fields.every((field) => field.value.trim() === '');
  const complete = fields.every((field) => field.check.state === 'complete');
  const change = {
    empty,
    complete,
    visible,
    value: {
      businessName: name.value.trim(),
      taxId: id.value.trim(),
      taxIdType: type,
      externalTaxIdType: externalTaxIdType(type),
    },
    ...(options.verification?.taxId?.mode === 'if_supported' && { verification: { taxId: { status: 'unavailable' } } }),
  };
  const presence = usePresence();
  useReport('change', change, empty);
  useReport('state', elementState(fields, empty, presence.focused, presence.autofilled));
  useMessage('validate', (how) => validateFields(frame, fields, how));
  useMessage('value', () => change);
  useMessage('clear', () => fields.forEach((field) => field.clear()));
  if (!visible) return null;
  return (
    <Grid>
      <SelectField
        name="taxIdType" label={text('tax.type')} value={type} onValue={setType} placeholder={text('address.select')}
        options={taxIdKinds(init.locale).map((kind) => ({ value: kind.type, label: kind.label }))}
      />
      <TextField
        name="taxId" label={text('tax.id')} value={id.value} onValue={id.set} onBlur={id.blur} error={shown(frame, id)}
        capitalize="characters" autoComplete="off" required={idRequired} leftToRight
      />
      {named && (
        <TextField
          name="businessName" label={text(nameRequired ? 'tax.name' : 'tax.name.optional')} value={name.value}
          onValue={name.set} onBlur={name.blur} error={shown(frame, name)} autoComplete="organization" required={nameRequired}
        />
      )}
    </Grid>
  );
}
