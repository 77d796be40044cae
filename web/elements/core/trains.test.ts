import { describe, expect, it } from 'vitest';
import { trains } from './trains';

describe('trains', () => {
  it.each([
    ['v3', 3, 'tabs', false, true, true, false],
    ['acacia', 'acacia', 'tabs', false, true, true, false],
    ['basil', 'basil', 'accordion', true, true, true, false],
    ['clover', 'clover', 'accordion', true, true, true, false],
    ['dahlia', 'dahlia', 'accordion', true, false, true, true],
    ['endive', 'endive', 'accordion', true, false, false, true],
  ] as const)('%s', (name, version, layout, collapsed, booleans, types, isAsync) => {
    const flags = trains[name];
    expect(flags.version).toBe(version);
    expect(flags.defaultLayout).toBe(layout);
    expect(flags.collapsedByDefault).toBe(collapsed);
    expect(flags.radiosMayBeBoolean).toBe(booleans);
    expect(flags.paymentMethodTypes).toBe(types);
    expect(flags.updateIsAsync).toBe(isAsync);
  });

  it('sends a version of its own train, and none from the oldest', () => {
    for (const [name, flags] of Object.entries(trains)) {
      if (name === 'v3') expect(flags.apiVersion).toBeUndefined();
      else expect(flags.apiVersion).toMatch(new RegExp(`^\\d{4}-\\d{2}-\\d{2}\\.${name}$`));
    }
  });
});
