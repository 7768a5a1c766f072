// B 11: a case that has ended becomes a reflex card that names nobody; a second person publishes it, and members read it.
import { check } from './lib.mjs'
import { publish } from './watch.mjs'

const TITLE = { en: 'A supplier’s account is misused', fr: 'Le compte d’un fournisseur est détourné', nb: 'En leverandørs konto misbrukes' }
const BODY = { en: 'Close remote access of suppliers', fr: 'Fermer la télémaintenance des fournisseurs', nb: 'Steng leverandørenes fjerntilgang' }

export async function lessons(anna, ole, paul, link, names) {
	const { page, lang, base } = anna
	await page.goto(base + link)
	await page.locator('details:has(#as-kind) > summary').click()
	await page.selectOption('#as-kind', 'reflex_card')
	await anna.press('form[action^="/cert/watch/from/incident/"] button', 'a reflex card is begun')
	const id = new URL(page.url()).pathname.split('/').pop(), text = await page.innerText('main')
	await anna.look('reflex card begun from a case')
	check(text.includes('A second factor for every supplier.'), `${lang} what was learnt goes along`, text)
	check(!names.some(name => text.includes(name)) && !/INC-\d/.test(text), `${lang} nobody is named`, text)
	await page.goto(`${base}/cert/watch/${id}/edit`)
	await page.selectOption('#tlp', 'green')
	await page.fill(`#title_${lang}`, `${TITLE[lang]} (${lang})`)
	await page.fill(`#body_${lang}`, `${await page.inputValue(`#body_${lang}`)}\n## 1. ${BODY[lang]}\n`)
	await anna.press('button[name=action][value=save]', 'the reflex card is written')
	await publish(anna, ole, id, 'reflex card of a case')
	await paul.visit(`/watch/${id}`, 'reflex card of a case')
	const read = await paul.page.innerText('main')
	check(read.includes(BODY[lang]) && read.includes('A second factor for every supplier.'), `${lang} members read it in their language`, read)
}
