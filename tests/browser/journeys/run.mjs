// run.mjs URL PASSWORD LANGUAGE all|again|look [SHOTS]: journeys A (member), B (analyst), C (tester) and D (technician) at a portal that holds the sample group
// (varde sample), with a worker in the sample hospital's network. "look" goes over the same pages after a journey in another language has
// done the work: the audit and the re-test are not ordered again. "again" does the work, but not what needs to be seen in one language
// only: orders of a group, files. Prints TAP.
import { spawnSync } from 'node:child_process'
import { Person, browser, check, end, until } from './lib.mjs'
import { advisory, hits, launch } from './advisory.mjs'
import { alert } from './alert.mjs'
import { board, keys } from './contact.mjs'
import { alerts, passkey } from './duty.mjs'
import { exchange } from './exchange.mjs'
import { calendar, hunts, sensors } from './fleet.mjs'
import { graph } from './graph.mjs'
import { orderForAll } from './group.mjs'
import { incident } from './incident.mjs'
import { calculator, imports } from './import.mjs'
import { lessons } from './lessons.mjs'
import { notices } from './notices.mjs'
import { deliver, follow, order, take } from './order.mjs'
import { pentest } from './pentest.mjs'
import { watch } from './watch.mjs'
import { contacts, evidence, mended } from './year.mjs'

const [base, password, lang, mode, shots] = process.argv.slice(2)
const works = mode !== 'look'
const chromium = await browser()
const sign = mail => Person.at(base, chromium, mail, password, lang, shots)

// A: the security officer of a hospital.
const paul = await sign('paul.lefevre@chu-sainte-anne.test')
const org = new URL(paul.page.url()).pathname.split('/')[2]
await paul.look('overview before the first audit')
await paul.visit(`/orgs/${org}/perimeter`, 'perimeter')
await paul.page.evaluate(() => document.querySelectorAll('main details').forEach(d => { d.open = true }))
await paul.page.fill('#declare', `journey-${lang}.chu-sainte-anne.test\nnot a domain at all\n`)
await Promise.all([paul.page.waitForNavigation(), paul.page.locator('form[method=post][action$="/perimeter"] button').last().click()])
await paul.look('result of a pasted list')
check((await paul.page.innerText('main')).includes('not a domain at all'), `${lang} the bad line is named`)
if (mode === 'all') {
	await paul.page.goto(`${base}/orgs/${org}/perimeter`)
	await paul.page.locator('details:has(#declare-file) > summary').click()
	await paul.page.setInputFiles('#declare-file', { name: 'perimeter.csv', mimeType: 'text/csv',
		buffer: Buffer.from('\ufeffvalue;note\r\nuploaded.chu-sainte-anne.test;"from a file, with a remark"\r\n127.20.0.8/31\r\n300.1.2.3\r\n') })
	await Promise.all([paul.page.waitForNavigation(), paul.page.locator('form:has(#declare-file) button').click()])
	await paul.look('result of a file')
	const told = await paul.page.innerText('main')
	check(['uploaded.chu-sainte-anne.test', '127.20.0.8/31', '300.1.2.3'].every(line => told.includes(line)), `${lang} each line of the file is told of`, told)
	await paul.page.goto(`${base}/orgs/${org}/perimeter?q=uploaded`)
	const row = await paul.page.innerText('main table tbody')
	check(row.includes('uploaded.chu-sainte-anne.test') && row.includes('from a file, with a remark'), `${lang} what the file declared stands in the perimeter`, row)
}
for (const page of ['authorisations', 'people', 'log', 'exposure', 'findings', 'orders'])
	await paul.visit(`/orgs/${org}/${page}`, page)
await keys(paul, 'paul.lefevre@chu-sainte-anne.test')
const path = works ? await order(paul, org) : await paul.page.locator('main table a[href*="/orders/"]').last().getAttribute('href')
// The audit takes its time: the CERT works meanwhile.
const following = works ? follow(paul, path) : Promise.resolve()
following.catch(() => {}) // it is told where it is waited for

// B: the CERT.
const anna = await sign('anna.berg@cert.test')
const ole = await sign('ole.hansen@cert.test')
if (works) {
	await passkey(anna)
	await alerts(anna, 'CHU Sainte-Anne', 'Clinique Sainte-Anne', mode === 'all' ? 14000 : 300)
} else {
	await anna.visit('/cert', 'CERT duty board')
}
for (const page of ['/queue', '/findings', '/orgs', '/sector'])
	await anna.visit(`/cert${page}`, `CERT ${page.slice(1)}`)
await board(anna)
// C, as far as tools go: what they wrote, and what a flaw is worth.
await imports(anna, org, 'CHU Sainte-Anne')
await calculator(anna)
for (const page of ['/enrolments', '/disputes'])
	await ole.visit(`/cert${page}`, `CERT ${page.slice(1)}`)
const kari = await sign('kari.nilsen@cert.test')
await sensors(kari, 'CHU Sainte-Anne')
const ended = await following
if (ended === 'review') {
	await deliver(anna, ole, path)
	await take(paul, path, 'Paul Lefevre')
} else if (check(path, `${lang} there is an audit to look at`)) {
	await paul.visit(path, 'delivered order')
	await paul.visit(`/orgs/${org}/orders/new`, 'order form')
	await anna.visit('/cert/review', 'review')
}
// B 8-9, A 9: what was seen in the audit is matched; the targeted check runs beside what follows.
await advisory(anna, ole, paul, org, works)
if (works)
	await launch(anna, 'CHU Sainte-Anne')
