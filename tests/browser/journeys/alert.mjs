// B 2 and 6: what sensors saw becomes two alerts of one attack; an analyst opens one, sees what it shows (without content), its timeline, and the
// finding that explains it; one click makes an incident of it, with whoever else is attacked as a party that learns of nobody; what the sector
// can learn from it goes out at TLP:GREEN.
import { check } from './lib.mjs'

const CVE = 'CVE-2021-41773'
const sign = lang => `Journey: path traversal (${lang})`
const lesson = 'A web server that is open to everybody is updated within two days.'

// The system on which the targeted check found the weakness.
async function weak(anna, org) {
	const { page, lang, base } = anna
	await page.goto(`${base}/cert/check?cve=${CVE}`)
	const link = await page.locator(`main table a[href^="/orgs/${org}/findings/"]`).first().getAttribute('href').catch(() => null)
	if (!check(link, `${lang} there is a system with the weakness`, await page.innerText('main')))
		return null
	return { id: link.split('/').pop(), ...await anna.api(`/orgs/${org}/findings/${link.split('/').pop()}`) }
}

// Lines as a sensor writes them: three attacks on that system, one on another organisation's by its name.
function lines(lang, addr) {
	const one = (n, to, host) => JSON.stringify({
		timestamp: new Date(Date.now() - n * 60000).toISOString().replace('Z', '+0000'), flow_id: Date.now() * 10 + n, event_type: 'alert',
		src_ip: '45.83.64.7', src_port: 40000 + n, dest_ip: to, dest_port: 443, proto: 'TCP', app_proto: 'http',
		http: { hostname: host, url: '/cgi-bin/.%2e/%2e%2e/etc/passwd?patient=1234', http_method: 'POST', http_user_agent: 'curl/8.0', status: 200 },
		payload: 'cGF0aWVudA==', payload_printable: 'name of a patient',
		alert: { signature_id: 2034125, rev: 1, signature: sign(lang), category: 'Web Application Attack', severity: 1,
			metadata: { cve: [CVE.replaceAll('-', '_')], mitre_technique_id: ['T1190'], affected_product: ['Apache_HTTP_server'], attack_target: ['Web_Server'] } },
	})
	return [one(4, '198.51.100.77', 'www.clinique-sainte-anne.test'), ...[3, 2, 1].map(n => one(n, addr, 'www.chu-sainte-anne.test'))].join('\n') + '\n'
}

async function takeIn(anna, body) {
	const { page, lang, base } = anna
	await page.goto(`${base}/cert/alerts/imports`)
	const said = await page.evaluate(async text => {
		const csrf = document.querySelector('input[name=csrf]').value
		const answer = await fetch('/api/v1/cert/events?format=eve&feed=probe-paris&hold=1', { method: 'POST', body: text,
			headers: { 'Content-Type': 'application/x-ndjson', 'X-CSRF-Token': csrf } })
		return { status: answer.status, ...await answer.json() }
	}, body)
	check(said.status === 200 && said.added === 4 && said.alerts === 2, `${lang} four lines of a sensor are two alerts`, JSON.stringify(said))
}

// Gives the path of the alert.
async function open(anna, found) {
	const { page, lang } = anna
	await anna.visit(`/cert/alerts?q=${encodeURIComponent(sign(lang))}`, 'alerts of a sensor')
	await page.locator('main table tbody tr', { hasText: found.addr }).first().locator('th a').click()
	await page.waitForLoadState()
	const path = new URL(page.url()).pathname
	await page.locator('main details').evaluateAll(all => all.forEach(one => { one.open = true }))
	await anna.look('alert of a sensor with its evidence')
	const text = await page.innerText('main')
	check(['T1190', 'Apache_HTTP_server', 'POST', '/cgi-bin/', '45.83.64.7'].every(part => text.includes(part)), `${lang} the alert shows what was seen`, text)
	check(!text.includes('patient'), `${lang} but no content`, text)
	check(await page.locator('main ol.plain time').count() >= 3, `${lang} its timeline has every attack`)
	const about = page.locator('main ul.plain li').filter({ has: page.locator(`a[href="/orgs/${found.org}/findings/${found.id}"]`) })
	check(await about.count() === 1, `${lang} the finding that explains it is there`, text)
	const alert = await anna.api(`/cert/alerts/${path.split('/').pop()}`)
	check(alert.cve === CVE && alert.priority >= 75, `${lang} an attack on a weakness that is there comes first`, JSON.stringify(alert))
	return path
}

