/** The variables of an appearance, their older and newer spellings, and what each theme sets them to. */

import { fade, isDark, mix, readableOn } from './color';

export type ThemeName = 'stripe' | 'night' | 'flat';

const NAMES = (
  'fontFamily fontSmooth fontVariantLigatures fontVariationSettings fontLineHeight fontSizeBase fontSizeSm fontSizeXs ' +
  'fontSize2Xs fontSize3Xs fontSizeLg fontSizeXl fontWeightLight fontWeightNormal fontWeightMedium fontWeightBold ' +
  'spacingUnit gridRowSpacing gridColumnSpacing tabSpacing accordionItemSpacing borderRadius buttonBorderRadius ' +
  'buttonExpressCheckoutBorderRadius focusBoxShadow focusOutline colorPrimary colorBackground colorText ' +
  'colorTextSecondary colorTextPlaceholder colorSuccess colorDanger colorWarning accessibleColorOnColorPrimary ' +
  'accessibleColorOnColorBackground accessibleColorOnColorSuccess accessibleColorOnColorDanger ' +
  'accessibleColorOnColorWarning colorPrimaryText colorBackgroundText colorSuccessText colorDangerText ' +
  'colorWarningText iconColor iconHoverColor iconCardErrorColor iconCardCvcColor iconCardCvcErrorColor ' +
  'iconCheckmarkColor iconChevronDownColor iconChevronDownHoverColor iconCloseColor iconCloseHoverColor ' +
  'iconLoadingIndicatorColor iconMenuColor iconMenuHoverColor iconPasscodeDeviceColor iconPasscodeDeviceHoverColor ' +
  'iconPasscodeDeviceNotificationColor iconRedirectColor tabIconColor tabIconHoverColor tabIconSelectedColor ' +
  'tabIconMoreColor tabIconMoreHoverColor logoColor tabLogoColor tabLogoSelectedColor blockLogoColor ' +
  'accordionItemLabelColorText accordionItemLabelFontSize accordionItemLabelFontWeight ' +
  'accordionItemLabelSelectedColorText accordionItemLabelSelectedFontWeight accordionItemTriggerColor ' +
  'accordionItemTriggerSelectedColor accordionItemTriggerHoverColor buttonBoxShadow buttonColorBackground ' +
  'buttonColorText buttonFontSize buttonFontWeight buttonPadding inputBoxShadow inputColorBorder ' +
  'inputFocusBoxShadow inputFocusColorBorder labelColorText labelFontSize labelFontWeight labelSpacing'
).split(' ');

/** Newer spelling → the one used here. */
const ALIASES: Record<string, string> = {
  spacingGridRow: 'gridRowSpacing',
  spacingGridColumn: 'gridColumnSpacing',
  spacingTab: 'tabSpacing',
  spacingAccordionItem: 'accordionItemSpacing',
  colorIcon: 'iconColor',
  colorIconHover: 'iconHoverColor',
  colorIconCardError: 'iconCardErrorColor',
  colorIconCardCvc: 'iconCardCvcColor',
  colorIconCardCvcError: 'iconCardCvcErrorColor',
  colorIconCheckmark: 'iconCheckmarkColor',
  colorIconChevronDown: 'iconChevronDownColor',
  colorIconChevronDownHover: 'iconChevronDownHoverColor',
  colorIconRedirect: 'iconRedirectColor',
  colorIconTab: 'tabIconColor',
  colorIconTabHover: 'tabIconHoverColor',
  colorIconTabSelected: 'tabIconSelectedColor',
  colorIconTabMore: 'tabIconMoreColor',
  colorIconTabMoreHover: 'tabIconMoreHoverColor',
  colorLogo: 'logoColor',
  colorLogoTab: 'tabLogoColor',
  colorLogoTabSelected: 'tabLogoSelectedColor',
  colorLogoBlock: 'blockLogoColor',
};

const KNOWN = new Set(NAMES);

/** The name used here, or undefined for an unknown variable. */
export function variableName(name: string): string | undefined {
  return KNOWN.has(name) ? name : ALIASES[name];
}

type Values = Record<string, string>;

const COMMON: Values = {
  fontFamily: '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontSmooth: 'auto',
  fontVariantLigatures: 'normal',
  fontVariationSettings: 'normal',
  fontLineHeight: '1.25',
  fontSizeBase: '16px',
  fontSizeSm: '0.9375rem',
  fontSizeXs: '0.8125rem',
  fontSize2Xs: '0.75rem',
  fontSize3Xs: '0.6875rem',
  fontSizeLg: '1.0625rem',
  fontSizeXl: '1.25rem',
  fontWeightLight: '300',
  fontWeightNormal: '400',
  fontWeightMedium: '600',
  fontWeightBold: '700',
  spacingUnit: '4px',
  borderRadius: '5px',
  gridRowSpacing: 'calc(var(--spacingUnit) * 3)',
  gridColumnSpacing: 'calc(var(--spacingUnit) * 3)',
  tabSpacing: 'calc(var(--spacingUnit) * 2)',
  accordionItemSpacing: '0px',
  buttonBorderRadius: 'var(--borderRadius)',
  buttonExpressCheckoutBorderRadius: 'var(--borderRadius)',
  labelFontSize: 'var(--fontSizeSm)',
  labelFontWeight: 'var(--fontWeightNormal)',
  labelSpacing: 'var(--spacingUnit)',
  buttonFontSize: 'var(--fontSizeBase)',
  buttonFontWeight: 'var(--fontWeightMedium)',
  buttonPadding: 'calc(var(--spacingUnit) * 2.5) calc(var(--spacingUnit) * 4)',
};

