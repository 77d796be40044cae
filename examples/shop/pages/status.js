// What became of the payment: its status from the browser, the order's from the server, which the webhook told.
import { cart, language, shop, text } from './shop.js'

const clientSecret = new URLSearchParams(location.search).get('payment_intent_client_secret')
const { paymentIntent } = await Stripe(shop.publishableKey, { locale: language }).retrievePaymentIntent(clientSecret)

switch (paymentIntent?.status) {
  case 'succeeded':
  case 'processing':
    cart.clear()
    document.querySelector('#title').textContent = text('thanks')
    document.querySelector('#message').textContent = text(paymentIntent.status)
    await follow(paymentIntent.id)
    break
  case 'requires_payment_method':
    document.querySelector('#message').textContent = text('requires_payment_method')
    break
  default:
    document.querySelector('#message').textContent = text('other')
}

async function follow(id) {
  for (let looks = 0; looks < 60; looks += 1) {
    const { status } = await fetch(`/orders/${id}`).then((response) => response.json())
    document.querySelector('#order').textContent = text(status === 'fulfilled' ? 'fulfilled' : 'open')
    if (status === 'fulfilled') return
    await new Promise((later) => setTimeout(later, 500))
  }
}
