import { reactMajors } from '../support/bundle';
import { expect, test } from '../support/test';

const trains: Record<number, string> = { 3: 'v3', 4: 'basil', 5: 'clover', 6: 'dahlia', 7: 'endive' };

for (const major of reactMajors) {
  test(`React binding ${major}, in StrictMode: mounted, updated, paid with, taken away and back`, async ({ shop, page, florin }) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.text().includes('[Florin]')) problems.push(message.text());
    });
    await shop(trains[major], { body: '<div id="root"></div>' });
    await page.addScriptTag({ url: `/bundles/react-${major}.js` });
    const log = (): Promise<string[]> => page.evaluate(() => (globalThis as any).log);
    const field = page.frameLocator('#payment iframe').getByLabel('Field');
    await expect(field).toBeVisible();
    await expect(page.locator('iframe')).toHaveCount(5);
    await expect.poll(async () => [...new Set(await log())].sort()).toEqual(['address', 'card', 'email', 'express:expressCheckout', 'ready:function']);

    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(log).toContain('error:incomplete_number');
    for (const box of await page.locator('iframe[title^="Secure payment"], iframe[title^="Secure address"], iframe[title^="Secure email"]').all()) {
      await box.contentFrame().getByLabel('Field').fill('4242');
    }
    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(log).toContain('token:ctoken_1');
    expect(await log()).toContain('change:true');

    await page.getByRole('button', { name: 'More' }).click();
    await expect.poll(() => florin.calls.map((call) => call.fields['deferred_intent[amount]'])).toContain('2000');
    await expect(field).toHaveValue('4242');
    await page.getByRole('button', { name: 'Lock' }).click();
    await expect(page.frameLocator('#payment iframe').locator('body')).toHaveAttribute('data-init', /"readOnly":true/);

    await page.getByRole('button', { name: 'Toggle' }).click();
    await expect(page.locator('iframe')).toHaveCount(1);
    await page.getByRole('button', { name: 'Toggle' }).click();
    await expect(page.locator('iframe')).toHaveCount(5);
    await expect(field).toHaveValue('');
    expect(problems).toEqual([]);
  });
}
