// B 1-3: an analyst signs in with a passkey and sees on the duty board what waits; thousands of events of one report are one alert, with its
// source's grade, its asset, the way to its owner and its history; it is somebody else's, and a rule says so from now on, after a look at
// what it would have done.
import { check } from './lib.mjs'

// An authenticator in the browser: a passkey is made, and used instead of the password; then it is taken away again.
export async function passkey(person) {
	const { page, lang, base } = person
	const tool = await person.context.newCDPSession(page)
	await tool.send('WebAuthn.enable')
	const { authenticatorId } = await tool.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal',
		hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
	await person.visit('/profile/passkeys', 'passkeys')
	await page.fill('#name', `journey ${lang}`)
	await Promise.all([page.waitForNavigation(), page.click('form[data-passkey=register] button')])
	check(await page.locator(`input[value="journey ${lang}"]`).count() === 1, `${lang} the passkey is there`, await page.innerText('main'))
	await Promise.all([page.waitForNavigation(), page.click('form[action="/sign-out"] button')])
	await page.goto(`${base}/sign-in`)
	await person.look('sign in')
	await Promise.all([page.waitForURL(url => !url.pathname.startsWith('/sign-in')), page.click('form[data-passkey=sign-in] button')])
	check(!page.url().includes('/sign-in'), `${lang} the passkey signs in, without a password`, page.url())
	await page.goto(`${base}/profile/passkeys`)
	await person.press(`tr:has(input[value="journey ${lang}"]) form[action$="/remove"] button`, 'the passkey is removed')
	await tool.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
	await tool.detach()
}

// What the board must tell of: each is a figure, or stands among what is quiet.
export async function board(analyst) {
	await analyst.visit('/cert', 'CERT duty board')
	for (const [what, href] of [['new critical findings', '/cert/findings?criticality=critical'], ['events that are nobody’s', '/cert/unattributed'],
		['overdue answers', '/cert/notices?state=open'], ['legal clocks', '/cert/clocks?clock=overdue'], ['contacts', '/cert/contacts?kind='],
		['calls to make', '/cert/calls?open=yes']])
		check(await analyst.page.locator(`main a[href^="${href}"]`).count() > 0, `${analyst.lang} the board tells of ${what}`)
	const tile = analyst.page.locator('main .tile a[href^="/cert/unattributed"] .figure')
	check(Number((await tile.innerText()).replace(/\D/g, '')) > 0, `${analyst.lang} what is nobody's is counted`)
}

const quoted = row => row.map(cell => `"${cell}"`).join(',')

// A report in Shadowserver's form: n rows of one address, one of an address that is nobody's.
function report(address, nobodys, n) {
	const now = Date.now(), rows = [['timestamp', 'ip', 'port', 'protocol', 'tag']]
	for (let i = 0; i < n; i++)
		rows.push([new Date(now - 3600000 - i * 1000).toISOString().slice(0, 19).replace('T', ' '), address, '3389', 'tcp', 'rdp'])
	rows.push([new Date(now - 3600000).toISOString().slice(0, 19).replace('T', ' '), nobodys, '3389', 'tcp', 'rdp'])
	return rows.map(quoted).join('\n')
}

async function takeIn(analyst, address, nobodys, n) {
	await analyst.visit('/cert/alerts/imports', 'reports taken in')
	await analyst.page.setInputFiles('#file', { name: `${new Date().toISOString().slice(0, 10)}-scan_rdp-journey-${analyst.lang}.csv`, mimeType: 'text/csv',
		buffer: Buffer.from(report(address, nobodys, n)) })
	await analyst.page.check('#hold')
	await analyst.press('form[action="/cert/alerts/imports"] button', 'a report')
}

async function reassign(analyst, other) {
	await analyst.page.fill('#org_ref', other)
	await analyst.page.fill('#assign_note', 'Their firewall stands there since May.')
	await analyst.press('button[name=action][value=assign]', 'it is assigned to somebody else')
	const text = await analyst.page.innerText('main')
	check(text.includes(other) && text.includes('since May'), `${analyst.lang} the alert and its history say whose it is now, and why`, text)
	await analyst.look('alert after it was assigned')
}

async function rule(analyst, address, other) {
	await analyst.press('a[href^="/cert/alerts/rules/new?does=assigns"]', 'a rule of it')
	check(await analyst.page.inputValue('#net') === address, `${analyst.lang} the rule begins with the address`)
	await analyst.page.fill('#org_ref', other)
	await analyst.page.fill('#reason', 'journey')
	await analyst.press('button[name=step][value=preview]', 'a preview of the rule')
	const said = await analyst.page.innerText('section[aria-labelledby=preview]')
	check(/\b1\b/.test(said) && said.includes(address), `${analyst.lang} the preview tells what the rule would have done`, said)
	await analyst.look('preview of a rule')
	await analyst.press('button[name=step][value=save]', 'the rule')
	await analyst.look('rules over events')
}

// n events of one address of the organisation become one alert; the clinic is whose they are.
export async function alerts(analyst, name, other, n) {
	const { page, lang } = analyst, at = { en: 9, fr: 10, nb: 14 }[lang]
	const address = `127.20.0.${at}`, nobodys = `198.51.100.${at}`
	await takeIn(analyst, address, nobodys, n)
	await board(analyst)
	await analyst.visit(`/cert/alerts?q=${address}`, 'alerts')
	const rows = page.locator('main table tbody tr')
	const figure = (await rows.first().innerText()).replace(/[\s,.]/g, '')
	check(await rows.count() === 1 && figure.includes(String(n)), `${lang} ${n} events are one alert`, figure)
	await rows.first().locator('th a').click()
	await analyst.look('alert of thousands of events')
	const text = await page.innerText('main')
	check(/\bA[12]\b/.test(text) && text.includes('shadowserver'), `${lang} the source has its grade`, text)
	check(text.includes(`${address}:3389`) && text.includes(name) && text.includes('127.20.0.0/28') && text.includes('GHT Sainte-Anne'),
		`${lang} the asset and the way to its owner are told`, text)
	const alert = new URL(page.url()).pathname
	await analyst.visit(`${alert}/rows`, 'events of an alert')
	await page.goto(analyst.base + alert)
	await reassign(analyst, other)
	await rule(analyst, address, other)
	await analyst.visit('/cert/unattributed', 'alerts that are nobody’s')
	check((await page.innerText('main')).includes(nobodys), `${lang} what is nobody's waits in its queue`)
	// The next journey begins as this one did.
	await page.goto(`${analyst.base}/cert/alerts/rules`)
	await analyst.confirm(`tr:has-text("${address}") form[action$="/end"] button`, 'the rule is ended')
}
