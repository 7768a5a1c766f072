// report.mjs RENDER: opens reports of the sample input (tests/report/render.c) in Debian's chromium, in three languages, wide
// and narrow: axe-core finds nothing serious, nothing is fetched, nothing runs, nothing overflows. Prints TAP.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
	'--disable-background-networking', '--disable-component-update', '--disable-sync']
const COMPARED = 1, HOSTILE = 2, STOPPED = 4, EMPTY = 8, CLEAN = 16
const VIEWS = [{ width: 1400, height: 900 }, { width: 360, height: 740 }]

const render = process.argv[2]
if (!existsSync(CHROMIUM)) {
	console.log('1..0 # SKIP chromium is not installed')
	process.exit(0)
}
let chromium, axe
try {
	({ chromium } = await import('playwright-core'))
	axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
} catch {
	console.log('1..0 # SKIP run npm ci in tests/browser first')
	process.exit(0)
}

let tests = 0, failed = 0
function check(ok, name, detail) {
	tests++
	if (!ok)
		failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${tests} - ${name}`)
	if (!ok && detail)
		console.log(String(detail).split('\n').map(line => `# ${line}`).join('\n'))
}

// What axe says, at the levels that bar people from reading; of what passes, that it was looked at.
async function violations(page) {
	const found = await page.evaluate(() => window.axe.run(document, {
		resultTypes: ['violations'],
		runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
	}))
	if (found.passes.length < 20)
		return [`axe-core ran ${found.passes.length} rules only`]
	return found.violations.filter(v => ['serious', 'critical', 'moderate'].includes(v.impact))
		.map(v => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`)
}

// Headings go down one level at a time, and one h1 stands on top.
async function headings(page) {
	const levels = await page.$$eval('h1,h2,h3,h4,h5,h6', all => all.map(h => Number(h.tagName[1])))
	if (levels[0] !== 1 || levels.filter(l => l === 1).length !== 1)
		return 'there must be one h1, first'
	const at = levels.findIndex((level, i) => i > 0 && level > levels[i - 1] + 1)
	return at < 0 ? null : `heading ${at} skips from h${levels[at - 1]} to h${levels[at]}`
}

// Elements that make the page wider than its window, if any.
const overflow = page => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth ? null
	: [`${document.documentElement.scrollWidth} px wide`, ...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 &&
		!e.closest('.table,.scroll,pre')).slice(0, 5).map(e => e.outerHTML.slice(0, 120))].join('\n'))

// A link inside the page leads somewhere, and ids are unique.
const anchors = page => page.evaluate(() => {
	const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
	const twice = ids.filter((id, i) => ids.indexOf(id) !== i)
	const dead = [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
		.filter(id => !ids.includes(id))
	return [...twice.map(id => `twice: ${id}`), ...dead.map(id => `dead: ${id}`)].join('\n') || null
})

// A window for one report after the other; another one would be another process.
async function open(browser, bypassCSP) {
	const context = await browser.newContext({ bypassCSP })
	const page = await context.newPage()
	const view = { page, file: null, troubles: [] }

	page.on('console', message => view.troubles.push(`console: ${message.text()}`))
	page.on('pageerror', error => view.troubles.push(`error: ${error.message}`))
	page.on('dialog', dialog => {
		view.troubles.push(`dialog: ${dialog.message()}`)
		dialog.dismiss()
	})
	page.on('request', request => {
		if (request.url() !== pathToFileURL(view.file).href)
			view.troubles.push(`request: ${request.url()}`)
	})
	return view
}

async function goTo(view, file, size) {
	view.file = file
	view.troubles.length = 0
	await view.page.setViewportSize(size)
	await view.page.goto(pathToFileURL(file).href)
}

// axe runs in a copy without the policy, which would rightly refuse it; everything else in the page as it is.
async function audit(copy, file, size) {
	await goTo(copy, file, size)
	await copy.page.addScriptTag({ content: axe })
	return violations(copy.page)
}

async function checkReport(view, copy, folder, lang, flags, name, findings) {
	const file = join(folder, `${name}-${lang}`, 'report.html')

	execFileSync(render, [join(folder, `${name}-${lang}`), lang, String(findings), String(flags), 'html'])
	for (const size of VIEWS) {
		const label = `${name} ${lang} at ${size.width} px`
		const { page, troubles } = view

		await goTo(view, file, size)
		check(await page.getAttribute('html', 'lang') === lang, `${label}: language`)
		const order = await headings(page)
		check(!order, `${label}: headings in order`, order)
		const wide = await overflow(page)
		check(!wide, `${label}: nothing overflows`, wide)
		const links = await anchors(page)
		check(!links, `${label}: anchors`, links)
		check(await page.locator('script,img,iframe,object,link,[onerror],[style]').count() === 0,
			`${label}: nothing that runs or fetches`)
		check(troubles.length === 0, `${label}: no error, dialog or request`, troubles.join('\n'))
		check(await page.locator('figure svg').evaluateAll(all => all.every(svg => svg.querySelector('title'))),
			`${label}: every drawing has a name`)
		const found = await audit(copy, file, size)
		check(found.length === 0, `${label}: axe-core`, found.join('\n'))
	}
}

const folder = mkdtempSync(join(tmpdir(), 'varde-browser-'))
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
try {
	const view = await open(browser, false), copy = await open(browser, true)
	for (const lang of ['en', 'fr', 'nb'])
		await checkReport(view, copy, folder, lang, COMPARED, 'compared', 38)
	await checkReport(view, copy, folder, 'en', COMPARED | HOSTILE, 'hostile', 12)
	await checkReport(view, copy, folder, 'fr', STOPPED, 'stopped', 6)
	await checkReport(view, copy, folder, 'nb', EMPTY, 'empty', 0)
	await checkReport(view, copy, folder, 'en', CLEAN, 'clean', 0)
} finally {
	await browser.close()
	rmSync(folder, { recursive: true })
}
console.log(`1..${tests}`)
process.exit(failed ? 1 : 0)
