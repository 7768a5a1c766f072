// sensor.mjs URL PASSWORD MAILS LANGUAGES|look [SHOTS]: what a sensor on the sample hospital's network has seen (lab/sensor, lab/attack) reaches
// the hospital's pages and mailbox (MAILS, of mailbox.mjs), in each of the languages, and nobody else's. Prints TAP.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Person, browser, check, end, until } from './lib.mjs'

const [base, password, mails, languages, shots] = process.argv.slice(2)
const chromium = await browser()
const sign = (mail, lang) => Person.at(base, chromium, mail, password, lang, shots)

// What lab/attack does, and at which address.
const attacks = [['127.20.0.3', 'A file with secrets is asked for'], ['127.20.0.9', 'A control server of attackers is looked up'],
	['127.20.0.6', 'A DICOM association in clear from an unknown device'], ['127.20.0.14', 'Many ports are tried']]

const box = to => existsSync(join(mails, to)) ? readdirSync(join(mails, to)).filter(name => name.endsWith('.eml')) : []

// The text of a mail's parts, decoded.
function words(to, name) {
	const raw = readFileSync(join(mails, to, name), 'latin1')
	return raw.split(/^--[^\r\n]+\r?$/m).map(part => {
		const gap = part.indexOf('\r\n\r\n')
		const head = part.slice(0, gap), body = part.slice(gap + 4)
		const how = (/^content-transfer-encoding: *(\S+)/im.exec(head) ?? [])[1]?.toLowerCase()
		if (how === 'base64')
			return Buffer.from(body, 'base64').toString()
		if (how === 'quoted-printable')
			return Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString()
		return body
	}).join('\n')
}

async function alerts(paul, org, lang) {
	const path = `/orgs/${org}/alerts`
	const seen = await until(60, async () => {
		await paul.page.goto(`${base}${path}`)
		const text = await paul.page.innerText('main')
		return attacks.every(([addr, what]) => text.includes(addr) && text.includes(what)) && text
	})
	check(seen, `${lang} the hospital's page has all that was planted`, await paul.page.innerText('main'))
	await paul.look('alerts of a sensor')
	const link = await paul.page.locator('main table tbody tr', { hasText: attacks[1][1] }).locator('a').first().getAttribute('href')
	await paul.visit(link, 'alert of a sensor')
	const text = await paul.page.innerText('main')
	check(text.includes('127.20.0.9') && text.includes(attacks[1][1]), `${lang} the alert tells the device and what it did`, text)
	await paul.visit(`${link}/rows`, 'events of a sensor')
}

// One mail a kind of alert; their labels let them say no more than where it is to be read. Together they tell of all but the search, which is not
// severe enough for a mail of its own.
async function told(paul, lang) {
	const to = 'paul.lefevre@chu-sainte-anne.test'
	const links = () => box(to).map(name => /\/n\/[\w-]+/.exec(words(to, name))?.[0]).filter(Boolean)
	const all = await until(60, async () => {
		const texts = []
		for (const link of links()) {
			await paul.page.goto(base + link)
			texts.push(await paul.page.innerText('main'))
		}
		return attacks.slice(0, 3).every(([addr]) => texts.some(text => text.includes(addr))) && links()
	})
	if (check(all, `${lang} mails in the officer's mailbox lead to all of it`, `${links().join(' ')}\n${await paul.page.innerText('main')}`))
		await paul.visit(all[0], 'what a mail of a sensor leads to')
}

let org
for (const lang of languages.split(',')) {
	const paul = await sign('paul.lefevre@chu-sainte-anne.test', lang)
	org = new URL(paul.page.url()).pathname.split('/')[2]
	await alerts(paul, org, lang)
	await told(paul, lang)
	await paul.done()
}
// Nobody else's: not on the page of another hospital, not in its mailbox.
const nils = await sign('nils.haugen@nordlys.test', languages.split(',')[0])
const other = new URL(nils.page.url()).pathname.split('/')[2]
await nils.visit(`/orgs/${other}/alerts`, 'alerts of another hospital')
const text = await nils.page.innerText('main')
check(attacks.every(([addr]) => !text.includes(addr)), 'another hospital sees nothing of it', text)
check((await nils.page.context().request.get(`${base}/orgs/${org}/alerts`)).status() === 404, 'nor may it look')
check(box('nils.haugen@nordlys.test').length === 0, 'nor gets a mail')
await nils.done()
// The fleet: the operator sees the sensor at work, by the rules that were published.
const kari = await sign('kari.nilsen@cert.test', languages.split(',')[0])
await kari.visit('/cert/sensors', 'sensors')
const row = await kari.page.locator('main table tbody tr', { hasText: 'lab' }).first().innerText()
check(/\d/.test(row), 'the operator sees the sensor', row)
await kari.done()
await chromium.close()
end()
