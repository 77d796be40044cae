/** Colors as merchants write them, as far as we compute with them. What is not understood is passed on unchanged. */

export interface Color {
  r: number;
  g: number;
  b: number;
  a: number;
}

const NAMED: Record<string, string> = { white: '#ffffff', black: '#000000', transparent: '#00000000' };

export function parseColor(text: string): Color | undefined {
  const value = NAMED[text.trim().toLowerCase()] ?? text.trim();
  const hex = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.exec(value)?.[1];
  if (hex) {
    const wide = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
    const part = (at: number) => parseInt(wide.slice(at, at + 2), 16);
    return { r: part(0), g: part(2), b: part(4), a: wide.length === 8 ? part(6) / 255 : 1 };
  }
  const parts = /^rgba?\(([^()]+)\)$/i.exec(value)?.[1]?.split(/[\s,/]+/).filter(Boolean);
  if (!parts || parts.length < 3) return undefined;
  const [r, g, b, a = 1] = parts.map((part) => (part.endsWith('%') ? parseFloat(part) / 100 : parseFloat(part)));
  if ([r, g, b, a].some((part) => part === undefined || Number.isNaN(part))) return undefined;
  return { r: r!, g: g!, b: b!, a };
}

export function formatColor({ r, g, b, a }: Color): string {
  if (a < 1) return `rgba(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}, ${Number(a.toFixed(3))})`;
  return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** `share` of the second color, the rest of the first. */
export function mix(first: string, second: string, share: number): string {
  const [one, two] = [parseColor(first), parseColor(second)];
  if (!one || !two) return first;
  const part = (of: keyof Color) => one[of] + (two[of] - one[of]) * share;
  return formatColor({ r: part('r'), g: part('g'), b: part('b'), a: part('a') });
}

export function fade(color: string, alpha: number): string {
  const parsed = parseColor(color);
  return parsed ? formatColor({ ...parsed, a: parsed.a * alpha }) : color;
}

/** Relative luminance of WCAG 2. */
export function luminance(color: string): number | undefined {
  const parsed = parseColor(color);
  if (!parsed) return undefined;
  const [r, g, b] = [parsed.r, parsed.g, parsed.b].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Contrast ratio of WCAG 2, 1 to 21. */
export function contrast(one: string, other: string): number | undefined {
  const [first, second] = [luminance(one), luminance(other)];
  if (first === undefined || second === undefined) return undefined;
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

/** White or near-black, whichever reads better on `color`. */
export function readableOn(color: string): string {
  return (contrast(color, '#ffffff') ?? 21) >= (contrast(color, '#1a1b25') ?? 1) ? '#ffffff' : '#1a1b25';
}

export function isDark(color: string): boolean {
  return (luminance(color) ?? 1) < 0.2;
}
