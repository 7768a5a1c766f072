// portal_look.mjs LOOK [KEEP]: pages of the portal over sample data (tests/portal/look.c), in Debian's chromium, as they are served:
// with the portal's policy. In three languages, wide and narrow, light and dark: axe-core finds nothing moderate or worse, nothing
// overflows, every target is big enough, the script does what it says. KEEP: a folder that receives the pictures. Prints TAP.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
	'--disable-background-networking', '--disable-component-update', '--disable-sync']
const LANGS = ['en', 'fr', 'nb']
const PAGES = ['home', 'sign_in', 'error', 'findings', 'findings_empty', 'form', 'detail', 'confirm', 'knowledge', 'knowledge_one', 'cert_who',
	'cert_knowledge_events', 'finding_software']
const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' }
const here = dirname(fileURLToPath(import.meta.url))

// The test may be called with the program that renders pages, or beside another one of the same build (tools/run-checks).
const given = process.argv[2]
const look = basename(given) === 'portal-look' ? given : join(dirname(given), '..', 'portal', 'portal-look')
const keep = process.argv[3]
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

// The policy that src/serve/serve_reply.c sends.
const source = readFileSync(join(here, '../../src/serve/serve_reply.c'), 'utf8')
const POLICY = source.slice(source.indexOf('{"Content-Security-Policy"')).split('}')[0]
	.match(/"([^"]*)"/g).slice(1).map(part => part.slice(1, -1)).join('')

