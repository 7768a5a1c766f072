// Journey A 10 and B 6, 10, 11: ransomware at one site is reported, news go to the CERT alone, the CERT adds another site that learns of nobody,
// answers from a prepared text, hands the early warning on as far as the member consents, the clocks are met, tasks end, and the case is closed with what was learnt.
import { check } from './lib.mjs'

const id = path => path.split('/').pop().split('#')[0]
const here = person => new URL(person.page.url()).pathname

// The eight fields. Gives the page of the case as the member sees it.
async function report(member, org) {
	await member.visit(`/orgs/${org}/incidents`, 'incidents')
	await member.visit(`/orgs/${org}/incidents/new`, 'form of a report')
	await member.page.fill('#what', 'Files of the laboratory are encrypted; a note asks for money.')
	// The form offers now, in the reader's zone.
	check(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(await member.page.inputValue('#aware')), `${member.lang} the form knows what time it is`)
	await member.page.selectOption('#class', 'malicious-code')
	await member.page.fill('#systems', 'LIS, two file servers')
	await member.page.selectOption('#impact', 'degraded_care')
	await member.page.selectOption('#personal', 'yes')
	await member.page.fill('#categories', 'Results of 2,000 people')
	await member.page.fill('#contact', 'Paul Lefevre, +33 1 23')
	// Whom the CERT may hand it on to.
	await member.page.evaluate(() => document.querySelectorAll('main details').forEach(d => { d.open = true }))
	const authority = await member.page.locator('input[name=consent]').first().getAttribute('value')
	await member.page.locator('input[name=consent]').first().check()
	await member.press('main form button[type=submit]', 'the report')
	await member.look('case as the member sees it')
	const clocks = await member.page.locator('main table').first().locator('tbody tr').count()
	check(clocks >= 6, `${member.lang} the legal clocks run`, `${clocks} rows`)
	return { page: here(member), authority }
}

// What is prepared is submitted.
async function warn(member, page) {
	await member.page.goto(member.base + page)
	const first = await member.page.locator('main table a[href*="/clocks/"]').first().getAttribute('href')
	await member.visit(first, 'legal deadline')
	check((await member.page.inputValue('#content')).includes('Files of the laboratory'), `${member.lang} the content is prepared`)
	await member.press('button[name=action][value=submit]', 'the early warning is submitted')
	// What is said next is for the CERT alone.
	await member.page.goto(member.base + page)
	await member.page.fill('form[action$="/posts"] #text', 'Two servers are back.')
	await member.press('form[action$="/posts"] button', 'news for the CERT')
}

async function lead(analyst) {
	await analyst.visit('/cert/incidents?state=reported', 'board of incidents')
	const link = await analyst.page.locator('main table th a[href*="/cert/incidents/"]').first().getAttribute('href')
	await analyst.visit(link, 'incident at the CERT')
	await analyst.press('button[name=action][value=qualify]', 'it is an incident')
	await analyst.press('button[name=action][value=open]', 'the work begins')
	return link
}

// The answer that the CERT owes within 24 hours, from a prepared text in the language of the member's organisation. Who would see it is shown
// before it goes: chosen or not, the other one gets no such label.
async function answer(analyst, link, other) {
	const { page, lang, base } = analyst, to = page.locator('fieldset p:has(input[name=parties])')
	await page.goto(`${base}${link}/clocks`)
	await page.locator('main tbody a[href*="prepared=answer"]').first().click()
	await page.waitForLoadState()
	const text = await page.inputValue('#text')
	check(/R-\d{4}-\d+/.test(text) && text.includes('Ce qui aide maintenant'), `${lang} the prepared answer is in the language of the member`, text)
	check(await page.isChecked('#answer') && await page.locator('input[name=parties]:checked').count() === 1, `${lang} it is the answer, to that party alone`)
	await page.fill('#text', `${text}\n\nUnplug the laboratory; do not pay.`)
	await page.selectOption('#label', 'amber')
	await to.filter({ hasText: other }).locator('input').check()
	await analyst.press('button[name=step][value=preview]', 'who would see it')
	const said = await page.locator('.ds-alert li').allInnerTexts()
	check(said.length === 2 && said.some(line => !line.includes(other)), `${lang} the preview names both parties`, said.join('\n'))
	await page.locator('details:has(#prepared)').evaluate(one => { one.open = true })
	await analyst.look('preview of a post')
	await to.filter({ hasText: other }).locator('input').uncheck()
	await analyst.press('button[name=step][value=send]', 'the answer is sent')
	await page.goto(`${base}${link}/clocks`)
	check(await page.locator('main tbody a[href*="prepared=answer"]').count() === 0, `${lang} the CERT's own clock has stopped`)
}