// One click; gives the path of the incident.
async function escalate(anna, path, names) {
	const { page, lang, base } = anna
	const [mine, other] = names
	await page.goto(base + path)
	await anna.confirm('form[action$="/incident"] button', 'an incident is made of it')
	await anna.look('incident made of an alert')
	const link = new URL(page.url()).pathname
	await page.goto(base + path)
	await anna.confirm('form[action$="/incident"] button', 'asked for once more')
	check(new URL(page.url()).pathname === link, `${lang} there is one incident of it`)
	await anna.visit(`${link}/parties`, 'parties of an incident made of an alert')
	const parties = await page.innerText('main')
	check(parties.includes(mine) && parties.includes(other), `${lang} whoever was attacked is a party`, parties)
	// Who may be hit learns of nobody.
	await page.locator('section', { has: page.locator('h2', { hasText: other }) }).locator('a[href*="/preview/"]').click()
	await page.waitForLoadState()
	const seen = await page.innerText('main')
	check(!seen.includes(mine) && !seen.includes('127.20.0.') && !/INC-\d/.test(seen), `${lang} the other party learns of nobody`, seen)
	await anna.visit(`${link}/evidence`, 'what was seen in an incident made of an alert')
	check((await page.innerText('main')).includes('45.83.64.7'), `${lang} the attacker's address is kept`)
	return link
}

async function tellSector(anna, ole, paul, link, names) {
	const { page, lang, base } = anna
	await page.goto(base + link)
	await anna.press('button[name=action][value=qualify]', 'it is an incident')
	await anna.press('button[name=action][value=open]', 'the work on it begins')
	await page.locator('details:has(#lessons) > summary').click()
	await page.selectOption('#tlp', 'green')
	await page.fill('#lessons', `${lesson}\n\n${names[0]} was attacked.`)
	await anna.press('form[action$="/edit"] button[type=submit]', 'what the sector can learn')
	await page.locator('details:has(#as-kind) > summary').click()
	await page.selectOption('#as-kind', 'news')
	await anna.press('form[action^="/cert/watch/from/incident/"] button', 'a post to the sector')
	await anna.look('post to the sector made of an incident')
	const text = await page.innerText('main')
	const id = new URL(page.url()).pathname.split('/').pop()
	check(text.includes('TLP:GREEN') && text.includes(lesson), `${lang} it is TLP:GREEN, with what was learnt`, text)
	check(!names.some(name => text.includes(name)) && !text.includes('127.20.0.'), `${lang} and names nobody`, text)
	await anna.press('button[name=action][value=submit]', 'the post goes to review')
	await ole.page.goto(`${base}/cert/watch/${id}`)
	await ole.press('button[name=action][value=publish]', 'somebody else publishes the post')
	await paul.visit(`/watch/${id}`, 'post to the sector as a member reads it')
	check((await paul.page.innerText('main')).includes(lesson), `${lang} the member reads the post`)
	const outside = await fetch(`${base}/watch/${id}`, { redirect: 'manual' })
	check(outside.status !== 200, `${lang} nobody else does`, outside.status)
}

// names: the organisation's, and that of the other one that is attacked.
export async function alert(anna, ole, paul, org, names, works) {
	const { page, lang, base } = anna
	if (!works) {
		await page.goto(`${base}/cert/alerts?feed=probe-paris`)
		const link = await page.locator('main table th a[href^="/cert/alerts/"]').first().getAttribute('href').catch(() => null)
		if (check(link, `${lang} there is an alert of a sensor`))
			await anna.visit(link, 'alert of a sensor with its evidence')
		return
	}
	const found = await weak(anna, org)
	if (!found)
		return
	await takeIn(anna, lines(lang, found.addr))
	const path = await open(anna, found)
	const link = await escalate(anna, path, names)
	await tellSector(anna, ole, paul, link, names)
	// The next journey begins as this one did.
	await page.goto(base + link)
	await page.fill('#note', 'journey')
	await anna.press('button[name=action][value=close]', 'the incident is closed')
}
