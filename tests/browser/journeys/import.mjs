// C 5-6: what testers' tools wrote is shown, taken into one organisation's findings and taken back; a score is calculated from metrics and from
// a vector, with script and without.
import { check, until } from './lib.mjs'

const scan = `<NessusClientData_v2><Report><ReportHost name="127.20.0.5"><HostProperties/>
<ReportItem port="8443" protocol="tcp" severity="3" pluginID="900001" pluginName="Administration panel without a password">
<cve>CVE-2099-0001</cve><cvss3_vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</cvss3_vector><plugin_output>The panel answers at /admin</plugin_output></ReportItem>
<ReportItem port="9443" protocol="tcp" severity="2" pluginID="104743" pluginName="TLS Version 1.0 Protocol Detection"/>
<ReportItem port="9443" protocol="tcp" severity="2" pluginID="157288" pluginName="TLS Version 1.1 Deprecated Protocol"/>
<ReportItem port="0" protocol="tcp" severity="0" pluginID="19506" pluginName="Nessus Scan Information"/></ReportHost>
<ReportHost name="198.51.100.7"><ReportItem port="23" protocol="tcp" severity="3" pluginID="42263" pluginName="Unencrypted Telnet Server"/></ReportHost>
</Report></NessusClientData_v2>`

export async function imports(analyst, org, name) {
	const { page, lang } = analyst
	await analyst.visit('/cert/import', 'imports')
	await analyst.visit('/cert/import/new', 'import a file')
	await page.fill('#org', name)
	await page.setInputFiles('#file', { name: 'scan.nessus', mimeType: 'text/xml', buffer: Buffer.from(scan) })
	await analyst.press('form[action="/cert/import/new"] button[type=submit]', 'a file is read')
	await analyst.look('preview of an import')
	const figures = (await page.locator('.tile strong').allInnerTexts()).map(Number)
	check(figures.join(' ') === '2 0 1 1 1', `${lang} the preview tells new, known, twice, outside and the rest`, figures.join(' '))
	await analyst.press('form[action$="/take"] button', 'the new ones are taken')
	await analyst.look('import taken')
	const links = await page.locator('main table a[href*="/findings/"]').evaluateAll(all => all.map(a => a.getAttribute('href')))
	if (check(links.length === 2, `${lang} two findings were made`, links.join(' '))) {
		const shown = page.url()
		await analyst.visit(links[0], 'finding that a tool stated')
		await analyst.visit(`/orgs/${org}/findings?q=127.20.0.5`, 'findings of a tool')
		await page.goto(shown)
	}
	await page.locator('details.confirm > summary').click()
	await page.fill('#reason', 'journey')
	await analyst.press('form[action$="/undo"] button', 'the import is taken back')
	await analyst.look('import taken back')
}

export async function calculator(person) {
	const { page, lang } = person
	const score = () => page.locator('.cvss-score strong').innerText({ timeout: 1000 }).catch(() => '')
	await person.visit('/tools/cvss', 'CVSS calculator')
	for (const [name, value] of Object.entries({ AV: 'N', AC: 'L', AT: 'N', PR: 'N', UI: 'N', VC: 'H', VI: 'H', VA: 'H', SC: 'N', SI: 'N', SA: 'N' }))
		await page.selectOption(`#m-${name}`, value)
	check(await until(10, async () => await score() === '9.3'), `${lang} the score follows what is chosen, without loading the page`, await score())
	await page.locator('details.cvss-part:has(#m-E) > summary').click()
	await page.selectOption('#m-E', 'U')
	check(await until(10, async () => await score() === '8.1'), `${lang} and so it does with the threat`, await score())
	await person.look('CVSS calculator with a score')
	await page.fill('#vector', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N')
	await Promise.all([page.waitForNavigation(), page.locator('form[method=post][action="/tools/cvss"] button').click()])
	check(await score() === '6.1', `${lang} a pasted vector is scored`, await score())
	await person.look('CVSS calculator with a pasted vector')

	const plain = await (await person.context.browser().newContext({ javaScriptEnabled: false, locale: lang })).newPage()
	await plain.goto(`${person.base}/tools/cvss?v=3.1`)
	for (const [name, value] of Object.entries({ AV: 'N', AC: 'L', PR: 'N', UI: 'N', S: 'U', C: 'H', I: 'H', A: 'H' }))
		await plain.selectOption(`#m-${name}`, value)
	await Promise.all([plain.waitForNavigation(), plain.locator('form[method=get][action="/tools/cvss"] button[type=submit]').click()])
	check((await plain.locator('.cvss-score strong').innerText()) === '9.8', `${lang} without script the form calculates too`)
	await plain.context().close()
}
