/** Style sheets without inline styles: the document's policy allows none. */

import base from './base.css?inline';
import fields from './fields.css?inline';

const shared = new CSSStyleSheet();
const own = new CSSStyleSheet();
const merchant = new CSSStyleSheet();

export function adoptStyles(css: string, { css: extra = '', bare = false }: { css?: string; bare?: boolean }): void {
  if (document.adoptedStyleSheets.length === 0) {
    shared.replaceSync(bare ? base : base + fields);
    own.replaceSync(extra);
    document.documentElement.dataset.bare = String(bare);
    document.adoptedStyleSheets = [shared, own, merchant];
  }
  merchant.replaceSync(css);
}

/** Adds rules that go after all others: the card family's `style`. */
export function adoptLast(sheet: CSSStyleSheet): void {
  if (!document.adoptedStyleSheets.includes(sheet)) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
}

interface Font {
  cssSrc?: string;
  family?: string;
  src?: string;
  display?: FontDisplay;
  style?: string;
  unicodeRange?: string;
  weight?: string;
}

const loaded = new Set<string>();

export function loadFonts(fonts: unknown[]): void {
  for (const font of fonts as Font[]) {
    const key = JSON.stringify(font);
    if (typeof font !== 'object' || font === null || loaded.has(key)) continue;
    loaded.add(key);
    if (font.cssSrc) linkSheet(font.cssSrc);
    else if (font.family && font.src) addFace(font.family, font.src, font);
  }
}

function linkSheet(address: string): void {
  if (!isAllowedSource(address)) return console.warn(`[stripe.js] The font source ${address} must use https.`);
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  document.head.append(link);
}

function addFace(family: string, source: string, { display, style, unicodeRange, weight }: Font): void {
  try {
    const face = new FontFace(family, source, { display, style, unicodeRange, weight });
    document.fonts.add(face);
    face.load().catch(() => console.warn(`[stripe.js] The font ${family} could not be loaded.`));
  } catch {
    console.warn(`[stripe.js] The font ${family} is not described rightly.`);
  }
}

function isAllowedSource(address: string): boolean {
  return /^https:\/\//.test(address) || /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//.test(address);
}
