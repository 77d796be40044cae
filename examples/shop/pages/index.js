import { cart, language, money, shop, text, total } from './shop.js'

const choice = document.querySelector('#language')
choice.value = language
choice.addEventListener('change', () => {
  localStorage.setItem('language', choice.value)
  location.reload()
})

function row(product, detail, ...buttons) {
  const item = document.createElement('li')
  const part = (name, content) => Object.assign(document.createElement('span'), { className: name, textContent: content })
  item.append(part('picture', product.picture), part('name', product.name[language]), part('soft', detail), ...buttons)
  return item
}

function button(product, label, sign, by) {
  const button = Object.assign(document.createElement('button'), { className: 'quiet', textContent: sign })
  button.setAttribute('aria-label', `${label}: ${product.name[language]}`)
  button.addEventListener('click', () => (cart.change(product.id, by), draw()))
  return button
}

async function draw() {
  const products = document.querySelector('#products')
  products.replaceChildren(...shop.products.map((product) => row(product, money(product.amount), button(product, text('add'), '+', 1))))
  const items = cart.items.map(({ id, quantity }) => {
    const product = shop.products.find((product) => product.id === id)
    return row(product, `${quantity} ×`, button(product, text('remove'), '−', -1))
  })
  const empty = Object.assign(document.createElement('li'), { className: 'soft', textContent: text('empty') })
  document.querySelector('#cart').replaceChildren(...(items.length ? items : [empty]))
  document.querySelector('#total').textContent = money((await total()).amount)
}

await draw()
