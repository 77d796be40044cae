/** How the list of payment methods is laid out: defaults differ by release train. */

import type { Train } from '../protocol';
import type { LayoutOptions, PaymentOptions } from './options';

export interface Layout {
  /** `plain`: one method, shown as a form without anything to choose. */
  kind: 'plain' | 'tabs' | 'accordion';
  radios: boolean;
  spaced: boolean;
  /** Rows shown before the "more" row. */
  visible: number;
  logos: 'start' | 'end';
  /** Nothing is open at first. */
  collapsed: boolean;
}

const VISIBLE_ROWS = 5;
const OLD_TRAINS: readonly Train[] = ['v3', 'acacia'];

export function layoutOf(option: PaymentOptions['layout'], train: Train, methods: number): Layout {
  const given: LayoutOptions = typeof option === 'string' ? { type: option } : (option ?? {});
  const old = OLD_TRAINS.includes(train);
  const tabs = given.type === 'tabs' || (given.type !== 'accordion' && old);
  const several = methods > 1;
  const always = given.radios === true || given.radios === 'always';
  const never = given.radios === false || given.radios === 'never';
  const plain = !several && (tabs || !always);
  const count = given.visibleAccordionItemsCount ?? VISIBLE_ROWS;
  return {
    kind: plain ? 'plain' : tabs ? 'tabs' : 'accordion',
    radios: always || (several && !never),
    spaced: given.spacedAccordionItems === true,
    visible: count === 0 ? Infinity : count,
    logos: given.paymentMethodLogoPosition ?? 'start',
    collapsed: !plain && !tabs && (given.defaultCollapsed ?? (several && !old)),
  };
}
