// sign_in.mjs: a real `varde serve` on 127.0.0.1 and Debian's chromium: the first administrator's link, password, authenticator,
// signing out and in, a passkey of Chromium's virtual authenticator, signing in by it; axe-core on each page. Prints TAP.
import { execFileSync, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost']
const PASSWORD = 'seven lamps under water'
const varde = `${process.env.VARDE_BUILD ?? 'build'}/src/cmd/varde`

function skip(reason) {
	console.log(`1..0 # SKIP ${reason}`)
	process.exit(0)
}

if (!existsSync(CHROMIUM))
	skip('chromium is not installed')
if (!existsSync(varde))
	skip(`build first: ${varde} is missing`)
let chromium, axe
try {
	({ chromium } = await import('playwright-core'))
	axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
} catch {
	skip('run npm ci in tests/browser first')
}

let tests = 0, failed = 0
function check(ok, name, detail) {
	tests++
	if (!ok)
		failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${tests} - ${name}`)
	if (!ok && detail !== undefined)
		console.log(`# ${JSON.stringify(detail).slice(0, 1500)}`)
}

// RFC 6238: what an authenticator shows at a time (ms) for a secret in base32.
function code(secret, at) {
	const bits = [...secret].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
	const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)))
	const step = Buffer.alloc(8)

	step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)))
	const mac = createHmac('sha1', key).update(step).digest()
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0')
}

const folder = mkdtempSync(join(tmpdir(), 'varde-sign-in.'))
const port = await new Promise(done => {
	const s = createServer().listen(0, '127.0.0.1', () => {
		const { port } = s.address()
		s.close(() => done(port))
	})
})
const url = `http://localhost:${port}`
const settings = [`db=${folder}/varde.db`, `data=${folder}`, `listen=127.0.0.1:${port}`, `url=${url}`, 'name=CERT Test', 'lang=en']
	.flatMap(one => ['--set', one])
let server, browser

async function serve() {
	server = spawn(varde, ['serve', ...settings], { stdio: ['ignore', 'ignore', 'pipe'] })
	let log = ''
	server.stderr.on('data', data => { log += data })
	for (let i = 0; i < 100 && !log.includes('serving'); i++)
		await new Promise(done => setTimeout(done, 100))
	if (!log.includes('serving'))
		throw new Error(`varde serve does not start: ${log}`)
}

async function look(page, name) {
	await page.evaluate(axe)
	const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
	const bad = found.violations.filter(v => ['moderate', 'serious', 'critical'].includes(v.impact))
	check(bad.length === 0, `${name}: axe finds nothing`, bad.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 150))]))
}

const submit = (page, text) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name: text, exact: true }).click()])

try {
	const said = execFileSync(varde, ['init', ...settings, '--name', 'Ada Root', '--mail', 'ada@cert.example'], { encoding: 'utf8' })
	await serve()
	browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
	const context = await browser.newContext({ bypassCSP: false, locale: 'en-GB' })
	const page = await context.newPage()
	const errors = []
	page.on('pageerror', e => errors.push(e.message))

	await page.goto(said.match(/http:\S+\/link\/\S+/)[0])
	await look(page, 'the first link')
	await page.fill('#password', 'aaaaaaaaaaaaaaaaaaaa')
	check(await page.locator('meter + span').textContent() === 'too short', 'the meter does not count the same letter twenty times')
	await page.fill('#password', PASSWORD)
	check(await page.locator('meter').isVisible() && /strong|longer/.test(await page.locator('meter + span').textContent()),
		'the meter tells how strong a password is')
	await page.fill('#again', PASSWORD)
	await submit(page, 'Set the password')
	check(page.url().includes('/profile/second-factor'), 'a password leads to the second factor', page.url())
	await look(page, 'setting up a second factor')
	check(await page.locator('.qr svg').count() === 1, 'the QR code is there')
	const secret = (await page.locator('main code').first().textContent()).replaceAll(' ', '')
	// The code of the step before is still good; the one of now stays unused for the sign-in.
	await page.fill('#code', code(secret, Date.now() - 30000))
	await submit(page, 'Confirm')
	check(await page.locator('.codes li').count() === 10, 'ten recovery codes are shown', await page.locator('main').textContent())
	await look(page, 'recovery codes')
	const recovery = await page.locator('.codes code').first().textContent()
	await page.goto(`${url}/profile`)
	check(await page.inputValue('#name') === 'Ada Root', 'the session is strong', page.url())
	await look(page, 'profile')
	for (const path of ['/profile/password', '/profile/tokens', '/profile/second-factor', '/enrol', '/terms']) {
		await page.goto(`${url}${path}`)
		await look(page, path)
	}
	await submit(page, 'Sign out')
	await page.goto(`${url}/sign-in?next=%2Fprofile`)
	await look(page, 'sign-in')
	await page.fill('#mail', 'ada@cert.example')
	await page.fill('#password', 'not this one at all')
	await submit(page, 'Sign in')
	check(await page.locator('[role=alert]').count() > 0, 'a wrong password is refused')
	await look(page, 'sign-in, refused')
	await page.fill('#password', PASSWORD)
	await page.fill('#code', code(secret, Date.now()))
	await submit(page, 'Sign in')
	check(page.url() === `${url}/profile`, 'password and code lead to the page that was asked for', page.url())

	const cdp = await context.newCDPSession(page)
	await cdp.send('WebAuthn.enable')
	await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
		hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
	await page.goto(`${url}/profile/passkeys`)
	await look(page, 'passkeys')
	await page.fill('#name', 'this laptop')
	await submit(page, 'Make a passkey on this device')
	check((await page.locator('main table').textContent()).includes('this laptop'), 'a passkey is made and listed')
	await look(page, 'passkeys, one')
	await submit(page, 'Sign out')
	await page.goto(`${url}/sign-in?next=%2Fprofile`)
	await submit(page, 'Sign in with a passkey')
	await page.waitForURL(`${url}/profile`)
	check(await page.inputValue('#name') === 'Ada Root', 'the passkey signs in, without a name or password')

	await submit(page, 'Sign out')
	await page.goto(`${url}/sign-in`)
	await page.fill('#mail', 'ada@cert.example')
	await page.fill('#password', PASSWORD)
	await submit(page, 'Sign in')
	check(page.url().includes('/profile/second-factor'), 'a password alone is asked for the second factor', page.url())
	await look(page, 'showing a second factor')
	await page.fill('#code', recovery)
	await submit(page, 'Go on')
	await page.goto(`${url}/profile`)
	check(await page.inputValue('#name') === 'Ada Root', 'a recovery code does, too', page.url())
	check(errors.length === 0, 'no script fails', errors)

	const plain = await (await browser.newContext({ javaScriptEnabled: false, locale: 'fr-FR', viewport: { width: 400, height: 800 } })).newPage()
	await plain.goto(`${url}/sign-in`)
	check(await plain.locator('html').getAttribute('lang') === 'fr', 'in French')
	await plain.fill('#mail', 'ada@cert.example')
	await plain.fill('#password', PASSWORD)
	await Promise.all([plain.waitForNavigation(), plain.locator('form[action="/sign-in"] button').click()])
	check(plain.url().includes('/profile/second-factor'), 'signing in works without script', plain.url())
} catch (e) {
	check(false, 'the journey comes to its end', e.message)
} finally {
	await browser?.close()
	if (server) {
		const over = new Promise(done => server.once('exit', done))
		server.kill('SIGTERM')
		await over
	}
	rmSync(folder, { recursive: true, force: true })
}
console.log(`1..${tests}`)
process.exitCode = failed ? 1 : 0
