// A 11-12: what is mended is tested again and verified, and the figures follow; contacts are confirmed, and the evidence is taken for the
// board and the audit.
import { readFileSync } from 'node:fs'
import { check, until } from './lib.mjs'

// Whoever has a new task is to say that it is reached like this: a thing to do until it does.
export async function contacts(officer, technician, org) {
	const { page, lang, base } = officer
	const task = `main a[href="/orgs/${org}/people?sort=confirmed"]`
	await page.goto(`${base}/orgs/${org}/people?q=Benali`)
	await page.locator('main table tbody a').first().click()
	const person = new URL(page.url()).pathname
	await page.check('#fn-comms')
	await officer.press('form[action$="/functions"] button', 'a new task for a contact')
	await officer.visit(`/orgs/${org}`, 'overview with a contact to confirm')
	if (!check(await page.locator(task).count() === 1, `${lang} the overview asks to confirm contacts`, await page.innerText('main')))
		return
	await page.locator(task).click()
	await officer.look('contacts to confirm')
	await page.goto(base + person)
	await officer.press('form[action$="/confirm"] button', 'the contact is asked by mail')
	await technician.visit(person, 'own contact')
	await technician.press('form[action$="/confirm"] button', 'the contact is confirmed')
	await page.goto(`${base}/orgs/${org}`)
	check(await page.locator(task).count() === 0, `${lang} then nothing is to be confirmed`)
	await page.goto(base + person)
	await page.uncheck('#fn-comms')
	await officer.press('form[action$="/functions"] button', 'the task is taken back')
	await technician.page.goto(base + person)
	await technician.press('form[action$="/confirm"] button', 'the contact is confirmed again')
}

export async function evidence(officer, org) {
	const { page, lang } = officer
	await officer.visit(`/orgs/${org}/evidence`, 'evidence')
	for (const [format, begin] of [['pdf', '%PDF-'], ['html', '<!DOCTYPE html'], ['csv', '\ufeff']]) {
		const [file] = await Promise.all([page.waitForEvent('download'), page.click(`main a[href*="/evidence/${format}"]`)])
		const bytes = readFileSync(await file.path()).toString('utf8')
		check(bytes.startsWith(begin), `${lang} the evidence as ${format}`, bytes.slice(0, 80))
		if (format === 'csv')
			check(['Paul Lefevre', '127.20.0.0/28', 'Jean Martin'].every(text => bytes.includes(text)), `${lang} it has people, perimeter and authorisation`, bytes.slice(0, 600))
	}
}

// The median and the number of what is open, as the overview has them.
const figures = async person => person.page.locator('main .grid .tile strong').allInnerTexts()

// A finding of that type, whose cause mend() takes away, is verified as fixed by a re-test, and the overview's figures follow. The re-test runs
// beside another one that claim() begins.
export async function mended(person, org, finding, mend, claim) {
	const { page, lang, base } = person
	const all = (await person.api(`/orgs/${org}/findings?type=${finding}`)).items.filter(one => ['open', 'notified', 'acknowledged', 'in_progress'].includes(one.state))
	if (!check(all.length > 0, `${lang} there is a finding that can be mended`))
		return
	const link = `/orgs/${org}/findings/${all[0].id}`
	mend()
	await page.goto(base + link)
	await person.press('button[name=action][value=work]', 'working on what will be mended')
	await person.press('button[name=action][value=claim_fixed]', 'it is mended: asks for a re-test')
	await claim()
	const verdict = await until(120, async () => {
		await page.goto(base + link)
		const now = await page.getAttribute('.badge.state', 'data-state')
		return !['claimed_fixed', 'verifying'].includes(now) && now
	})
	check(verdict === 'verified_fixed', `${lang} the re-test verifies that it is fixed`, `${verdict}\n${(await page.innerText('main')).slice(0, 800)}`)
	await person.look('finding verified as fixed')
	await person.visit(`/orgs/${org}`, 'overview after something was fixed')
	const after = await figures(person)
	const still = (await person.api(`/orgs/${org}/findings?type=${finding}`)).items.filter(one => one.id === all[0].id && one.state !== 'verified_fixed')
	check(still.length === 0, `${lang} it is no more among what is open`)
	check(after[2].trim() !== '–', `${lang} the median time to fix is told`, after[2])
}
