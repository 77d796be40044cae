/** The bank dialog and the Payment Element that it answers, without the page between them. */

import type { FrameLocator } from '@playwright/test';
import { expect, test, type Bench } from './bench';
import { mountPayment } from './payment-setup';

const BANK = { types: ['us_bank_account'] };

/** Opens the dialog as the library does when the element asks. */
async function dialogOf(bench: Bench): Promise<FrameLocator> {
  await expect.poll(() => bench.last('payment', 'layer')).toMatchObject({ layer: 'linked-accounts-inner' });
  const { fragment } = (await bench.last('payment', 'layer')) as { fragment: Record<string, string> };
  return bench.mount({
    document: 'linked-accounts-inner', element: 'linked-accounts-inner', fragment, box: 'position:fixed;inset:0;height:700px',
  });
}

async function typeContact(frame: FrameLocator): Promise<void> {
  await frame.getByLabel('Full name').fill('Jenny Rosen');
  await frame.getByLabel('Email').fill('jenny@example.com');
}

test.beforeEach(async ({ bench, page }) => {
  await page.addInitScript(() => addEventListener('message', (event) => ((window as never as { seen: string }).seen ??= '', (window as never as { seen: string }).seen += JSON.stringify(event.data)), true));
  await bench.open('iframe[name="linked-accounts-inner"]{height:700px !important}');
});

test('the test institution, step by step', async ({ bench }) => {
  bench.answer = ({ path }) =>
    path === '/v1/elements/bank_accounts'
      ? { body: { id: 'fca_1', object: 'financial_connections.account', institution_name: 'Test Institution', last4: '6789' } }
      : { body: { id: 'ctoken_1', object: 'confirmation_token' } };
  const frame = await mountPayment(bench, BANK);
  await typeContact(frame);
  await frame.getByLabel('Test Institution').click();
  const dialog = await dialogOf(bench);
  await dialog.getByTestId('agree-button').click();
  await expect(dialog.getByTestId('select-button')).toBeDisabled();
  await expect(dialog.getByRole('button', { name: 'High Balance' })).toBeVisible();
  await dialog.getByTestId('success').click();
  await dialog.getByRole('button', { name: 'Connect account' }).click();
  await dialog.getByTestId('link-not-now-button').click();
  await dialog.getByRole('button', { name: 'Back to Rocket Rides' }).click();
  expect(bench.calls).toMatchObject([{ path: '/v1/elements/bank_accounts', form: { institution: 'test', account: 'success', key: 'pk_test_1' } }]);
  await expect.poll(() => bench.last('linked-accounts-inner', 'done')).toMatchObject({ outcome: 'completed' });
  await expect(frame.getByText('Test Institution •••• 6789')).toBeVisible();
  await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: true, value: { type: 'us_bank_account' } });
  await bench.request('payment', 'collect', { call: 'confirmation_token', params: {} });
  expect(bench.calls[1]!.form).toMatchObject({
    'payment_method_data[us_bank_account][financial_connections_account]': 'fca_1',
    'payment_method_data[billing_details][name]': 'Jenny Rosen',
  });
});

test('typed numbers reach the API and never the page', async ({ bench, page }) => {
  const frame = await mountPayment(bench, BANK);
  await typeContact(frame);
  await frame.getByRole('button', { name: 'Enter bank details manually' }).click();
  const dialog = await dialogOf(bench);
  await dialog.getByTestId('manualEntry-routingNumber-input').fill('110000000');
  await dialog.getByTestId('manualEntry-accountNumber-input').fill('000123456789');
  await dialog.getByTestId('manualEntry-confirmAccountNumber-input').fill('000123456780');
  await dialog.getByTestId('continue-button').click();
  await expect(dialog.getByRole('alert')).toHaveText('The two account numbers differ.');
  await dialog.getByTestId('manualEntry-confirmAccountNumber-input').fill('000123456789');
  await dialog.getByTestId('continue-button').click();
  await expect(dialog.getByText('initiate micro-deposits')).toBeVisible();
  await dialog.getByTestId('done-button').click();
  await expect(frame.getByText('•••• 6789')).toBeVisible();
  await bench.request('payment', 'collect', { call: 'payment_method', params: {} });
  expect(bench.calls[0]!.form).toMatchObject({
    'us_bank_account[routing_number]': '110000000', 'us_bank_account[account_number]': '000123456789',
  });
  const told = await Promise.all(['done', 'change', 'layer', 'state'].map((type) => bench.heard('payment', type)));
  const seen = await page.evaluate(() => (window as never as { seen?: string }).seen ?? '');
  expect(JSON.stringify([told, await bench.heard('linked-accounts-inner', 'done'), seen])).not.toMatch(/000123456789|110000000/);
});

test('without an account, submitting asks for the dialog; closing it leaves all as it was', async ({ bench }) => {
  const frame = await mountPayment(bench, BANK);
  await typeContact(frame);
  expect(await bench.request('payment', 'validate', { show: true, focus: true })).toMatchObject({
    selected: 'us_bank_account', needs: { layer: 'linked-accounts-inner', fragment: { start: 'test' } },
  });
  await frame.getByLabel('Test Institution').click();
  const dialog = await dialogOf(bench);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => bench.last('linked-accounts-inner', 'done')).toEqual({ outcome: 'canceled' });
  await expect(frame.getByLabel('Test Institution')).toBeVisible();
});

test('an account can be changed', async ({ bench, page }) => {
  bench.answer = () => ({ body: { id: 'fca_1', institution_name: 'Test Institution', last4: '6789' } });
  const frame = await mountPayment(bench, BANK);
  await frame.getByLabel('Test Institution').click();
  const dialog = await dialogOf(bench);
  await dialog.getByTestId('agree-button').click();
  await dialog.getByTestId('high-balance').click();
  await dialog.getByTestId('select-button').click();
  await dialog.getByTestId('done-button').click();
  await expect(frame.getByText('•••• 6789')).toBeVisible();
  await page.evaluate(() => document.getElementById('linked-accounts-inner')!.remove());
  await frame.getByRole('button', { name: 'Change' }).click();
  await expect(frame.getByLabel('Test Institution')).toBeVisible();
});

test('a page that plays the dialog is not heard', async ({ bench, page }) => {
  const frame = await mountPayment(bench, BANK);
  await page.evaluate((origin) => {
    const { contentWindow } = document.querySelector<HTMLIFrameElement>('iframe[name="payment"]')!;
    contentWindow!.postMessage({ florin: 1, account: { kind: 'linked', id: 'fca_2', bank: 'Evil', last4: '6666' } }, origin);
  }, bench.origin);
  await typeContact(frame);
  await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: false, empty: false });
  await expect(frame.getByLabel('Test Institution')).toBeVisible();
});
