// Flow 1: collect the details first, make and confirm the payment on the server.
import { cart, language, money, post, shop, text, total } from './shop.js'

const stripe = Stripe(shop.publishableKey, { locale: language })
const form = document.querySelector('#payment-form')
const submit = document.querySelector('#submit')
const code = document.querySelector('#code')
code.placeholder = text('code')
code.setAttribute('aria-label', text('code'))

let { amount } = await total()
const { customer_session_client_secret: customerSessionClientSecret } = await post('/create-customer-session')

const elements = stripe.elements({
  mode: 'payment',
  amount,
  currency: shop.currency,
  customerSessionClientSecret,
  appearance: { theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'stripe', variables: { colorPrimary: '#1f6f5c' } },
})
const addressElement = elements.create('address', { mode: 'shipping', allowedCountries: ['DE', 'AT', 'CH', 'US'] })
addressElement.mount('#address-element')
const paymentElement = elements.create('payment', { layout: { type: 'accordion', defaultCollapsed: false, radios: true, spacedAccordionItems: false } })
paymentElement.on('ready', () => (submit.disabled = false))
paymentElement.on('loaderror', ({ error }) => show(error))
paymentElement.mount('#payment-element')
drawTotal()

function drawTotal() {
  document.querySelector('#total').textContent = money(amount)
  submit.textContent = text('pay', { amount: money(amount) })
}

document.querySelector('#code-form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const priced = await total(code.value)
  document.querySelector('#code-message').textContent = priced.percent ? `−${priced.percent} %` : text('codeWrong')
  amount = priced.amount
  elements.update({ amount })
  drawTotal()
})

function show(error) {
  document.querySelector('#error-message').textContent = error.message
  submit.disabled = false
  drawTotal()
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  // A second click while the first is under way does nothing.
  if (submit.disabled) return
  submit.disabled = true
  submit.textContent = text('paying')
  document.querySelector('#error-message').textContent = ''

  const { error: submitError } = await elements.submit()
  if (submitError) return show(submitError)
  const { error, confirmationToken } = await stripe.createConfirmationToken({
    elements,
    params: { return_url: `${location.origin}/status.html` },
  })
  if (error) return show(error)
  await handle(await post('/create-confirm-intent', { confirmationTokenId: confirmationToken.id, items: cart.items, code: code.value }))
})

async function handle(answer) {
  if (answer.error) return show(answer.error)
  if (answer.status === 'requires_action') {
    const { error, paymentIntent } = await stripe.handleNextAction({ clientSecret: answer.client_secret })
    if (error) return show(error)
    answer.status = paymentIntent.status
  }
  location.href = `/status.html?payment_intent=${answer.id}&payment_intent_client_secret=${answer.client_secret}`
}
