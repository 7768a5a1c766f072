// B 7 and D 4: an analyst takes a bundle of STIX in, looks at it first, and publishes it; a member's technician makes a key and sets up
// from the recipes; MISP, TAXII, Suricata and the blocklist have it; what is withdrawn is told; the CERT sees who fetched.
import { check } from './lib.mjs'

const bundle = (name, green) => JSON.stringify({
	type: 'bundle', id: 'bundle--7a1f0d7e-3d5c-4c63-9a0e-1d2f3a4b5c6d', objects: [
		{ type: 'identity', id: 'identity--1', name: 'CERT-FR' },
		{ type: 'indicator', id: 'indicator--1', created_by_ref: 'identity--1', pattern_type: 'stix', confidence: 90, name: 'C2',
			pattern: `[domain-name:value = '${name}' OR url:value = 'http://${name}/gate.php']`, object_marking_refs: [green] },
		{ type: 'indicator', id: 'indicator--2', pattern_type: 'stix', pattern: `[domain-name:value = '${name}' AND file:name = 'x']` },
	],
}, null, 1)

// Gives the name that was published.
export async function exchange(anna, technician, org) {
	const { page, lang, base } = anna
	const name = `c2-${lang}-${Date.now()}.example`
	// Taken in, after a look.
	await anna.visit('/cert/iocs/add', 'adding indicators')
	await page.fill('#text', bundle(name, 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb'))
	await anna.press('button[name=step][value=preview]', 'a preview')
	await anna.look('preview of an import')
	const preview = await page.innerText('main')
	check(preview.includes(name) && preview.includes('TLP:GREEN') && preview.includes('STIX: CERT-FR') && preview.includes('AND'),
		`${lang} the preview shows values, label, source, and the pattern that is refused`, preview)
	await anna.press('button[name=step][value=add]', 'candidates')
	await page.goto(`${base}/cert/iocs`)
	await anna.confirm('form[action="/cert/iocs/activate"] button', 'all candidates are published')
	// The member's side.
	const member = technician.page
	await technician.visit(`/orgs/${org}/blocklist`, 'blocklist')
	await member.fill('#name', `MISP ${lang}`)
	await member.fill('#sources', '127.0.0.1\n::1')
	await technician.press('form[action$="/blocklist"] button[type=submit]', 'a key')
	await member.locator('main details').evaluateAll(all => all.forEach(one => { one.open = true }))
	await technician.look('recipes with the key')
	const key = await member.innerText('#made')
	const fetched = async (path, options = {}) => {
		const answer = await fetch(base + path, { ...options, headers: { Authorization: key } })
		return answer.status === 200 ? answer.text() : `status ${answer.status}`
	}
	const search = { method: 'POST', body: JSON.stringify({ returnFormat: 'text', type: 'hostname' }) }
	for (const [what, path, options] of [
		['the blocklist', '/v3?type=domain', {}], ['MISP', '/misp/attributes/restSearch', search],
		['TAXII', '/taxii2/api/collections/indicators/objects/?match[type]=indicator', {}], ['Suricata', '/suricata/varde.rules', {}],
	]) {
		const text = await fetched(path, options)
		check(text.includes(name), `${lang} ${what} has it`, text.slice(0, 300))
	}
	// What was wrong is told to everybody.
	await page.goto(`${base}/cert/iocs?q=${name}`)
	await Promise.all([page.waitForNavigation(), page.locator(`main table a:has-text("http://${name}/gate.php")`).click()])
	await page.fill('#reason', 'it was cleaned')
	await anna.press('form[action$="/withdraw"] button', 'it is withdrawn')
	const left = await fetched('/v3?type=url&state=removed')
	check(left.includes(`http://${name}/gate.php`), `${lang} what was withdrawn is told as removed`, left.slice(0, 300))
	const revoked = JSON.parse(await fetched('/taxii2/api/collections/indicators/objects/?match[type]=indicator'))
	check(revoked.objects.some(o => o.revoked && o.pattern.includes(name)), `${lang} and as revoked in STIX`)
	// Who fetched what.
	await anna.visit('/cert/iocs/fetches', 'who fetched what')
	const rows = await page.innerText('main')
	check(['misp/attributes', 'taxii/default/objects', 'suricata/varde.rules', `MISP ${lang}`].every(text => rows.includes(text)), `${lang} the CERT sees who fetched what`, rows.slice(0, 600))
	check(!rows.includes(key), `${lang} without the key`)
	return name
}