await paul.visit(`/orgs/${org}`, 'overview after the audit')
await paul.visit(`/orgs/${org}/findings?sort=criticality`, 'findings')
await paul.visit(`/orgs/${org}/exposure`, 'exposure')
await paul.visit(`/orgs/${org}/exposure/list`, 'exposure as a list')
await paul.visit(`/orgs/${org}/exposure/events`, 'changes of the exposure')
await graph(paul, org)
await notices(anna, ole, paul, org)

// B 11 and 12: the watch portal and the picture of the sector.
await watch(anna, ole, paul, works)

if (works)
	await hits(anna, paul, works)

// B 2 and 6: an attack on what the check has found becomes an incident of two parties, and a post to the sector.
await alert(anna, ole, paul, org, ['CHU Sainte-Anne', 'Clinique Sainte-Anne'], works)

// D and A 11: the technician works on two findings; nothing was mended of one, what the other told of is gone.
const aicha = await sign('aicha.benali@chu-sainte-anne.test')
const open = `/orgs/${org}/findings?sort=criticality&state=open`
await aicha.visit(open, 'findings to work on')
// Not the one that is mended below, whichever stands first.
const mendable = works ? (await aicha.api(`/orgs/${org}/findings?type=http-env-exposed`)).items.map(one => one.id) : []
const links = await aicha.page.locator('main table a[href*="/findings/"]').evaluateAll(all => all.map(one => one.getAttribute('href')))
const link = links.find(href => !mendable.some(id => href.includes(id)))
if (check(link, `${lang} there is a finding to work on`))
	await aicha.visit(link, 'finding')

// The file lies in the sample hospital; it is put back for the next journey.
const secret = '/srv/www/intranet/.env'
const inside = (...command) => process.env.LAB && spawnSync(`${process.env.LAB}/exec`, ['--inside', ...command]).status === 0
async function claim() {
	await aicha.page.goto(base + link)
	await aicha.press('button[name=action][value=work]', 'working on it')
	await aicha.press('button[name=action][value=claim_fixed]', 'mended: check it')
}
if (link && works) {
	try {
		await mended(aicha, org, 'http-env-exposed', () => check(inside('mv', secret, `${secret}.away`), `${lang} the file is taken away`), claim)
	} finally {
		inside('mv', `${secret}.away`, secret)
	}
	const verdict = await until(120, async () => {
		await aicha.page.goto(base + link)
		const now = await aicha.page.getAttribute('.badge.state', 'data-state')
		return !['claimed_fixed', 'verifying'].includes(now) && now
	})
	// Nothing was mended: the machine says so.
	check(['open', 'in_progress'].includes(verdict), `${lang} the re-test finds that it is still there`, verdict)
	await aicha.look('finding after the re-test')
}

// The audit and the re-test are two runs: what differs between them.
await aicha.visit(`/orgs/${org}/compare`, 'choice of two audits')
const runs = await aicha.page.locator('#a option').evaluateAll(all => all.map(one => one.value))
if (check(runs.length > 1, `${lang} two audits can be compared`, runs.join(' '))) {
	await aicha.page.selectOption('#a', runs[runs.length - 1])
	await aicha.page.selectOption('#b', runs[0])
	await Promise.all([aicha.page.waitForNavigation(), aicha.page.locator('form[action$="/compare"] button').click()])
	await aicha.look('two audits compared')
	const counts = (await aicha.page.locator('.tile strong').allInnerTexts()).map(n => Number(n.replace(/\D/g, '')))
	const rows = await aicha.page.locator('main table tbody tr').count()
	check(rows > 0 && counts.reduce((sum, n) => sum + n, 0) === rows, `${lang} the figures of the comparison are those of its table`, `${counts} and ${rows} rows`)
}

// What attackers use: taken in, published, fetched by the member's devices.
const met = await exchange(anna, aicha, org)
if (works)
	await hunts(anna, met, 'CHU Sainte-Anne')

// C: testers.
const jean = await sign('jean.martin@chu-sainte-anne.test')
const lars = await sign('lars.vik@cert.test')
const tina = await sign('tina.sand@cert.test')
await pentest({ paul, aicha, jean, anna, ole, lars, tina }, org, works)

// The officer of the group.
const ingrid = await sign('ingrid.moreau@ght-sainte-anne.test')
await orderForAll(ingrid, mode === 'all')

// Ransomware at the hospital: report, clocks, answer, the end.
const incidentPath = await incident(paul, anna, org, 'Sykehuset Nordlys', works)
if (works)
	await lessons(anna, ole, paul, incidentPath, ['CHU Sainte-Anne', 'Nordlys', 'Lefevre'])
await calendar(paul, org)

// A 12: contacts and what the board gets.
if (works)
	await contacts(paul, aicha, org)
await evidence(paul, org)

// The administrator sees accounts and no content; the auditor the log.
const tom = await sign('tom.ek@cert.test')
await tom.visit('/cert/people', 'CERT accounts')
check((await tom.page.goto(`${base}/orgs/${org}/findings`)).status() !== 200, `${lang} the administrator reads no member's findings`)
const eva = await sign('eva.lund@cert.test')
await eva.visit('/cert/log', 'CERT log')

for (const person of [paul, anna, ole, kari, aicha, jean, lars, tina, ingrid, eva])
	await person.done()
await chromium.close()
end()
