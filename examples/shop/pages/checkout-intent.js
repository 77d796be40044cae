// Flow 2: the payment exists before the element shows; the browser confirms it.
import { cart, language, money, post, shop, text, total } from './shop.js'

const stripe = Stripe(shop.publishableKey, { locale: language })
const submit = document.querySelector('#submit')
const message = document.querySelector('#error-message')
const label = text('pay', { amount: money((await total()).amount) })

const { client_secret, customer_session_client_secret } = await post('/create-intent-and-customer-session', { items: cart.items })
const elements = stripe.elements({
  clientSecret: client_secret,
  customerSessionClientSecret: customer_session_client_secret,
  appearance: { theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'stripe' },
})
const paymentElement = elements.create('payment', { layout: 'accordion' })
paymentElement.on('ready', () => (submit.disabled = false))
paymentElement.mount('#payment-element')
submit.textContent = label

document.querySelector('#payment-form').addEventListener('submit', async (event) => {
  event.preventDefault()
  if (submit.disabled) return
  submit.disabled = true
  submit.textContent = text('paying')
  const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: `${location.origin}/status.html` } })
  // Only reached when something went wrong at once; else the page has left.
  message.textContent = error.message
  submit.disabled = false
  submit.textContent = label
})
