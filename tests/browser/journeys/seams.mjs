// Where parts meet: what tools wrote goes into a penetration test's report and out again; an alert that was the team is held, and told when the
// lead says that it was not; an alert begins an article that names nobody.
import { check } from './lib.mjs'

const scan = target => `<NessusClientData_v2><Report><ReportHost name="${target}"><HostProperties/>
<ReportItem port="8443" protocol="tcp" severity="3" pluginID="900001" pluginName="Administration panel without a password"><cve>CVE-2099-0001</cve></ReportItem>
<ReportItem port="9443" protocol="tcp" severity="2" pluginID="104743" pluginName="TLS Version 1.0 Protocol Detection"/></ReportHost>
<ReportHost name="198.51.100.7"><ReportItem port="23" protocol="tcp" severity="3" pluginID="42263" pluginName="Unencrypted Telnet Server"/></ReportHost>
</Report></NessusClientData_v2>`

// C 5: a tool's file into the report of an engagement.
export async function bring(lars, id, target) {
	const { page, lang } = lars
	await lars.visit(`/cert/pentests/${id}/import`, 'files of tools in a penetration test')
	await page.setInputFiles('#file', { name: 'scan.nessus', mimeType: 'text/xml', buffer: Buffer.from(scan(target)) })
	await lars.press('form:has(#file) button[type=submit]', 'a tool file is read')
	await lars.look('preview of a file in a penetration test')
	const figures = (await page.locator('.tile strong').allInnerTexts()).map(Number)
	check(figures[0] + figures[1] === 2 && figures[3] === 1, `${lang} the preview tells new, known and outside`, figures.join(' '))
	await lars.press('form[action$="/take"] button', 'they become drafts')
	const shown = page.url()
	await lars.visit(`/cert/pentests/${id}/findings`, 'drafts of tools')
	check((await page.innerText('main')).includes('Administration panel without a password'), `${lang} the draft is in the report`)
	await page.goto(shown)
	await page.locator('details.confirm > summary').click()
	await page.fill('#reason', 'journey')
	await lars.press('form[action$="/undo"] button', 'the import is taken back')
	await lars.look('import of a penetration test taken back')
}

// C 8 and 11: an alert that fits the log asks by itself.
export async function held(anna, lars, paul, org, id, network) {
	const { lang } = lars
	// One a language: what the lead has said no to stays so.
	const target = network.replace(/\d+$/, String(11 + ['en', 'fr', 'nb'].indexOf(lang)))
	const now = new Date().toISOString().slice(0, 19).replace('T', ' ')
	await anna.visit('/cert/alerts/imports', 'reports of events')
	await anna.page.setInputFiles('#file', { name: `2026-11-22-event4_honeypot_ddos_target-${lang}.csv`, mimeType: 'text/csv',
		buffer: Buffer.from(`timestamp,src_ip,src_port,dst_ip,dst_port\n${now},203.0.113.5,40000,${target},443\n`) })
	await anna.press('form:has(#file) button[type=submit]', 'a report of an attack is taken in')
	await lars.visit(`/cert/pentests/${id}/log`, 'an alert that was the team')
	await paul.visit(`/orgs/${org}/alerts`, 'alerts of the organisation')
	check(!(await paul.page.innerText('main')).includes(target), `${lang} the organisation was not told`)
	await lars.visit(`/cert/pentests/${id}/detection`, 'detection table filled by an alert')
	check((await lars.page.innerText('main')).includes('AL-'), `${lang} the detection table names the alert`)
	await anna.page.goto(`${anna.base}/cert/alerts?q=${target}`)
	await anna.page.locator('main table a[href^="/cert/alerts/"]').first().click()
	await anna.page.waitForLoadState()
	const alert = anna.page.url()
	await anna.page.locator('main details').evaluateAll(all => all.forEach(d => { d.open = true }))
	await anna.look('alert that is held')
	check(await anna.page.locator('button[value=release]').count() === 0, `${lang} nobody tells it over the lead's head`)
	await lars.page.goto(`${lars.base}/cert/pentests/${id}/log`)
	await lars.press('button[name=verdict][value=not_from_us]', 'the lead says no')
	await anna.page.goto(alert)
	check(await anna.page.locator('button[value=tell]').count() + await anna.page.locator('.badge.state[data-state=notified]').count() > 0, `${lang} the organisation is told then`)
	// B 11: others learn of it.
	await anna.page.locator('main details').evaluateAll(all => all.forEach(d => { d.open = true }))
	await anna.press('form[action^="/cert/watch/from/alert/"] button', 'an article is begun')
	await anna.look('article begun from an alert')
	check(!(await anna.page.innerText('main')).includes(target), `${lang} the article does not say where`)
}
