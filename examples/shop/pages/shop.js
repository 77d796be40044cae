// What all pages share: words, money, the cart.
const words = {
  en: {
    shop: 'Nice things', cart: 'Your cart', empty: 'Your cart is empty.', total: 'Total', add: 'Add', remove: 'Remove one',
    checkout: 'Check out', checkoutIntent: 'Check out (payment made first)', payment: 'Payment', shipping: 'Delivery address',
    pay: 'Pay {amount}', paying: 'One moment …', code: 'Discount code', apply: 'Apply', codeWrong: 'This code is not valid.',
    thanks: 'Thank you!', succeeded: 'Success! Payment received.', processing: "Payment processing. We'll update you when payment is received.",
    requires_payment_method: 'Payment failed. Please try another payment method.', other: 'Something went wrong.',
    fulfilled: 'Your order is on its way.', open: 'We are waiting for the confirmation of your payment.', back: 'Back to the shop',
  },
  de: {
    shop: 'Schöne Dinge', cart: 'Ihr Warenkorb', empty: 'Ihr Warenkorb ist leer.', total: 'Summe', add: 'Hinzufügen', remove: 'Eins weniger',
    checkout: 'Zur Kasse', checkoutIntent: 'Zur Kasse (Zahlung zuerst angelegt)', payment: 'Zahlung', shipping: 'Lieferadresse',
    pay: '{amount} bezahlen', paying: 'Einen Moment …', code: 'Gutscheincode', apply: 'Einlösen', codeWrong: 'Dieser Code ist ungültig.',
    thanks: 'Vielen Dank!', succeeded: 'Die Zahlung ist eingegangen.', processing: 'Die Zahlung wird bearbeitet. Wir melden uns, sobald sie eingegangen ist.',
    requires_payment_method: 'Die Zahlung ist fehlgeschlagen. Bitte wählen Sie eine andere Zahlungsmethode.', other: 'Etwas ist schiefgegangen.',
    fulfilled: 'Ihre Bestellung ist unterwegs.', open: 'Wir warten auf die Bestätigung Ihrer Zahlung.', back: 'Zurück zum Laden',
  },
}

export const language = localStorage.getItem('language') ?? (navigator.language.startsWith('de') ? 'de' : 'en')
document.documentElement.lang = language

export const text = (key, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[language][key])

for (const node of document.querySelectorAll('[data-text]')) node.textContent = text(node.dataset.text)

export const shop = await fetch('/shop.json').then((response) => response.json())

export const money = (minorUnits) =>
  new Intl.NumberFormat(language, { style: 'currency', currency: shop.currency }).format(minorUnits / 100)

export const cart = {
  get items() {
    return JSON.parse(localStorage.getItem('cart') ?? '[{"id":"tea","quantity":1}]')
  },
  change(id, by) {
    const items = this.items
    const item = items.find((item) => item.id === id) ?? items[items.push({ id, quantity: 0 }) - 1]
    item.quantity = Math.min(99, item.quantity + by)
    localStorage.setItem('cart', JSON.stringify(items.filter((item) => item.quantity > 0)))
  },
  clear() {
    localStorage.setItem('cart', '[]')
  },
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

export const total = (code) => post('/total', { items: cart.items, code })
