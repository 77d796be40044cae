/** Visible texts: one catalog per language, English where a language lacks a text. */

export type Catalog<Key extends string = string> = Partial<Record<Key, string>>;
export type Text<Key extends string = string> = (key: Key, values?: Record<string, string | number>) => string;

/** Catalogs by language (`de`), so that `de-AT` and `de` share one; `en` must be complete. */
export function textIn<Key extends string>(
  catalogs: { en: Record<Key, string> } & Record<string, Catalog<Key>>,
  locale: string,
): Text<Key> {
  const catalog: Catalog<Key> = catalogs[locale] ?? catalogs[locale.split('-')[0]!] ?? catalogs.en;
  return (key, values = {}) => {
    const text = catalog[key] ?? catalogs.en[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

const RIGHT_TO_LEFT = new Set(['ar', 'he']);

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(locale.split('-')[0]!) ? 'rtl' : 'ltr';
}
