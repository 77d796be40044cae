/**
 * Every element in the three themes, narrow and wide, in English and German: nothing is cut off, nothing stands out, and
 * axe finds nothing. Pictures land in `.cache/looks` for people to look at.
 */

import { AxeBuilder } from '@axe-core/playwright';
import { join } from 'node:path';
import { expect, test, type MountOptions } from './bench';
import { mountPayment, OPEN } from './payment-setup';

const LOOKS = join(import.meta.dirname, '../../../.cache/looks');

/** Not our page; and axe takes the ground of a transparent frame for white, so night's contrast is a unit test. */
const rulesOff = (theme: string) => [
  'page-has-heading-one', 'region', 'landmark-one-main', ...(theme === 'night' ? ['color-contrast'] : []),
];

const THEMES = {
  stripe: 'body{background:#ffffff}',
  night: 'body{background:#1b1d29;color:#fff}',
  flat: 'body{background:#ffffff}',
} as const;

const ELEMENTS: (MountOptions & { fill?: Record<string, string> })[] = [
  { document: 'address', element: 'address', init: { options: { mode: 'shipping', fields: { phone: 'always' } } } },
  { document: 'authentication', element: 'linkAuthentication' },
];

for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
  for (const width of [320, 900]) {
    for (const locale of ['en', 'de']) {
      test(`${theme} at ${width} px in ${locale}`, async ({ bench, page }) => {
        await page.setViewportSize({ width, height: 900 });
        await bench.open(`${THEMES[theme]} form{max-width:520px;margin:auto} form>div{margin-bottom:24px}`);
        for (const { init, ...element } of ELEMENTS) {
          const frame = await bench.mount({ ...element, init: { ...init, locale, appearance: { theme } } });
          await frame.locator('[name="name"], [name="email"]').first().fill(element.document === 'address' ? 'Jenny Rosen' : 'jenny');
          await bench.request(element.element, 'validate', { show: true, focus: false });
          const overflow = await frame.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
          expect(overflow).toBeLessThanOrEqual(0);
        }
        await page.screenshot({ path: `${LOOKS}/${theme}-${width}-${locale}.png`, fullPage: true });
        const scan = await new AxeBuilder({ page }).disableRules(rulesOff(theme)).analyze();
        expect(scan.violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.html, node.failureSummary])])).toEqual([]);
      });
    }
  }
}

for (const width of [320, 900]) {
  test(`authentication layer at ${width} px`, async ({ bench, page }) => {
    await page.setViewportSize({ width, height: 700 });
    await bench.open('body{background:#f6f8fb}');
    const layer = await bench.mount({
      document: 'three-ds-2-challenge',
      element: 'three-ds-2-challenge',
      init: { locale: 'de', options: { url: `${bench.origin}/3d_secure_2_test/acct_1/payatt_1` } },
    });
    await expect(layer.getByRole('button', { name: 'Abbrechen' })).toBeVisible();
    await expect(layer.frameLocator('#challengeFrame').getByRole('button')).toBeVisible();
    await page.screenshot({ path: `${LOOKS}/layer-${width}.png` });
    const scan = await new AxeBuilder({ page }).disableRules([...rulesOff('stripe'), 'html-has-lang']).analyze();
    expect(scan.violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.html, node.failureSummary])])).toEqual([]);
  });
}

for (const labels of ['floating', 'above'] as const) {
  test(`condensed inputs with labels ${labels}`, async ({ bench, page }) => {
    await page.setViewportSize({ width: 420, height: 800 });
    await bench.open('body{background:#fff}');
    const frame = await bench.mount({
      document: 'address',
      element: 'address',
      init: { options: { mode: 'shipping' }, appearance: { inputs: 'condensed', labels } },
    });
    await frame.locator('[name="name"]').fill('Jenny Rosen');
    await frame.locator('[name="locality"]').focus();
    await page.screenshot({ path: `${LOOKS}/condensed-${labels}.png` });
    const edges = await frame.locator('.Input').evaluateAll((inputs) => inputs.map((input) => input.getBoundingClientRect().left));
    expect(Math.min(...edges)).toBe(4);
  });
}

const BOX = 'border:1px solid #cfd4de;border-radius:6px;padding:12px;background:#fff';

for (const width of [320, 900]) {
  for (const locale of ['en', 'de', 'ar']) {
    test(`card fields at ${width} px in ${locale}`, async ({ bench, page }) => {
      await page.setViewportSize({ width, height: 500 });
      await bench.open('body{background:#f6f8fb} form{max-width:520px;margin:auto} form>div{margin-bottom:16px}');
      const init = { locale };
      await bench.mount({ document: 'card', element: 'card', box: BOX, init });
      const filled = await bench.mount({ document: 'card', element: 'card', name: 'filled', box: BOX, init });
      for (const part of ['cardNumber', 'cardExpiry', 'cardCvc']) {
        await bench.mount({ document: 'card', element: part, box: BOX, init: { ...init, options: { showIcon: true } } });
      }
      await bench.mount({ document: 'iban', element: 'iban', box: BOX, init });
      await filled.locator('[name="cardnumber"]').fill('4242424242424242');
      await filled.locator('[name="exp-date"]').fill('1220');
      await filled.locator('[name="cvc"]').fill('123');
      await filled.locator('[name="postal"]').fill('90210');
      for (const name of ['card', 'filled', 'cardNumber', 'iban']) {
        const height = await page.locator(`iframe[name="${name}"]`).evaluate((frame) => frame.clientHeight);
        expect(height).toBeGreaterThanOrEqual(18);
        expect(height).toBeLessThanOrEqual(24);
      }
      await page.screenshot({ path: `${LOOKS}/card-${width}-${locale}.png` });
      const scan = await new AxeBuilder({ page }).disableRules(rulesOff('stripe')).analyze();
      expect(scan.violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.html, node.failureSummary])])).toEqual([]);
    });
  }
}

test('right to left: fields, icons and errors stand where the language begins', async ({ bench, page }) => {
  await page.setViewportSize({ width: 420, height: 900 });
  await bench.open();
  const frame = await mountPayment(bench, { types: ['card', 'sepa_debit'], ...OPEN, locale: 'ar' });
  await frame.locator('[name="number"]').fill('4242424242424242');
  await page.screenshot({ path: `${LOOKS}/rtl.png` });
  const number = (await frame.locator('[name="number"]').boundingBox())!;
  const icon = (await frame.locator('.p-CardNumberInput .p-BrandIcon').first().boundingBox())!;
  expect(icon.x - number.x).toBeLessThan(number.width / 4);
  await expect(frame.locator('[name="number"]')).toHaveCSS('direction', 'ltr');
  await expect(frame.locator('[name="number"]')).toHaveCSS('text-align', 'right');
});
