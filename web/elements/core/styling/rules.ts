/** `appearance.rules` → CSS text. Only known classes, states and properties get through; nothing that loads anything. */

const CLASSES = new Set(
  (
    'Accordion AccordionItem Action Block BlockAction BlockDivider Button Checkbox CheckboxInput CheckboxLabel CodeInput ' +
    'Dropdown DropdownItem Error Input InputCloseIcon InputDivider Label Link MenuAction MenuIcon PickerAction ' +
    'PickerItem RadioIcon RadioIconInner RadioIconOuter RedirectText SecondaryLink Switch SwitchControl Tab TabIcon ' +
    'TabLabel TermsLink TermsText Text'
  ).split(' '),
);

const STATES = new Set(
  'selected invalid empty disabled checked focused active floating resting'.split(' '),
);

const PSEUDOS = new Set(
  ':hover :focus :active :disabled :autofill :-webkit-autofill :focus-visible ::placeholder ::selection'.split(' '),
);

const PROPERTIES = new Set(
  (
    'color background backgroundColor border borderColor borderStyle borderWidth borderRadius borderTop borderRight ' +
    'borderBottom borderLeft borderTopColor borderRightColor borderBottomColor borderLeftColor borderTopStyle ' +
    'borderRightStyle borderBottomStyle borderLeftStyle borderTopWidth borderRightWidth borderBottomWidth ' +
    'borderLeftWidth borderTopLeftRadius borderTopRightRadius borderBottomLeftRadius borderBottomRightRadius ' +
    'boxShadow outline outlineColor outlineOffset outlineStyle outlineWidth font fontFamily fontSize fontStyle ' +
    'fontVariant fontWeight fontSmooth fontSmoothing fontVariationSettings fontFeatureSettings fontVariantLigatures ' +
    'WebkitFontSmoothing MozOsxFontSmoothing letterSpacing lineHeight margin marginTop marginRight marginBottom ' +
    'marginLeft padding paddingTop paddingRight paddingBottom paddingLeft opacity textAlign textDecoration ' +
    'textShadow textTransform textIndent textOverflow transition transitionProperty transitionDuration ' +
    'transitionTimingFunction transitionDelay fill fillOpacity transform WebkitTextFillColor'
  ).split(' '),
);

/** Values that could load something, leave the declaration or be read differently than they look. */
const UNSAFE_VALUE = /url\s*\(|image\s*\(|image-set\s*\(|src\s*\(|element\s*\(|expression\s*\(|[;{}<>@\\]|\/\*/i;

export function isSafeValue(value: string): boolean {
  return value.length <= 1000 && !UNSAFE_VALUE.test(value);
}

/** The selector as it may stand in the sheet, or undefined. */
export function checkedSelector(selector: string): string | undefined {
  const parts = selector.split(',').map((part) => part.trim());
  const checked = parts.map(checkedCompound);
  return checked.every((part) => part !== undefined) ? checked.join(', ') : undefined;
}

function checkedCompound(selector: string): string | undefined {
  const match = /^\.([A-Z][A-Za-z]*)((?:--[a-z]+)*)((?:::?[a-z-]+)*)$/.exec(selector);
  if (!match) return undefined;
  const [, name, states, pseudos] = match as unknown as [string, string, string, string];
  const stateWords = states.split('--').filter(Boolean);
  const pseudoWords = pseudos.match(/::?[a-z-]+/g) ?? [];
  if (!CLASSES.has(name) || !stateWords.every((word) => STATES.has(word))) return undefined;
  if (!pseudoWords.every((word) => PSEUDOS.has(word))) return undefined;
  const classes = stateWords.length > 0 ? stateWords.map((word) => `.${name}--${word}`).join('') : `.${name}`;
  return classes + pseudoWords.join('').replace(':autofill', ':-webkit-autofill');
}

/** The property in CSS spelling, or undefined. */
export function checkedProperty(property: string): string | undefined {
  const camel = property.replace(/^-(webkit|moz)-/, (_, vendor: string) => vendor[0]!.toUpperCase() + vendor.slice(1) + '-')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (!PROPERTIES.has(camel)) return undefined;
  if (camel === 'fontSmoothing' || camel === 'fontSmooth') return '-webkit-font-smoothing';
  return camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

type Rules = Record<string, Record<string, string | number | undefined>>;

export function compileRules(rules: Rules, warn: (text: string) => void): string {
  const blocks: string[] = [];
  for (const [selector, declarations] of Object.entries(rules)) {
    const checked = checkedSelector(selector);
    if (!checked) {
      warn(`The selector "${selector}" is not supported in appearance.rules.`);
      continue;
    }
    const lines: string[] = [];
    for (const [property, value] of Object.entries(declarations ?? {})) {
      if (value === undefined || value === null) continue;
      const name = checkedProperty(property);
      if (!name) warn(`The property "${property}" is not supported in appearance.rules ("${selector}").`);
      else if (!isSafeValue(String(value))) warn(`The value of "${property}" is not allowed in appearance.rules ("${selector}").`);
      else lines.push(`${name}: ${String(value)}`);
    }
    if (lines.length > 0) blocks.push(`${checked} { ${lines.join('; ')} }`);
  }
  return blocks.join('\n');
}