// Pages by their file name, assets as the frame names them, one stream of events; what forms send is kept.
const sent = []
function serve(folder) {
	return createServer((request, reply) => {
		const { pathname } = new URL(request.url, 'http://localhost')
		const file = join(folder, basename(pathname))

		reply.setHeader('Content-Security-Policy', POLICY)
		if (request.method === 'POST') {
			let body = ''
			request.on('data', part => body += part).on('end', () => {
				sent.push(`${pathname} ${body}`)
				reply.writeHead(204).end()
			})
		} else if (pathname === '/events') {
			reply.writeHead(200, { 'Content-Type': 'text/event-stream' })
			reply.write(`data: ${JSON.stringify({ now: '<strong>38</strong>' })}\n\n`)
		} else if (existsSync(file)) {
			reply.writeHead(200, { 'Content-Type': TYPES[file.split('.').pop()] }).end(readFileSync(file))
		} else {
			reply.writeHead(404, { 'Content-Type': TYPES.html }).end('<p>nothing</p>')
		}
	})
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
		.map(v => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map(n => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).join(' | ')}`)
}

// Elements that make the page wider than its window, if any.
const overflow = page => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth ? null
	: [`${document.documentElement.scrollWidth} px wide`, ...[...document.querySelectorAll('body *')]
		.filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll,pre')).slice(0, 5)
		.map(e => e.outerHTML.slice(0, 120))].join('\n'))

// WCAG 2.2, 2.5.8: what is pressed is 24 px high, but for links within a sentence.
const small = page => page.evaluate(() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
	.filter(e => e.getClientRects().length && !e.closest('p:not(.actions, .exports), td, th, dd, .skip') && !e.matches('.skip') &&
		e.getBoundingClientRect().height < 24 && !(e.labels && e.labels.length && e.labels[0].getBoundingClientRect().height >= 24))
	.map(e => `${e.outerHTML.slice(0, 100)} ${e.getBoundingClientRect().height}`).join('\n') || null)

// axe runs in a copy without the policy, which would rightly refuse it; everything else in the page as it is.
async function open(browser, url, options, bypassCSP) {
	const context = await browser.newContext({ ...options, bypassCSP })
	const page = await context.newPage()
	const troubles = []

	page.on('console', message => troubles.push(`console: ${message.text()}`))
	page.on('pageerror', error => troubles.push(`error: ${error.message}`))
	page.on('request', request => {
		if (!request.url().startsWith(new URL(url).origin))
			troubles.push(`request: ${request.url()}`)
	})
	await page.goto(url)
	return { context, page, troubles }
}

// Another page in the same window, which costs no process of its own.
async function goTo(view, url, width, colorScheme) {
	await view.page.setViewportSize({ width, height: 900 })
	await view.page.emulateMedia({ colorScheme })
	view.troubles.length = 0
	await view.page.goto(url)
}

// The page as it is served, and its copy for axe.
async function checkLook(view, copy, origin, name, lang, width, colorScheme) {
	const label = `${name} ${lang} ${width} px ${colorScheme}`
	const url = `${origin}/${name}-${lang}.html`
	const { page, troubles } = view

	await goTo(view, url, width, colorScheme)
	const wide = await overflow(page)
	check(!wide, `${label}: nothing overflows`, wide)
	const targets = await small(page)
	check(!targets, `${label}: targets of 24 px`, targets)
	check(troubles.length === 0, `${label}: no error, no foreign request`, troubles.join('\n'))
	const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).every(v => v < 64))
	check(dark === (colorScheme === 'dark'), `${label}: background`)
	if (keep)
		await page.screenshot({ path: join(keep, `${name}-${lang}-${width}-${colorScheme}.png`), fullPage: true })
	// Structure and contrast do not depend on the language.
	if (lang !== 'fr')
		return
	await goTo(copy, url, width, colorScheme)
	await copy.page.addScriptTag({ content: axe })
	const found = await violations(copy.page)
	check(found.length === 0, `${label}: axe-core`, found.join('\n'))
}

async function checkScript(browser, origin) {
	const { context, page, troubles } = await open(browser, `${origin}/detail-en.html`, { viewport: { width: 1280, height: 900 } }, false)
	const button = page.locator('form[data-confirm] button')

	await page.locator('[data-part=now] strong').waitFor()
	check(await page.locator('[data-part=now]').textContent() === '38', 'script: an event replaces its part')
	await button.click()
	check(await page.locator('dialog[open]').count() === 1 && sent.length === 0, 'script: a form asks before it is sent')
	check(await page.evaluate(() => document.activeElement.textContent) === 'Cancel', 'script: the dialog begins at Cancel')
	await page.keyboard.press('Escape')
	// The dialog's close event comes in a task of its own.
	await page.locator('dialog').waitFor({ state: 'detached' }).catch(() => {})
	check(await page.locator('dialog').count() === 0 && await button.evaluate(e => e === document.activeElement),
		'script: Escape closes the dialog and goes back to the button')
	await button.click()
	await page.locator('dialog button').first().click()
	for (let i = 0; sent.length === 0 && i < 100; i++)
		await page.waitForTimeout(50)
	await page.waitForTimeout(300) // and no second time
	check(sent.length === 1 && sent[0] === '/orgs/chu/findings/f/close csrf=0&confirmed=1', 'script: then it is sent once, confirmed', sent.join('\n'))
	await context.grantPermissions(['clipboard-read', 'clipboard-write'])
	await page.locator('[data-copy]').click()
	await page.locator('[data-note]').waitFor()
	check((await page.evaluate(() => navigator.clipboard.readText())).startsWith('$ echoscu'), 'script: a button copies')
	check(troubles.length === 0, 'script: no error', troubles.join('\n'))
	await page.goto(`${origin}/findings-en.html`)
	await page.selectOption('#f-criticality', 'high')
	await page.waitForURL(/criticality=high/)
	check(true, 'script: a choice is shown at once')
	await page.goto(`${origin}/sign_in-en.html`)
	await page.fill('#password', 'four words of mine')
	check(await page.getAttribute('#password', 'type') === 'password', 'script: a password is hidden')
	await page.getByLabel('Show the password').check()
	check(await page.getAttribute('#password', 'type') === 'text' && await page.inputValue('#password') === 'four words of mine', 'script: it can be looked at')
	await page.getByLabel('Show the password').uncheck()
	check(await page.getAttribute('#password', 'type') === 'password', 'script: and hidden again')
	await context.close()
}

// Without script: the menu of a phone opens, and everything can be read with letters twice as big.
async function checkPlain(browser, origin) {
	const { context, page } = await open(browser, `${origin}/findings-fr.html`,
		{ viewport: { width: 400, height: 800 }, javaScriptEnabled: false }, false)

	check(!await page.locator('.menu-narrow a').first().isVisible(), 'plain: the menu of a phone is closed')
	await page.locator('.menu-narrow summary').click()
	check(await page.locator('.menu-narrow a').first().isVisible(), 'plain: it opens without script')
	await page.keyboard.press('Tab')
	await context.close()
	// 200 % of 1280 px is a window of 640 px.
	const large = await open(browser, `${origin}/findings-fr.html`, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }, false)
	const wide = await overflow(large.page)
	check(!wide, 'plain: nothing overflows at 200 %', wide)
	await large.context.close()
	const broad = await open(browser, `${origin}/findings-fr.html`, { viewport: { width: 1600, height: 900 } }, false)
	check(!await overflow(broad.page), 'plain: nothing overflows at 1600 px')
	await broad.context.close()
}

const folder = mkdtempSync(join(tmpdir(), 'varde-look-'))
const server = serve(folder)
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
try {
	if (keep)
		mkdirSync(keep, { recursive: true })
	for (const lang of LANGS)
		execFileSync(look, [folder, lang, join(here, '../portal/pages')])
	await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
	const origin = `http://127.0.0.1:${server.address().port}`
	const view = await open(browser, `${origin}/home-en.html`, {}, false), copy = await open(browser, `${origin}/home-en.html`, {}, true)
	for (const name of PAGES)
		for (const lang of LANGS)
			for (const width of lang === 'nb' ? [400] : [1280, 400])
				// Colours do not depend on the language.
				for (const scheme of lang === 'fr' ? ['light', 'dark'] : ['light'])
					await checkLook(view, copy, origin, name, lang, width, scheme)
	await checkScript(browser, origin)
	await checkPlain(browser, origin)
} finally {
	await browser.close()
	server.closeAllConnections?.()
	server.close()
	rmSync(folder, { recursive: true })
}
console.log(`1..${tests}`)
process.exit(failed ? 1 : 0)
