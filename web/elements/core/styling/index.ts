/** An appearance → one style sheet's text and the few decisions that are not CSS. */

import type { Appearance } from '../appearance';
import { isDark } from './color';
import { compileRules, isSafeValue } from './rules';
import { resolveVariables, variableName, type ThemeName } from './variables';

export interface Styling {
  css: string;
  theme: ThemeName;
  inputs: 'spaced' | 'condensed';
  labels: 'above' | 'floating';
  animations: boolean;
  /** Fields have a dark background: native controls and logos follow. */
  dark: boolean;
  /** Said once each on the console. */
  warnings: string[];
}

export function compileAppearance(appearance: Appearance): Styling {
  const warnings: string[] = [];
  const warn = (text: string) => warnings.push(text);
  const theme = themeOf(appearance.theme, warn);
  const variables = resolveVariables(theme, checkedVariables(appearance.variables ?? {}, warn));
  const rules = compileRules(appearance.rules ?? {}, warn);
  const properties = Object.entries(variables).map(([name, value]) => `--${name}: ${value};`);
  const inputs = appearance.inputs === 'condensed' ? 'condensed' : 'spaced';
  const labels = appearance.labels ?? 'auto';
  return {
    css: `:root { ${properties.join(' ')} }\n${rules}`,
    theme,
    inputs,
    labels: labels === 'auto' ? (inputs === 'condensed' ? 'floating' : 'above') : labels,
    animations: !appearance.disableAnimations,
    dark: isDark(variables.colorBackground!),
    warnings,
  };
}

function themeOf(theme: string | undefined, warn: (text: string) => void): ThemeName {
  if (theme === 'night' || theme === 'flat' || theme === 'stripe') return theme;
  if (theme !== undefined && theme !== 'none') warn(`The appearance theme "${theme}" is unknown; "stripe" is used.`);
  return 'stripe';
}

function checkedVariables(variables: Record<string, string | undefined>, warn: (text: string) => void) {
  const checked: Record<string, string> = {};
  for (const [given, value] of Object.entries(variables)) {
    if (value === undefined || value === null) continue;
    const name = variableName(given);
    if (!name) warn(`The variable "${given}" is not supported in appearance.variables.`);
    else if (!isSafeValue(String(value))) warn(`The value of "${given}" is not allowed in appearance.variables.`);
    else checked[name] = String(value);
  }
  return checked;
}
