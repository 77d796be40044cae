/** Which languages exist, and which one a group speaks. */

export const locales: readonly string[] = (
  'ar bg cs da de el en en-AU en-CA en-GB en-NZ es es-419 es-ES et fi fil fr fr-CA fr-FR he hr hu id it it-IT ja ko ' +
  'lt lv ms mt nb nl no pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'
).split(' ');

const known = (tag: string): string | undefined => {
  const wanted = tag.toLowerCase();
  return locales.find((locale) => locale.toLowerCase() === wanted);
};

export const isLocale = (value: unknown): boolean => value === 'auto' || (typeof value === 'string' && !!known(value));

/** `auto`, nothing or an unknown word: the browser's first language that exists, else English. */
export function chooseLocale(wanted: unknown, browser: readonly string[]): string {
  if (typeof wanted === 'string' && wanted !== 'auto') {
    const exact = known(wanted);
    if (exact) return exact;
  }
  for (const tag of browser) {
    const parts = tag.split('-');
    for (let length = parts.length; length > 0; length--) {
      const found = known(parts.slice(0, length).join('-'));
      if (found) return found;
    }
  }
  return 'en';
}
