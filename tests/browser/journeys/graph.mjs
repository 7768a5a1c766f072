// The graph of what is exposed: drawn by script, walked through by keys, narrowed, searched; a list without script.
import { check } from './lib.mjs'

const chosen = page => page.locator('.graph-list a[aria-current=true]')

export async function graph(person, org) {
	const { page, lang } = person
	const path = `/orgs/${org}/exposure/graph`
	await person.visit(path, 'graph')
	const drawn = await page.waitForSelector('.graph[data-drawn]', { timeout: 10000 }).then(e => e.getAttribute('data-drawn'), () => '0')
	const items = await page.locator('.graph-list li').count()
	check(Number(drawn) === items && items > 1, `${lang} the picture has what the list has`, `${drawn} drawn, ${items} in the list`)
	check(await page.locator('.graph-picture canvas').count() > 0, `${lang} it is drawn`)
	// By keys alone: one stop in the list, arrows from there, Enter to the page of what is chosen.
	check(await page.locator('.graph-list a[tabindex="0"]').count() === 1, `${lang} the list is one stop of the tabulator`)
	await page.locator('.graph-list a[tabindex="0"]').focus()
	for (const key of ['ArrowDown', 'ArrowRight', 'ArrowUp', 'End'])
		await page.keyboard.press(key)
	const last = await page.locator('.graph-list a').last().innerText()
	check(await chosen(page).innerText() === last, `${lang} arrow keys walk through the list`, await chosen(page).innerText())
	check((await page.innerText('.graph-panel')).includes(last), `${lang} the panel tells what is chosen`, await page.innerText('.graph-panel'))
	await person.look('graph with something chosen')
	// By the pointer, where the picture says that the node is: cytoscape keeps itself with its container.
	await page.locator('.graph-picture').evaluate(e => e.scrollIntoView({ block: 'center' }))
	await page.locator('[data-zoom=in]').click()
	await page.locator('.graph-list a').nth(1).focus() // slides there for 200 ms; who asks for the whole meanwhile gets it
	await page.locator('[data-zoom=all]').click()
	const pan = () => page.evaluate(() => JSON.stringify(document.querySelector('.graph-picture')._cyreg.cy.pan()))
	const whole = await pan()
	await page.waitForTimeout(400)
	check(await pan() === whole, `${lang} the whole stays when it was asked for while the picture slid`, `${whole} then ${await pan()}`)
	const first = await page.locator('.graph-list a').first().innerText()
	const at = await page.evaluate(() => {
		const picture = document.querySelector('.graph-picture'), box = picture.getBoundingClientRect()
		const id = document.querySelector('.graph-list li').id.slice(2)
		const { x, y } = picture._cyreg.cy.getElementById(id).renderedPosition()
		return { x: box.left + x, y: box.top + y }
	})
	await page.mouse.click(at.x, at.y)
	check(await chosen(page).innerText() === first, `${lang} a click on a node chooses it`, await chosen(page).innerText())
	await page.fill('#q', last)
	check(await page.locator('.graph-list a:visible').count() < items, `${lang} typing leaves what has the text`)
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
	check(await page.locator(`.graph-list a:text-is("${last}")`).count() === 1, `${lang} the search is kept by the server`)
	await page.goto(person.base + path)
	await Promise.all([page.waitForNavigation(), page.selectOption('#criticality', 'high')])
	check(await page.locator('.graph-list li').count() < items, `${lang} the choice narrows it`)
	await page.goto(person.base + path)
	await page.locator('.graph-list > li > ul > li > a').first().click()
	await person.look('something exposed')
	const context = await person.context.browser().newContext({ javaScriptEnabled: false, storageState: await person.context.storageState() })
	const plain = await context.newPage()
	await plain.goto(person.base + path)
	check(await plain.locator('.graph-list a').count() === items && !await plain.locator('.graph-picture').isVisible(), `${lang} without script the list is there, and no empty picture`)
	await context.close()
}
