/** Which documents exist: the word that others know them by, the name in the URL, the folder of their source. */

/** `name` is what merchants' tests match in a frame's URL, so it is an interface. */
export const documents = [
  { word: 'payment', name: 'elements-inner-payment' },
  { word: 'address', name: 'elements-inner-address' },
  { word: 'authentication', name: 'elements-inner-authentication' },
  { word: 'card', name: 'elements-inner-card' },
  { word: 'iban', name: 'elements-inner-iban' },
  { word: 'express-checkout', name: 'elements-inner-express-checkout' },
  { word: 'easel', name: 'elements-inner-easel' },
  { word: 'three-ds-2-challenge', name: 'three-ds-2-challenge' },
  { word: 'linked-accounts-inner', name: 'linked-accounts-inner' },
  { word: 'instructions-inner', name: 'instructions-inner' },
];