// The other organisation is added; each is told its own part. Who sees what is shown before.
async function tell(analyst, link, other) {
	await analyst.page.goto(`${analyst.base}${link}/parties`)
	await analyst.page.fill('#org_name', other)
	await analyst.page.selectOption('#view', 'green')
	await analyst.press('button[name=action][value=add]', 'a second party')
	await answer(analyst, link, other)
	await analyst.visit(`${link}/parties`, 'two parties')
	const preview = await analyst.page.locator('a[href*="/preview/"]').last().getAttribute('href')
	await analyst.visit(preview, 'what the other party sees')
	const text = await analyst.page.innerText('main')
	check(!text.includes('Unplug') && !text.includes('laboratory') && !text.includes('Two servers') && !/INC-\d/.test(text), `${analyst.lang} the other party learns of nobody`, text.slice(0, 1500))
}

// With the member's consent it goes on to the authority.
async function forward(analyst, link, authority) {
	await analyst.page.goto(`${analyst.base}${link}/clocks`)
	await analyst.page.locator('main table a[href*="/clocks/"]').first().click()
	await analyst.look('early warning at the CERT')
	const clock = here(analyst)
	const elsewhere = 'An authority that nobody has named'
	const sent = name => Promise.all([analyst.page.waitForNavigation(), (async () => {
		await analyst.page.locator('#note').last().fill(name)
		await analyst.page.click('button[name=action][value=forward]')
	})()])
	await sent(elsewhere)
	analyst.faults = analyst.faults.filter(text => !/40[03]|422/.test(text))
	check(await analyst.page.locator('[role=alert]').count() > 0, `${analyst.lang} without consent it is refused`, await analyst.page.innerText('main'))
	await analyst.page.goto(analyst.base + clock)
	await sent(authority)
	await analyst.page.goto(analyst.base + clock)
	const facts = await analyst.page.innerText('main')
	check(facts.includes(authority) && !facts.includes(elsewhere), `${analyst.lang} with consent it is handed on to the authority`, facts)
}

async function end(analyst, link) {
	await analyst.page.goto(`${analyst.base}${link}/work`)
	await analyst.page.locator('details:has(#title) > summary').click()
	await analyst.page.fill('#title', 'Look at the backups')
	await analyst.press('form[action$="/tasks"] button', 'a task')
	await analyst.visit(`${link}/work`, 'tasks and timeline')
	await analyst.press('form[action$="/tasks/end"] button[value=done]', 'the task is done')
	await analyst.visit(`${link}/evidence`, 'evidence')
	await analyst.visit(`${link}/clocks`, 'clocks of the case')
	await analyst.visit('/cert/clocks', 'board of legal deadlines')
	await analyst.page.goto(analyst.base + link)
	await analyst.page.locator('details:has(#lessons) > summary').click()
	await analyst.page.fill('#lessons', 'A second factor for every supplier.')
	await analyst.press('form[action$="/edit"] button[type=submit]', 'what was learnt')
	await analyst.page.fill('#note', 'Restored from backup')
	await analyst.press('button[name=action][value=close]', 'the case is closed')
}

// Gives the path of the case at the CERT.
export async function incident(member, analyst, org, other, works = true) {
	if (!works) {
		await member.visit(`/orgs/${org}/incidents/new`, 'form of a report')
		await member.visit(`/orgs/${org}/incidents`, 'incidents')
		const page = await member.page.locator('main table a[href*="/incidents/"]').first().getAttribute('href')
		await member.visit(page, 'case as the member sees it')
		await analyst.visit('/cert/incidents', 'board of incidents')
		const link = await analyst.page.locator('main table th a[href*="/cert/incidents/"]').first().getAttribute('href')
		for (const tab of ['', '/parties', '/posts', '/work', '/evidence', '/clocks'])
			await analyst.visit(link + tab, `incident${tab}`)
		return link
	}
	const { page, authority } = await report(member, org)
	await warn(member, page)
	const link = await lead(analyst)
	await tell(analyst, link, other)
	await member.visit(page, 'case with the answer')
	const text = await member.page.innerText('main')
	check(text.includes('Unplug the laboratory') && !text.includes(other), `${member.lang} the member reads the answer, and of nobody else`)
	await forward(analyst, link, authority)
	await end(analyst, link)
	check(id(page).length === 26, `${member.lang} the member's page has an identifier of its own`)
	return link
}
