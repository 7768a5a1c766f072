// What the officer of a group does: an audit of all sites by one order, the graph of them, and stopping all of it by one button.
import { check, until } from './lib.mjs'

export async function orderForAll(ingrid, works) {
	const group = new URL(ingrid.page.url()).pathname.split('/')[2]
	await ingrid.look('overview of the group')
	await ingrid.visit(`/orgs/${group}/findings`, 'findings of all sites')
	await ingrid.visit(`/orgs/${group}/exposure/graph`, 'graph of the group')
	const sites = await ingrid.page.locator('.graph-list > li > ul > li > a').allInnerTexts()
	check(['CHU Sainte-Anne', 'Clinique Sainte-Anne'].every(site => sites.includes(site)), `${ingrid.lang} the graph has the sites below`, sites.join(', '))
	if (!works)
		return
	await ingrid.visit(`/orgs/${group}/orders/new`, 'order form of a group')
	await ingrid.page.selectOption('#profile', 'passive')
	await ingrid.page.fill('#reason', 'journey of the group')
	await ingrid.press('button[name=step][value=order]', 'an order for all sites')
	const rows = await ingrid.page.locator('tr:has(a[href*="/orders/"])').allInnerTexts()
	check(['CHU Sainte-Anne', 'Clinique Sainte-Anne'].every(site => rows.some(row => row.includes(site))), `${ingrid.lang} each site has an order of its own`, rows.join('\n'))
	await ingrid.look('order of a group')
	const stop = 'form[action$="/stop"] button', cancel = 'form[action$="/cancel"] button'
	if (await ingrid.page.locator(stop).count())
		await ingrid.confirm(stop, 'all of it is stopped')
	if (await ingrid.page.locator(cancel).count()) {
		await ingrid.page.locator('details:has(form[action$="/cancel"]) > summary').click()
		await ingrid.page.fill('#cancel-reason', 'the journey is over')
		await ingrid.confirm(cancel, 'all of it is cancelled')
	}
	const left = await until(20, async () => {
		await ingrid.page.reload()
		const states = await ingrid.page.locator('tr:has(a[href*="/orders/"]) .state').evaluateAll(all => all.map(one => one.dataset.state))
		return states.length > 1 && states.every(s => ['cancelled', 'refused', 'closed', 'needs_info'].includes(s)) && states
	})
	check(left, `${ingrid.lang} the sites' orders are cancelled with it`, await ingrid.page.innerText('main'))
}
