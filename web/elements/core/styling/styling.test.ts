import { describe, expect, test } from 'vitest';
import { compileAppearance } from './index';
import { contrast, mix, parseColor, readableOn } from './color';
import { compileElementStyle } from './element-style';
import { checkedProperty, checkedSelector, isSafeValue } from './rules';
import { resolveVariables } from './variables';

const valueOf = (css: string, name: string) => new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1];

describe('themes', () => {
  const ground = { stripe: '#ffffff', night: '#1b1d29', flat: '#ffffff' } as const;
  describe.each(['stripe', 'night', 'flat'] as const)('%s', (theme) => {
    const set = resolveVariables(theme, {});
    test.each(['colorText', 'colorTextSecondary', 'colorTextPlaceholder', 'colorDanger'])('%s reads on fields', (name) => {
      expect(contrast(set[name]!, set.colorBackground!)).toBeGreaterThanOrEqual(4.5);
    });
    test.each(['colorText', 'colorTextSecondary', 'colorDanger', 'colorPrimary'])('%s reads on the page', (name) => {
      expect(contrast(set[name]!, ground[theme])).toBeGreaterThanOrEqual(4.5);
    });
    test('text on the main color reads', () => {
      expect(contrast(set.accessibleColorOnColorPrimary!, set.colorPrimary!)).toBeGreaterThanOrEqual(4.5);
    });
  });

  test('night is dark, others are not', () => {
    expect(['stripe', 'night', 'flat'].map((theme) => compileAppearance({ theme: theme as never }).dark)).toEqual([false, true, false]);
    expect(compileAppearance({ variables: { colorBackground: '#101010' } }).dark).toBe(true);
  });

  test('none is the default, an unknown one too, with a warning', () => {
    expect(compileAppearance({ theme: 'none' })).toMatchObject({ theme: 'stripe', warnings: [] });
    expect(compileAppearance({ theme: 'x' as never })).toMatchObject({ theme: 'stripe', warnings: [expect.stringContaining('"x"')] });
  });
});

describe('variables', () => {
  test('both spellings set the same', () => {
    expect(valueOf(compileAppearance({ variables: { gridRowSpacing: '20px' } }).css, 'gridRowSpacing')).toBe('20px');
    expect(valueOf(compileAppearance({ variables: { spacingGridRow: '20px' } }).css, 'gridRowSpacing')).toBe('20px');
    expect(valueOf(compileAppearance({ variables: { colorIconTabSelected: 'red' } }).css, 'tabIconSelectedColor')).toBe('red');
  });

  test('what follows from a color follows the merchant\'s', () => {
    const { css } = compileAppearance({ variables: { colorPrimary: '#aa0000', colorDanger: 'var(--colorPrimary)' } });
    expect(valueOf(css, 'inputFocusColorBorder')).toBe('#aa0000');
    expect(valueOf(css, 'focusBoxShadow')).toContain('rgba(170, 0, 0, 0.25)');
    expect(valueOf(css, 'colorDangerText')).toBe('var(--colorPrimary)');
  });

  test('unknown ones are warned of once each, dangerous values do not pass', () => {
    const { css, warnings } = compileAppearance({
      variables: { nonsense: '1', fontFamily: 'x; } body { background: url(https://example.com)', colorText: undefined },
    });
    expect(warnings).toHaveLength(2);
    expect(css).not.toContain('example.com');
  });
});

describe('rules', () => {
  test.each([
    ['.Input', '.Input'],
    ['.Input:focus', '.Input:focus'],
    ['.Input--invalid', '.Input--invalid'],
    ['.Tab--selected:hover', '.Tab--selected:hover'],
    ['.Input::placeholder', '.Input::placeholder'],
    ['.Input:autofill', '.Input:-webkit-autofill'],
    ['.Label--floating, .Label--resting', '.Label--floating, .Label--resting'],
    ['.p-Input', undefined],
    ['.Input .Label', undefined],
    ['input', undefined],
    ['#root', undefined],
    ['.Input[name=cvc]', undefined],
    ['.Input--whatever', undefined],
    ['.Input:nth-child(1)', undefined],
    ['.Input{}', undefined],
  ])('selector %s', (given, checked) => expect(checkedSelector(given)).toBe(checked));

  test.each([
    ['backgroundColor', 'background-color'],
    ['background-color', 'background-color'],
    ['boxShadow', 'box-shadow'],
    ['WebkitTextFillColor', '-webkit-text-fill-color'],
    ['-webkit-font-smoothing', '-webkit-font-smoothing'],
    ['display', undefined],
    ['position', undefined],
    ['content', undefined],
  ])('property %s', (given, checked) => expect(checkedProperty(given)).toBe(checked));

  test.each([
    ['1px solid red', true],
    ['url(https://example.com/?)', false],
    ['URL (x)', false],
    ['image-set("x" 1x)', false],
    ['red; position: fixed', false],
    ['u\\72l(x)', false],
    ['red/**/', false],
    ['</style>', false],
  ])('value %s', (value, safe) => expect(isSafeValue(value)).toBe(safe));

  test('what passes is a sheet, what does not is warned of', () => {
    const { css, warnings } = compileAppearance({
      rules: { '.Input': { color: 'red', display: 'none', lineHeight: 1.5 }, '.p-Input': { color: 'red' } },
    });
    expect(css).toContain('.Input { color: red; line-height: 1.5 }');
    expect(warnings).toEqual([expect.stringContaining('"display"'), expect.stringContaining('".p-Input"')]);
  });
});

test('labels follow the kind of inputs', () => {
  expect(compileAppearance({}).labels).toBe('above');
  expect(compileAppearance({ inputs: 'condensed' }).labels).toBe('floating');
  expect(compileAppearance({ inputs: 'condensed', labels: 'above' }).labels).toBe('above');
});

test('colors', () => {
  expect(parseColor('#fff')).toEqual({ r: 255, g: 255, b: 255, a: 1 });
  expect(parseColor('rgba(10 20 30 / 50%)')).toEqual({ r: 10, g: 20, b: 30, a: 0.5 });
  expect(parseColor('hotpink')).toBeUndefined();
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(mix('hotpink', '#ffffff', 0.5)).toBe('hotpink');
  expect(readableOn('#ffff00')).toBe('#1a1b25');
});

test('the style option of the card family', () => {
  const warnings: string[] = [];
  const css = compileElementStyle(
    {
      base: { color: '#111', iconColor: 'blue', ':focus': { color: 'red' }, ':hover:nonsense': { color: 'red' } },
      invalid: { color: 'url(x)', textDecoration: 'underline' },
      other: {},
    } as never,
    (text) => warnings.push(text),
  );
  expect(css.split('\n')).toEqual([
    '.InputElement:focus { color: red }',
    '.InputElement { color: #111 }',
    '.CardField:has(.InputElement) .CardField-icon { color: blue }',
    '.InputElement.is-invalid { text-decoration: underline }',
  ]);
  expect(warnings).toHaveLength(3);
});
