// What stands behind the detection at a hospital (B 7, B 12): an operator registers a sensor by its certificate and takes it out again; an
// analyst searches in what sensors met; a member has the deadlines in the calendar of a program (A 10).
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, until } from './lib.mjs'

// A certificate as a sensor makes one, and its private key.
function certificate(name) {
	const folder = mkdtempSync(join(tmpdir(), 'varde-fleet-'))
	try {
		execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '20', '-subj', `/CN=${name}`,
			'-keyout', join(folder, 'key'), '-out', join(folder, 'cert')], { stdio: 'ignore' })
		return ['cert', 'key'].map(file => readFileSync(join(folder, file), 'utf8'))
	} finally {
		rmSync(folder, { recursive: true })
	}
}

// The form, sent: what follows is looked at by the caller.
async function register(operator, name, org, pem) {
	const { page } = operator
	await page.locator('main details:has(#pem)').evaluate(one => { one.open = true })
	for (const [field, value] of Object.entries({ name, org_ref: org, note: 'Behind the edge firewall', pem }))
		await page.fill(`#${field}`, value)
	await Promise.all([page.waitForNavigation(), page.click('form[method=post]:has(#pem) button[type=submit]')])
}

export async function sensors(operator, org) {
	const { page, lang } = operator, name = `edge-${lang}`, [cert, secret] = certificate(name)
	await operator.visit('/cert/sensors', 'sensors')
	await register(operator, name, org, secret)
	operator.faults = operator.faults.filter(text => !text.includes('422')) // the browser says so of every refused form
	check(await page.locator('[data-color=danger][role=alert], .ds-validation-message').first().isVisible().catch(() => false), `${lang} what is no certificate is refused`, await page.innerText('main'))
	await operator.look('a sensor that is refused')
	check(!(await page.content()).includes('PRIVATE KEY'), `${lang} a private key is not shown again`)
	await register(operator, name, org, cert)
	await operator.look('a sensor was registered')
	const row = page.locator(`main tbody tr:has-text("${name}")`)
	check((await row.innerText()).includes(org), `${lang} the sensor stands in the network of its organisation`, await page.innerText('main'))
	await row.locator('details > summary').click()
	await operator.press(`tr:has-text("${name}") form[action$="/remove"] button`, 'the sensor is removed')
	check(await row.count() === 0, `${lang} its certificate counts no more`, await page.innerText('main'))
}

// What a sensor tells of a question for that name, line by line.
const asked = (name, lang) => `${JSON.stringify({ timestamp: new Date(Date.now() - 600000).toISOString().replace('Z', '000+0000'), flow_id: Date.now(), event_type: 'dns',
	src_ip: `127.20.0.${{ en: 9, fr: 10, nb: 14 }[lang]}`, src_port: 40000, dest_ip: '198.51.100.53', dest_port: 53, proto: 'UDP',
	dns: { type: 'query', id: 1, rrname: name, rrtype: 'A' } })}\n`

// An indicator that is published already is met: the search finds it, and whoever met it has an alert.
export async function hunts(analyst, name, org) {
	const { page, lang, base } = analyst
	await page.goto(`${base}/cert/hunts`)
	// As a sensor's shipper or another system does it: by the API.
	const taken = await page.evaluate(async body => {
		const answer = await fetch('/api/v1/cert/events?format=eve', { method: 'POST', body, headers: { 'X-CSRF-Token': document.querySelector('input[name=csrf]').value } })
		return answer.json()
	}, asked(name, lang))
	check(taken.traces > 0, `${lang} what a sensor met is taken in`, JSON.stringify(taken))
	await analyst.visit(`/cert/hunts?indicator=${name}`, 'search in what sensors met')
	const found = await page.innerText('section[aria-labelledby=found]')
	check(found.includes(name) && found.includes(org), `${lang} the search tells who met it`, found)
	await analyst.visit(`/cert/hunts?indicator=nobody-asked-${lang}.example`, 'search that finds nothing')
	check(await page.locator('section[aria-labelledby=found] table').count() === 0, `${lang} what nobody met has no table`)
	const row = `main tbody tr:has(code:text-is("${name}"))`
	const there = await until(20, async () => {
		await page.goto(`${base}/cert/hunts?q=${name}`)
		return await page.locator(row).count() > 0
	})
	if (!check(there, `${lang} a published indicator is searched by itself`, await page.innerText('main')))
		return
	await analyst.press(`${row} form button`, 'it is searched again')
	await analyst.visit(`/cert/hunts?q=${name}`, 'hunts')
	check(/[1-9]/.test(await page.locator(`${row} td.number`).first().innerText()), `${lang} the list tells that it was met`)
	await analyst.page.goto(`${base}/cert/alerts?q=${name}`)
	check(await page.locator('main table tbody tr').count() > 0, `${lang} whoever met it has an alert`, await page.innerText('main'))
}

// An address for a program's calendar: it is shown once, has the deadlines, and ends when it is revoked.
export async function calendar(officer, org) {
	const { page, lang, base } = officer
	const fetched = async url => fetch(url.replace(/^https?:\/\/[^/]+/, base)).then(async answer => answer.status === 200 ? answer.text() : `status ${answer.status}`)
	await officer.visit(`/orgs/${org}/deadlines`, 'deadlines in a calendar, none')
	await officer.press('form[action$="/deadlines"] button', 'an address of the calendar')
	await officer.look('deadlines in a calendar')
	const address = await page.innerText('#made'), file = await fetched(address)
	check(file.startsWith('BEGIN:VCALENDAR') && /SUMMARY:.*\(R-\d/.test(file.replace(/\r\n /g, '')), `${lang} the calendar has the legal deadlines`, file)
	check(!file.includes('laborator') && !file.includes('INC-'), `${lang} it does not tell what happened`, file)
	await page.goto(`${base}/orgs/${org}/deadlines`)
	check(!(await page.content()).includes(new URL(address).searchParams.get('key')), `${lang} the address is not shown again`)
	await officer.confirm('form[action$="/revoke"] button', 'the address is revoked')
	check((await fetched(address)).startsWith('status 4'), `${lang} whoever has the address gets nothing more`)
}
