/** The `style` option of the card family and the IBAN element → CSS text. */

import { isSafeValue } from './rules';

type Declarations = Record<string, unknown>;
export type ElementStyle = Partial<Record<'base' | 'complete' | 'empty' | 'invalid', Declarations>>;

const PROPERTIES: Record<string, string> = {
  backgroundColor: 'background-color',
  color: 'color',
  fontFamily: 'font-family',
  fontSize: 'font-size',
  fontSmoothing: '-webkit-font-smoothing',
  fontStyle: 'font-style',
  fontVariant: 'font-variant',
  fontWeight: 'font-weight',
  letterSpacing: 'letter-spacing',
  lineHeight: 'line-height',
  padding: 'padding',
  textAlign: 'text-align',
  textDecoration: 'text-decoration',
  textShadow: 'text-shadow',
  textTransform: 'text-transform',
};

const PSEUDOS = new Set([
  ':hover', ':focus', ':disabled', ':-webkit-autofill', '::placeholder', '::selection', '::-ms-clear',
]);

/** Later words win over earlier ones when a field is in several states. */
const STATES = { base: '', complete: '.is-complete', empty: '.is-empty', invalid: '.is-invalid' } as const;

export function compileElementStyle(style: ElementStyle, warn: (text: string) => void): string {
  const blocks: string[] = [];
  const add = (selector: string, declarations: Declarations, nested: boolean) => {
    const lines: string[] = [];
    for (const [key, value] of Object.entries(declarations)) {
      if (value === undefined || value === null || key === 'iconColor') continue;
      if (!nested && typeof value === 'object') {
        if (PSEUDOS.has(key)) add(`${selector}${key}`, value as Declarations, true);
        else warn(`"${key}" is not supported in the style option.`);
        continue;
      }
      const line = declaration(key, value, warn);
      if (line) lines.push(line);
    }
    // A selector that a browser does not know spoils its whole block, so each stands alone.
    if (lines.length > 0) blocks.push(`${selector} { ${lines.join('; ')} }`);
    const icon = declarations.iconColor;
    if (icon === undefined || icon === null) return;
    if (isSafeValue(String(icon))) blocks.push(`${iconSelector(selector)} { color: ${String(icon)} }`);
    else warn('The value of "iconColor" is not allowed in the style option.');
  };
  for (const state of Object.keys(STATES) as (keyof typeof STATES)[]) {
    const declarations = style[state];
    if (declarations) add(`.InputElement${STATES[state]}`, declarations, false);
  }
  for (const key of Object.keys(style)) if (!(key in STATES)) warn(`"${key}" is not supported in the style option.`);
  return blocks.join('\n');
}

function declaration(key: string, value: unknown, warn: (text: string) => void): string | undefined {
  const property = PROPERTIES[key];
  if (!property) warn(`"${key}" is not supported in the style option.`);
  else if (!isSafeValue(String(value))) warn(`The value of "${key}" is not allowed in the style option.`);
  else return `${property}: ${String(value)}`;
  return undefined;
}

/** The icon stands in the same group as the field and follows its states. */
function iconSelector(selector: string): string {
  return `.CardField:has(${selector.replace('::placeholder', '').replace('::selection', '')}) .CardField-icon`;
}
