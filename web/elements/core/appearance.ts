/** How a merchant styles elements: theme, variables, rules. */

export interface Appearance {
  theme?: 'stripe' | 'night' | 'flat' | 'none';
  inputs?: 'spaced' | 'condensed';
  labels?: 'auto' | 'above' | 'floating';
  disableAnimations?: boolean;
  variables?: Record<string, string | undefined>;
  /** Selector (`.Input--invalid:focus`) to declarations. */
  rules?: Record<string, Record<string, string | number | undefined>>;
}
