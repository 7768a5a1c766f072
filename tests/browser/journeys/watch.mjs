// B 11 and 12, and what everybody reads: an analyst makes an article, sees it before anybody else, a coordinator publishes it, a member
// subscribes, finds it and takes a seat at an event; the picture of the sector and its documents.
import { readFileSync } from 'node:fs'
import { check } from './lib.mjs'

const words = { en: 'Ransomware: the first hour', fr: 'Rançongiciel', nb: 'Løsepengevirus' }
const soon = days => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10)

// Writes one by the form; gives its id.
async function write(anna, title, more) {
	await anna.page.goto(`${anna.base}/cert/watch/new`)
	for (const [name, value] of Object.entries({ kind: 'reflex_card', tlp: 'clear', lang: anna.lang, ...more.choices }))
		await anna.page.selectOption(`#${name}`, value)
	await anna.page.evaluate(() => document.querySelectorAll('main details').forEach(d => { d.open = true }))
	const texts = { [`title_${anna.lang}`]: title, [`lead_${anna.lang}`]: 'What was learnt from it.', [`body_${anna.lang}`]: '## 1. At once\n\n- **Call** the CERT\n- See [all cards](/watch?kind=reflex_card)\n' }
	for (const [name, value] of Object.entries({ tags: 'journey', ...texts, ...more.fields }))
		await anna.page.fill(`#${name}`, value)
	await Promise.all([anna.page.waitForNavigation(), anna.page.click('button[name=action][value=preview]')])
	check((await anna.page.innerText('main')).includes('1. At once'), `${anna.lang} the preview shows the text`)
	if (!more.choices)
		await anna.look(`preview of ${more.name}`)
	await anna.press('button[name=action][value=save]', `${more.name} is saved`)
	return new URL(anna.page.url()).pathname.split('/').pop()
}

// It goes to review, and somebody else publishes it.
export async function publish(anna, ole, id, what) {
	await anna.press('button[name=action][value=submit]', `${what} is sent to review`)
	check(await anna.page.locator('button[name=action][value=publish]').count() === 0, `${anna.lang} who wrote it is not offered to publish it`)
	await ole.page.goto(`${ole.base}/cert/watch/${id}`)
	if (what === 'event')
		await ole.look('event in review')
	await ole.page.fill('#note', 'journey')
	await ole.press('button[name=action][value=publish]', `${what} is published`)
}

async function read(paul, id, title) {
	await paul.visit('/watch', 'watch portal')
	check((await paul.page.innerText('main')).includes(words[paul.lang]), `${paul.lang} the starter set is there in the language`)
	await paul.page.goto(`${paul.base}/watch?q=${encodeURIComponent(title.toUpperCase())}`)
	check(await paul.page.locator(`main a[href="/watch/${id}"]`).count() === 1, `${paul.lang} the search finds the new one`)
	await paul.visit(`/watch/${id}`, 'reflex card')
	await paul.page.emulateMedia({ media: 'print' })
	check(await paul.page.locator('.menu').isHidden() && await paul.page.locator('.prose').isVisible(), `${paul.lang} the print has the card alone`)
	await paul.shot('reflex card printed', 1280)
	await paul.page.emulateMedia({ media: 'screen' })
	const feed = await paul.page.evaluate(async url => (await fetch(url)).text(), `/watch.atom?lang=${paul.lang}&kind=reflex_card`)
	check(feed.includes(id), `${paul.lang} the feed has it`, feed.slice(0, 500))
}

async function subscribe(paul) {
	await paul.visit('/watch/subscription', 'subscription')
	await paul.page.check('#kind-reflex_card')
	await paul.page.check('#kind-event')
	await paul.press('form[action="/watch/subscription"] button', 'a subscription')
}

async function seats(paul, anna, id) {
	await paul.page.goto(`${paul.base}/watch/${id}`)
	await paul.press(`form[action$="/seat"] button[value=book]`, 'a seat')
	await paul.look('event with a seat')
	const [file] = await Promise.all([paul.page.waitForEvent('download'), paul.page.click('a[href*="event.ics"]')])
	check(readFileSync(await file.path(), 'utf8').includes('BEGIN:VEVENT'), `${paul.lang} the event goes into the calendar`)
	await anna.visit(`/cert/watch/${id}/seats`, 'registrations')
	check((await anna.page.innerText('main')).includes('Paul Lefevre'), `${anna.lang} who comes is listed`)
}

export async function picture(person) {
	await person.visit('/picture', 'picture of the sector')
	for (const [format, begin] of [['pdf', '%PDF-'], ['html', '<!DOCTYPE html'], ['csv', '\ufeffsource'], ['json', '{']]) {
		const [file] = await Promise.all([person.page.waitForEvent('download'), person.page.click(`a[href$="/year/${format}"]`)])
		check(readFileSync(await file.path()).toString('utf8').startsWith(begin), `${person.lang} the observatory as ${format}`)
	}
}

export async function watch(anna, ole, paul, works) {
	await anna.visit('/cert/watch', 'articles')
	await anna.visit('/cert/watch/new', 'form of an article')
	if (works) {
		await subscribe(paul)
		const title = `Lessons ${paul.lang}`
		const id = await write(anna, title, { name: 'reflex card' })
		await anna.look('article at the CERT')
		await publish(anna, ole, id, 'reflex card')
		await read(paul, id, title)
		const event = await write(anna, `Forum ${paul.lang}`, { name: 'event', choices: { kind: 'event', tlp: 'green' },
			fields: { starts: `${soon(20)}T09:00`, ends: `${soon(20)}T11:00`, place: 'Tromsø', seats: '10' } })
		await publish(anna, ole, event, 'event')
		await seats(paul, anna, event)
	} else {
		await paul.visit('/watch', 'watch portal')
		await paul.visit(await paul.page.locator('.article h2 a').first().getAttribute('href'), 'article')
	}
	await picture(anna)
}
