// What the journeys share: a browser at a portal, people who sign in, and what every page must keep.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
	'--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost']

let tests = 0, failed = 0
export function check(ok, name, detail) {
	tests++
	if (!ok)
		failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${tests} - ${name}`)
	if (!ok && detail)
		console.log(String(detail).slice(0, 2000).split('\n').map(line => `# ${line}`).join('\n'))
	return ok
}

// How long what took, ms.
const spent = {}
async function timed(what, work) {
	const began = performance.now()
	try {
		return await work()
	} finally {
		spent[what] = (spent[what] ?? 0) + performance.now() - began
		spent[`${what}, times`] = (spent[`${what}, times`] ?? 0) + 1
	}
}
export function end() {
	console.log(`# took ${(performance.now() / 1000).toFixed(0)} s: ${Object.entries(spent).map(([what, n]) => `${what} ${what.endsWith('times') ? n : `${(n / 1000).toFixed(1)} s`}`).join(', ')}`)
	console.log(`1..${tests}`)
	process.exit(failed ? 1 : 0)
}

// A browser, or a skipped test when there is none here.
export async function browser() {
	if (!existsSync(CHROMIUM)) {
		console.log('1..0 # SKIP chromium is not installed')
		process.exit(0)
	}
	try {
		const { chromium } = await import('playwright-core')
		return await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
	} catch (e) {
		if (e.code !== 'ERR_MODULE_NOT_FOUND')
			throw e
		console.log('1..0 # SKIP run npm ci in tests/browser first')
		process.exit(0)
	}
}

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

// Somebody at the portal: signed in, in a language, each with a browser of their own.
export class Person {
	static async at(base, chromium, mail, password, lang, shots) {
		const p = new Person()
		p.base = base
		p.lang = lang
		p.shots = shots
		p.name = mail.split('@')[0]
		p.context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, locale: lang })
		p.page = await p.context.newPage()
		// A page that follows an audit loads itself anew, perhaps while its reader goes on: she asks again.
		const goto = p.page.goto.bind(p.page)
		p.page.goto = url => goto(url).catch(e => {
			if (!e.message.includes('interrupted by another navigation'))
				throw e
			return goto(url)
		})
		p.faults = []
		p.page.on('console', m => { if (m.type() === 'error') p.faults.push(m.text()) })
		p.page.on('pageerror', e => p.faults.push(String(e)))
		await timed('sign-in', async () => {
			await p.page.goto(`${base}/language/${lang}?next=/sign-in`)
			await p.page.fill('#mail', mail)
			await p.page.fill('#password', password)
			await Promise.all([p.page.waitForNavigation(), p.page.click('form[action="/sign-in"] button[type=submit]')])
		})
		check(!p.page.url().includes('/sign-in'), `${lang} ${p.name} signs in`, p.page.url())
		return p
	}

	// Goes there (a path), and looks at the page as everybody must be able to.
	async visit(path, what) {
		const answer = await timed('page', () => this.page.goto(this.base + path))
		check(answer.status() === 200, `${this.lang} ${what}: is there`, `${answer.status()} ${path}`)
		await this.look(what)
	}

	// The page that stands there: its language, one heading, nothing serious for axe, not wider than the window, on a desk and a telephone.
	async look(what) {
		const name = `${this.lang} ${what}`
		check(await this.page.getAttribute('html', 'lang') === this.lang, `${name}: its language`)
		check(await this.page.locator('h1').count() === 1, `${name}: one heading`)
		await timed('axe read', () => this.page.evaluate(axe))
		const found = await timed('axe', () => this.page.evaluate(() => window.axe.run(document, {
			resultTypes: ['violations'],
			runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
		})))
		const bad = found.violations.filter(v => ['serious', 'critical'].includes(v.impact))
		check(bad.length === 0, `${name}: axe finds nothing serious`,
			bad.map(v => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')}`).join('\n'))
		await this.shot(what, 1280)
		await timed('telephone', async () => {
			await this.page.setViewportSize({ width: 400, height: 850 })
			const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
			check(wide <= 0, `${name}: fits a telephone`, `${wide} pixels too wide`)
			await this.shot(what, 400)
			await this.page.setViewportSize({ width: 1280, height: 900 })
		})
	}

	async shot(what, width) {
		if (!this.shots)
			return
		mkdirSync(this.shots, { recursive: true })
		await this.page.screenshot({ path: join(this.shots, `${this.lang}-${what.replace(/[^a-z0-9]+/gi, '-')}-${width}.png`), fullPage: true })
	}

	// Sends the form that a button belongs to, and comes to the page that follows.
	async press(selector, what) {
		const there = await this.page.locator(selector).count()
		if (!check(there > 0, `${this.lang} ${what}: there is a button`, `${selector} at ${this.page.url()}\n${(await this.page.innerText('main')).slice(0, 600)}`))
			return false
		this.page.once('dialog', d => d.accept())
		await Promise.all([this.page.waitForNavigation(), this.page.locator(selector).first().click()])
		// A page that follows an audit live may load itself anew at any moment.
		const wrong = await until(20, async () => {
			try {
				await this.page.waitForLoadState()
				return await this.page.locator('.ds-validation-message, [data-color=danger][role=alert]').allInnerTexts()
			} catch {
				return null
			}
		}) ?? ['the page does not come to rest']
		return check(wrong.length === 0, `${this.lang} ${what}: is taken`, wrong.join('\n'))
	}

	// The same with a button that asks first, in the script's dialog.
	async confirm(selector, what) {
		await this.page.locator(selector).first().click()
		return this.press('dialog[open] .actions button:first-child', what)
	}

	// JSON of the API, with this person's session.
	async api(path) {
		return this.page.evaluate(async p => (await fetch(p)).json(), `/api/v1${path}`)
	}

	done() {
		check(this.faults.length === 0, `${this.lang} ${this.name}: the browser complains of nothing`, this.faults.join('\n'))
		return this.context.close()
	}
}

// Asks again until there is an answer, at most so many seconds.
export async function until(seconds, ask) {
	for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
		const answer = await ask()
		if (answer)
			return answer
		await new Promise(r => setTimeout(r, 300))
	}
	return null
}