const THEMES: Record<ThemeName, Values> = {
  stripe: {
    colorPrimary: '#0570de',
    colorBackground: '#ffffff',
    colorText: '#30313d',
    colorTextSecondary: '#6d6e78',
    colorTextPlaceholder: '#757680',
    colorSuccess: '#1e7e34',
    colorDanger: '#df1b41',
    colorWarning: '#b13600',
  },
  night: {
    colorPrimary: '#85d996',
    colorBackground: '#30313d',
    colorText: '#ffffff',
    colorTextSecondary: '#c9cdd4',
    colorTextPlaceholder: '#a9abb6',
    colorSuccess: '#6bd98c',
    colorDanger: '#fe87a1',
    colorWarning: '#ffb27a',
  },
  flat: {
    colorPrimary: '#0062c4',
    colorBackground: '#f1f3f6',
    colorText: '#1a1b25',
    colorTextSecondary: '#5c5e6b',
    colorTextPlaceholder: '#666874',
    colorSuccess: '#1e7232',
    colorDanger: '#c8102e',
    colorWarning: '#a13200',
    borderRadius: '6px',
  },
};

/** Everything that follows from the main colors, unless the merchant says otherwise. */
function derived(theme: ThemeName, set: Values): Values {
  const primary = set.colorPrimary!;
  const background = set.colorBackground!;
  const text = set.colorText!;
  const flat = theme === 'flat';
  const line = isDark(background) ? mix(background, '#ffffff', 0.22) : mix(background, '#1a1b25', 0.12);
  const shadow = isDark(background)
    ? '0 1px 1px rgba(0, 0, 0, 0.2)'
    : '0 1px 1px rgba(0, 0, 0, 0.03), 0 3px 6px rgba(18, 42, 66, 0.02)';
  const ring = `0 0 0 3px ${fade(primary, 0.25)}`;
  return {
    accessibleColorOnColorPrimary: readableOn(primary),
    accessibleColorOnColorBackground: readableOn(background),
    accessibleColorOnColorSuccess: readableOn(set.colorSuccess!),
    accessibleColorOnColorDanger: readableOn(set.colorDanger!),
    accessibleColorOnColorWarning: readableOn(set.colorWarning!),
    colorPrimaryText: primary,
    colorBackgroundText: text,
    colorSuccessText: set.colorSuccess!,
    colorDangerText: set.colorDanger!,
    colorWarningText: set.colorWarning!,
    focusBoxShadow: ring,
    focusOutline: '0',
    inputBoxShadow: flat ? 'none' : shadow,
    inputColorBorder: flat ? 'transparent' : line,
    inputFocusBoxShadow: set.focusBoxShadow ?? ring,
    inputFocusColorBorder: primary,
    labelColorText: 'var(--colorText)',
    iconColor: set.colorTextSecondary!,
    iconHoverColor: text,
    iconCardErrorColor: set.colorDanger!,
    iconCardCvcColor: set.colorTextSecondary!,
    iconCardCvcErrorColor: set.colorDanger!,
    iconCheckmarkColor: 'var(--accessibleColorOnColorPrimary)',
    iconChevronDownColor: set.colorTextSecondary!,
    iconChevronDownHoverColor: text,
    iconCloseColor: set.colorTextSecondary!,
    iconCloseHoverColor: text,
    iconLoadingIndicatorColor: primary,
    iconMenuColor: set.colorTextSecondary!,
    iconMenuHoverColor: text,
    iconPasscodeDeviceColor: set.colorTextSecondary!,
    iconPasscodeDeviceHoverColor: text,
    iconPasscodeDeviceNotificationColor: primary,
    iconRedirectColor: set.colorTextSecondary!,
    tabIconColor: 'var(--iconColor)',
    tabIconHoverColor: 'var(--iconHoverColor)',
    tabIconSelectedColor: 'var(--colorPrimary)',
    tabIconMoreColor: 'var(--iconColor)',
    tabIconMoreHoverColor: 'var(--iconHoverColor)',
    accordionItemLabelColorText: 'var(--colorTextSecondary)',
    accordionItemLabelFontSize: 'var(--fontSizeSm)',
    accordionItemLabelFontWeight: 'var(--fontWeightMedium)',
    accordionItemLabelSelectedColorText: 'var(--colorPrimaryText)',
    accordionItemLabelSelectedFontWeight: 'var(--fontWeightMedium)',
    accordionItemTriggerColor: 'var(--iconColor)',
    accordionItemTriggerSelectedColor: 'var(--colorPrimary)',
    accordionItemTriggerHoverColor: 'var(--iconHoverColor)',
    buttonBoxShadow: flat ? 'none' : shadow,
    buttonColorBackground: primary,
    buttonColorText: readableOn(primary),
    // Ours, not the merchant's: lines between rows, skeletons, hovered rows.
    'florin-line': flat ? mix(background, text, 0.1) : line,
    'florin-hover': mix(background, text, 0.04),
    'florin-skeleton': mix(background, text, 0.1),
  };
}

/** Values of all variables for a theme with the merchant's changes, which have been checked. */
export function resolveVariables(theme: ThemeName, changes: Values): Values {
  const set = { ...COMMON, ...THEMES[theme], ...changes };
  return { ...derived(theme, set), ...set };
}
