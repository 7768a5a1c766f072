// An audit from the order to the delivered report, as its people do it: the officer orders and follows it, an analyst prepares the delivery,
// a coordinator releases it, the officer takes the files.
import { readFileSync } from 'node:fs'
import { Person, check, until } from './lib.mjs'

// Orders an audit of the organisation; gives the path of its page.
export async function order(officer, org, profile = 'standard') {
	await officer.visit(`/orgs/${org}/orders/new`, 'order form')
	await officer.page.selectOption('#profile', profile)
	await officer.page.fill('#reason', 'journey')
	await officer.press('button[name=step][value=estimate]', 'an estimate')
	await officer.look('order form with an estimate')
	await officer.press('button[name=step][value=order]', 'an order')
	return new URL(officer.page.url()).pathname
}

const state = p => p.page.getAttribute('#state', 'data-state')

// What a page shows of the progress; null when there is none to see, or while it is being loaded anew.
async function progress(page) {
	try {
		return await page.locator('[data-events]').count() ? await page.locator('[data-events]').innerText({ timeout: 1000 }) : null
	} catch {
		return null
	}
}

// Live: what the page shows changes without being loaded again, for two readers at once; without script it is a page that tells how it
// stands, with a link to the next look.
async function watch(officer, path) {
	const url = officer.base + path
	const second = await officer.context.newPage()
	const plain = await (await officer.context.browser().newContext({ javaScriptEnabled: false, storageState: await officer.context.storageState() })).newPage()
	const seen = [new Set(), new Set()], kept = [0, 0], without = new Set()
	await Promise.all([second.goto(url), plain.goto(url)])
	const live = await until(60, async () => {
		for (const [i, page] of [officer.page, second].entries()) {
			const text = await progress(page)
			if (text && !seen[i].has(text)) {
				// The mark is lost when the page is loaded anew.
				kept[i] += await page.evaluate(() => window.journey === true || void (window.journey = true)).catch(() => 0) ? 1 : 0
				seen[i].add(text)
			}
		}
		const text = await progress(plain)
		if (text)
			without.add(text)
		await plain.locator('[data-events] a').click({ timeout: 1000 }).catch(() => plain.goto(url))
		return kept.every(n => n > 1) && without.size > 1
	})
	check(live && kept[0] > 1, `${officer.lang} the order is followed live, without loading the page again`, [...seen[0]].join('\n'))
	check(kept[1] > 1, `${officer.lang} a second reader sees it live too`, [...seen[1]].join('\n'))
	check(without.size > 1, `${officer.lang} without script the page tells how it stands at each look`, [...without].join('\n'))
	await second.close()
	await plain.context().close()
}

// Follows it live; gives the state in which it ends.
export async function follow(officer, path, seconds = 240) {
	await officer.page.goto(officer.base + path)
	await watch(officer, path)
	const end = await until(seconds, async () => {
		await officer.page.goto(officer.base + path)
		const now = await state(officer)
		return ['review', 'closed', 'delivered', 'needs_info', 'refused', 'paused'].includes(now) && now
	})
	check(end === 'review', `${officer.lang} the audit comes to the review`, `${end}\n${(await officer.page.innerText('main')).slice(0, 1500)}`)
	return end
}

// Four eyes: who prepared it cannot release it.
export async function deliver(analyst, coordinator, path) {
	const id = path.split('/').pop()
	await analyst.visit('/cert/review', 'review')
	await analyst.visit(`/cert/review/${id}`, 'review of an order')
	await analyst.page.fill('#note', 'Please begin with what is critical.')
	await analyst.press(`form[action$="/${id}/prepare"] button`, 'the delivery is prepared')
	await analyst.page.goto(`${analyst.base}/cert/review/${id}`)
	check(await analyst.page.locator(`form[action$="/${id}/release"]`).count() === 0,
		`${analyst.lang} who prepared it is not offered to release it`)
	await coordinator.visit(`/cert/review/${id}`, 'review before the release')
	await coordinator.press(`form[action$="/${id}/release"] button`, 'the delivery is released')
}

// Every file, with the name of who took it.
export async function take(officer, path, name) {
	await officer.visit(path, 'delivered order')
	check(await state(officer) === 'delivered', `${officer.lang} the order is delivered`, await state(officer))
	for (const format of ['html', 'pdf', 'csv', 'json', 'ndjson']) {
		const [file] = await Promise.all([officer.page.waitForEvent('download'),
			officer.page.click(`a[href$="/files/${format}"]`)])
		const bytes = readFileSync(await file.path())
		const begins = { html: '<!DOCTYPE html', pdf: '%PDF-', csv: '\ufeff', json: '{', ndjson: '{' }[format]
		check(bytes.toString('utf8').startsWith(begins), `${officer.lang} ${format} is what it says`, bytes.subarray(0, 80))
		if (format === 'html' || format === 'json')
			check(bytes.toString('utf8').includes(name), `${officer.lang} ${format} carries the name of who took it`)
	}
	await officer.press('form[action$="/acknowledge"] button', 'the member takes note')
}
