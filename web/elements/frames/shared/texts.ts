/** The visible texts of frames. */

import de from '../../strings/de.json';
import en from '../../strings/en.json';
import { textIn, type Text } from '../../core/text';

export type TextKey = keyof typeof en;

export function texts(locale: string): Text<TextKey> {
  return textIn<TextKey>({ en, de }, locale);
}
