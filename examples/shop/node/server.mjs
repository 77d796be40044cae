// The shop's server, as a merchant writes it: prices and orders are decided here, cards never come here.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import express from 'express'
import Stripe from 'stripe'

const pages = fileURLToPath(new URL('../pages', import.meta.url))
const { currency, products, codes } = JSON.parse(await readFile(new URL('../products.json', import.meta.url)))

// The one thing that a shop on Florin has and others have not: where Florin is.
const florin = new URL(process.env.FLORIN_URL ?? 'http://127.0.0.1:12111')
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY ?? 'sk_test_florin', {
  protocol: florin.protocol.slice(0, -1),
  host: florin.hostname,
  port: florin.port || (florin.protocol === 'https:' ? 443 : 80),
})
const publishableKey = process.env.STRIPE_PUBLISHABLE_KEY ?? 'pk_test_florin'
const webhookSecret = process.env.STRIPE_WEBHOOK_SECRET

/** Orders by PaymentIntent. A real shop keeps them in its database. */
const orders = new Map()
/** The one customer of this shop, made at the first visit: so that saved cards come back. */
let customer

const app = express()

// The signature is over the bytes that were sent, so this route comes before the one that parses JSON.
app.post('/webhook', express.raw({ type: 'application/json' }), (req, res) => {
  let event
  try {
    event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], webhookSecret)
  } catch (error) {
    return res.status(400).send(`Webhook Error: ${error.message}`)
  }
  if (event.type === 'payment_intent.succeeded') fulfil(event.data.object)
  if (event.type === 'payment_intent.payment_failed') order(event.data.object).status = 'failed'
  res.json({ received: true })
})

app.use(express.json())

app.get('/shop.json', (req, res) => res.json({ publishableKey, currency, products }))

app.post('/total', (req, res) => res.json(priced(req.body)))

/** Flow 1: the browser has a ConfirmationToken; the payment is made and confirmed here. */
app.post('/create-confirm-intent', async (req, res) => {
  try {
    const { amount } = priced(req.body)
    const intent = await stripe.paymentIntents.create({
      confirm: true,
      amount,
      currency,
      customer: await customerId(),
      automatic_payment_methods: { enabled: true },
      confirmation_token: req.body.confirmationTokenId,
      return_url: `${req.protocol}://${req.get('host')}/status.html`,
      metadata: { items: JSON.stringify(req.body.items) },
    })
    order(intent)
    res.json({ client_secret: intent.client_secret, status: intent.status, id: intent.id })
  } catch (error) {
    res.status(error.statusCode ?? 500).json({ error: { message: error.message, code: error.code } })
  }
})

/** Flow 2: the payment exists before the browser shows anything. */
app.post('/create-intent-and-customer-session', async (req, res) => {
  try {
    const intent = await stripe.paymentIntents.create({
      amount: priced(req.body).amount,
      currency,
      customer: await customerId(),
      automatic_payment_methods: { enabled: true },
      metadata: { items: JSON.stringify(req.body.items) },
    })
    order(intent)
    res.json({ client_secret: intent.client_secret, customer_session_client_secret: await customerSession() })
  } catch (error) {
    res.status(error.statusCode ?? 500).json({ error: { message: error.message } })
  }
})

app.post('/create-customer-session', async (req, res) => {
  res.json({ customer_session_client_secret: await customerSession() })
})

app.get('/orders/:id', (req, res) => {
  const found = orders.get(req.params.id)
  found ? res.json(found) : res.status(404).json({ error: { message: 'No such order.' } })
})

// The pages name the script's host; so does the policy that lets nothing else in.
const policy = [
  "default-src 'self'",
  `script-src 'self' ${florin.origin}`,
  `frame-src ${florin.origin}`,
  `connect-src 'self' ${florin.origin}`,
  `img-src 'self' data: ${florin.origin}`,
].join('; ')

app.get(['/', '/*page.html'], async (req, res) => {
  const name = req.path === '/' ? 'index.html' : path.basename(req.path)
  try {
    const page = await readFile(path.join(pages, name), 'utf8')
    res.set('Content-Security-Policy', policy).type('html').send(page.replaceAll('{{FLORIN}}', florin.origin))
  } catch {
    res.status(404).send('No such page.')
  }
})
app.use(express.static(pages))

/** The browser says what and how many; what it costs is decided here. */
function priced({ items = [], code }) {
  let amount = 0
  for (const { id, quantity } of items) {
    const product = products.find((product) => product.id === id)
    if (!product || !Number.isInteger(quantity) || quantity < 1 || quantity > 99) {
      throw Object.assign(new Error('The cart is not valid.'), { statusCode: 400 })
    }
    amount += product.amount * quantity
  }
  const percent = codes[String(code ?? '').toUpperCase()] ?? 0
  return { amount: amount - Math.floor((amount * percent) / 100), currency, percent }
}

async function customerId() {
  customer ??= stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@example.com' })
  return (await customer).id
}

async function customerSession() {
  const session = await stripe.customerSessions.create({
    customer: await customerId(),
    components: {
      payment_element: {
        enabled: true,
        features: {
          payment_method_redisplay: 'enabled',
          payment_method_save: 'enabled',
          payment_method_save_usage: 'off_session',
          payment_method_remove: 'enabled',
        },
      },
    },
  })
  return session.client_secret
}

function order(intent) {
  if (!orders.has(intent.id)) orders.set(intent.id, { id: intent.id, amount: intent.amount, status: 'open', shipments: 0 })
  return orders.get(intent.id)
}

/** Webhooks come at least once, in any order: an order that is fulfilled stays as it is. */
function fulfil(intent) {
  const paid = order(intent)
  if (paid.status === 'fulfilled') return
  paid.status = 'fulfilled'
  paid.shipments += 1
  console.log(`fulfilled ${intent.id}: ${intent.amount_received} ${intent.currency}`)
}

const port = Number(process.env.PORT ?? 4242)
app.listen(port, '127.0.0.1', () => console.log(`shop: http://127.0.0.1:${port}/`))
