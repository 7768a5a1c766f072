// B 8-9 and A 9: a vendor's CSAF document becomes an advisory, a second person approves, it goes out signed; the member sees how many of its
// assets match and answers, the exposure board fills; a targeted check of the same CVE looks now, and hits are findings with deadlines.
import { readFileSync } from 'node:fs'
import { check, until } from './lib.mjs'

// Exploited (CISA's list), and the sample hospital has it.
const FLAW = { cve: 'CVE-2021-41773', vendor: 'apache', product: 'http_server', below: '2.4.51' }
const TITLE = { en: 'Web servers are taken over', fr: 'Prise de contrôle de serveurs web', nb: 'Nettjenere blir overtatt' }
const day = days => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10)

// What a vendor publishes; another document in each language, so that each is taken in.
const document = lang => JSON.stringify({
	document: { category: 'csaf_security_advisory', csaf_version: '2.0', title: 'Way out of the web root',
		publisher: { category: 'vendor', name: 'Maker', namespace: 'https://maker.example' },
		notes: [{ category: 'summary', text: 'A path with encoded dots leads out of the document root.' }],
		tracking: { id: `MAKER-2026-${lang}`, status: 'final', version: '1', current_release_date: '2026-11-20T00:00:00Z', initial_release_date: '2026-11-20T00:00:00Z',
			generator: { engine: { name: 'journey' } }, revision_history: [{ number: '1', date: '2026-11-20T00:00:00Z', summary: 'first' }] } },
	product_tree: { branches: [{ category: 'vendor', name: FLAW.vendor, branches: [{ category: 'product_name', name: FLAW.product, branches: [
		{ category: 'product_version_range', name: `vers:generic/>=2.4.49|<${FLAW.below}`, product: { product_id: 'P1', name: `Apache httpd before ${FLAW.below}` } }] }] }] },
	vulnerabilities: [{ cve: FLAW.cve, product_status: { known_affected: ['P1'] }, remediations: [{ category: 'vendor_fix', details: `Update to ${FLAW.below}.`, product_ids: ['P1'] }],
		scores: [{ products: ['P1'], cvss_v3: { version: '3.1', vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', baseScore: 9.8, baseSeverity: 'CRITICAL' } }] }],
})

// From the vendor's document to a text in three languages; gives the advisory's page.
async function write(anna) {
	const { page, lang } = anna
	await anna.visit('/cert/advisories', 'advisories at the CERT')
	await page.locator('details:has(#file) > summary').click()
	await page.setInputFiles('#file', { name: 'maker.json', mimeType: 'application/json', buffer: Buffer.from(document(lang)) })
	await anna.press('form[action="/cert/advisories/import"] button', 'a vendor’s document')
	const path = new URL(page.url()).pathname
	await anna.look('signal')
	await anna.press('button[name=action][value=assess]', 'the signal is assessed')
	await anna.press('button[name=action][value=draft]', 'an advisory is drafted')
	await anna.visit(`${path}/edit`, 'editor of an advisory')
	check((await page.inputValue('#products')).includes(FLAW.product) && (await page.inputValue('#cves')).includes(FLAW.cve), `${lang} product and number come from the document`)
	await page.selectOption('#chance', 'high')
	await page.selectOption('#damage', 'high')
	await page.selectOption('#tlp', 'clear')
	await page.selectOption('#audience', 'match')
	await page.evaluate(() => document.querySelectorAll('main details').forEach(d => { d.open = true }))
	for (const [code, title] of Object.entries(TITLE)) {
		await page.fill(`#title_${code}`, title)
		await page.fill(`#summary_${code}`, 'Apache httpd 2.4.49, 2.4.50.')
		await page.fill(`#remedy_${code}`, '- Apache httpd 2.4.51')
	}
	await anna.press('form:has(#chance) button[type=submit]', 'the text')
	return path
}

async function publish(anna, ole, path) {
	const { page, lang, base } = anna
	await anna.press('button[name=action][value=submit]', 'it goes to review')
	check(await page.locator('button[name=action][value=approve]').count() === 0, `${lang} who wrote it is not offered to approve it`)
	await ole.visit(path, 'advisory to be approved')
	await ole.press('button[name=action][value=approve]', 'somebody else approves it')
	await page.goto(base + path)
	await page.fill('#note', 'First revision.')
	await anna.press('button[name=action][value=publish]', 'it is published')
	await anna.look('advisory that went out')
}

// What the world gets: CSAF in the directory, with hashes and signature, and the feed.
async function outside(anna) {
	const { page, lang } = anna
	const ref = (await page.innerText('h1')).split(' ')[0]
	const text = path => page.evaluate(async p => { const a = await fetch(p); return a.ok ? a.text() : `status ${a.status}` }, path)
	const index = (await text('/.well-known/csaf/clear/index.txt')).split('\n').find(line => line.includes(ref.toLowerCase()))
	if (!check(index, `${lang} the directory of CSAF has it`, index))
		return
	const csaf = JSON.parse(await text(`/.well-known/csaf/clear/${index}`))
	check(csaf.document.tracking.id === ref && csaf.vulnerabilities[0].cve === FLAW.cve, `${lang} it is CSAF ${csaf.document.csaf_version}`)
	check((await text(`/.well-known/csaf/clear/${index}.asc`)).includes('BEGIN PGP SIGNATURE'), `${lang} it is signed`)
	check(/^[0-9a-f]{64}/.test(await text(`/.well-known/csaf/clear/${index}.sha256`)), `${lang} its hash is beside it`)
	check((await text('/advisories.atom')).includes(ref), `${lang} the Atom feed has it`)
}

// A 9: what matches is told with the first line, and the answer reaches the board.
async function answer(paul, anna, org, path) {
	const { page, lang } = paul
	await paul.visit(`/orgs/${org}/advisories`, 'advisories')
	await page.locator('main table tbody tr').first().locator('td a').first().click()
	await paul.look('advisory that matches')
	const text = await page.innerText('main')
	const places = await page.locator('main .scroll table').first().locator('tbody tr').count()
	check((await page.innerText('h1')).includes(TITLE[lang]), `${lang} it is in the reader's language`, await page.innerText('h1'))
	check(places > 0 && (await page.innerText('.ds-alert h2')).includes(String(places)), `${lang} it tells how many of the assets match`, text)
	check(await page.locator('.facts strong code', { hasText: FLAW.cve }).count() === 1, `${lang} it tells that the flaw is exploited`, text)
	await page.check('#answer-planned')
	await page.fill('#planned', day(5))
	await page.fill('#note', 'On Sunday night.')
	await paul.press('form[action$="/answer"] button', 'affected, and planned')
	await paul.look('advisory with an answer')
	await anna.visit(`${path}/board`, 'exposure board')
	const board = await anna.page.innerText('main')
	check(board.includes('CHU Sainte-Anne') && board.includes('On Sunday night.'), `${lang} the board has the answer`, board)
	const mails = await anna.page.evaluate(async () => (await fetch('/cert/mails?format=csv')).text())
	check(mails.includes('advisory'), `${lang} mails went to the outbox`, mails.slice(0, 400))
}

// B 9: the check is ordered now and looked at later, as it takes its time.
export async function launch(anna, name) {
	const { page, lang } = anna
	await anna.visit(`/cert/who?what=${FLAW.cve}`, 'who runs it')
	await page.locator(`main a[href="/cert/check?cve=${FLAW.cve}"]`).click()
	await anna.look('form of a targeted check')
	check(await page.locator('fieldset input[name=orgs]:checked').count() > 0 && (await page.innerText('main')).includes(name), `${lang} whoever was seen to run it is chosen`)
	await page.fill('#reason', 'Exploited since this morning.')
	await anna.press('form[action="/cert/check"] button[type=submit]', 'a targeted check')
}

export async function hits(anna, paul, works) {
	const { page, lang, base } = anna
	const path = `/cert/check?cve=${FLAW.cve}`
	const ended = await until(works ? 120 : 5, async () => {
		await page.goto(base + path)
		return await page.locator('main table').last().locator('.badge.state').evaluateAll(all => all.every(one => ['review', 'delivered', 'closed', 'acknowledged'].includes(one.dataset.state)))
	})
	check(ended, `${lang} the targeted check comes to its end`, await page.innerText('main'))
	await anna.look('targeted check with its hits')
	const first = page.locator('main table').first()
	const link = await first.locator('a[href*="/findings/"]').first().getAttribute('href').catch(() => null)
	if (!check(link, `${lang} a hit is a finding`, await page.innerText('main')))
		return
	check(/\d{4}|\d+\.\s?\d+/.test(await first.locator('tbody tr').first().locator('td').last().innerText()), `${lang} with a deadline`)
	await paul.visit(link, 'finding of a targeted check')
}

export async function advisory(anna, ole, paul, org, works) {
	if (!works) {
		await anna.visit('/cert/advisories', 'advisories at the CERT')
		await paul.visit(`/orgs/${org}/advisories`, 'advisories')
		return
	}
	const path = await write(anna)
	await publish(anna, ole, path)
	await outside(anna)
	await answer(paul, anna, org, path)
	// The file that the CERT has of it is what is out.
	const [file] = await Promise.all([anna.page.waitForEvent('download'), anna.page.goto(`${anna.base}${path}`).then(() => anna.page.click('a[href*="/files/csaf"]'))])
	check(JSON.parse(readFileSync(await file.path(), 'utf8')).document.category.startsWith('csaf'), `${anna.lang} the page gives the CSAF document`)
}
