// oidc_portal.mjs CLIENT VARDE FOLDER: people sign in at a portal (varde serve, in FOLDER) through oidc-provider, in a browser. CLIENT
// (oidc_client.c) makes the portal's key. Prints TAP.
import { execFileSync, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createServer as listen } from 'node:net'
import { join } from 'node:path'

const { chromium } = createRequire(new URL('../browser/package.json', import.meta.url))('playwright-core')
const { default: Provider } = await import('oidc-provider')
const [client, varde, folder] = process.argv.slice(2)
for (const name of ['info', 'warn'])
	console[name] = () => {} // the provider's advice for production

let tests = 0, failed = 0
function check(ok, name, detail) {
	tests++
	if (!ok)
		failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${tests} - ${name}`)
	if (!ok && detail !== undefined)
		console.log(String(detail).slice(0, 1200).split('\n').map(line => `# ${line}`).join('\n'))
}

// --- the provider ---

const MEMBER = 'paul.lefevre@chu-sainte-anne.test'
// Who may sign in there: what it says of each.
const people = {
	stranger: { name: 'Solveig Ny', email: 'solveig@legekontor.test', email_verified: true, acr: 'Level4' },
	nobody: { acr: 'Level4' }, // no mail, no name
	unsure: { name: 'Uviss Post', email: 'uviss@legekontor.test', email_verified: false, acr: 'Level4' },
	paul: { name: 'Paul Lefevre', email: MEMBER, email_verified: true, acr: 'Level4' },
	low: { name: 'Paul Lefevre', email: 'low@legekontor.test', email_verified: true, acr: 'Level1' },
}
const port = await new Promise(done => {
	const s = listen()
	s.listen(0, '127.0.0.1', () => { const { port: n } = s.address(); s.close(() => done(n)) })
})
const base = `http://localhost:${port}`
const [key, set] = execFileSync(client, ['key', 'ES256'], { encoding: 'utf8' }).trim().split('\n')
const jwks = { keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid: 'ec', use: 'sig' }] }
const server = createServer()
await new Promise(done => server.listen(0, '127.0.0.1', done))
const issuer = `http://127.0.0.1:${server.address().port}`
const provider = new Provider(issuer, {
	clients: [{ client_id: 'varde', token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256',
		jwks: JSON.parse(set), redirect_uris: [`${base}/sign-in/oidc/callback`], post_logout_redirect_uris: [`${base}/`],
		grant_types: ['authorization_code'], response_types: ['code'], id_token_signed_response_alg: 'ES256' }],
	jwks, acrValues: ['Level1', 'Level4'], cookies: { keys: ['only-for-this-test'] }, clientAuthMethods: ['private_key_jwt'],
	claims: { openid: ['sub', 'acr'], profile: ['name'], email: ['email', 'email_verified'] },
	findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
	pkce: { required: () => true },
	features: { devInteractions: { enabled: true }, pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } },
})
// Its own page asks for a name only; how well somebody proved who they are is what the table says.
const finished = provider.interactionFinished.bind(provider)
provider.interactionFinished = (rq, reply, result, options) => finished(rq, reply,
	result.login ? { ...result, login: { ...result.login, acr: people[result.login.accountId].acr } } : result, options)
let bend = null // changes the answer on its way back
const asked = []
provider.use(async (ctx, next) => {
	await next()
	if (ctx.path === '/request')
		asked.push(ctx.oidc?.params?.acr_values)
	const to = ctx.response.get('location')
	if (bend && to?.startsWith(`${base}/sign-in/oidc/callback`)) {
		const url = new URL(to)
		bend(url)
		ctx.set('location', url.href)
	}
})
server.on('request', provider.callback())

// --- the portal ---

const conf = join(folder, 'varde.conf'), keyFile = join(folder, 'oidc.jwk')
writeFileSync(keyFile, key, { mode: 0o600 })
writeFileSync(conf, `db = ${folder}/varde.db
data = ${folder}/data
listen = 127.0.0.1:${port}
url = ${base}
name = CERT Varde
contact = mailto:cert@cert.test
loopback = yes
weak = yes
workers = 0
rate = 500
oidc_issuer = ${issuer}
oidc_client = varde
oidc_key_file = ${keyFile}
oidc_name = TestID
oidc_acr = Level4
`)
execFileSync(varde, ['init', '--config', conf, '--name', 'First One', '--mail', 'first@cert.test'])
const password = execFileSync(varde, ['sample', '--config', conf], { encoding: 'utf8' }).match(/password\s+(\S+)/)[1]
const portal = spawn(varde, ['serve', '--config', conf], { stdio: ['ignore', 'ignore', 'pipe'] })
let log = ''
portal.stderr.on('data', bytes => { log += bytes })
let browser = null
const refused = () => log.split('\n').filter(line => line.includes('oidc:')).slice(-1)[0]
const quit = () => {
	portal.kill()
	server.close()
	server.closeAllConnections()
}
process.on('SIGTERM', () => { quit(); process.exit(1) })

// --- the person ---

// Nothing but this machine is asked: the provider's page wants letters from elsewhere.
const local = url => ['localhost', '127.0.0.1'].includes(new URL(url).hostname)
async function person(lang) {
	const context = await browser.newContext({ locale: lang })
	await context.route(url => !local(url), route => route.abort())
	const page = await context.newPage()
	await page.goto(`${base}/language/${lang}?next=/sign-in`)
	return page
}
const button = 'main a[href^="/sign-in/oidc"]'
// At the provider: signs in, agrees, and comes back to the portal. Whom it remembers, it sends back at once.
async function there(page, login) {
	for (let i = 0; i < 3 && page.url().startsWith(issuer); i++) {
		if (await page.locator('input[name=login]').count()) {
			await page.fill('input[name=login]', login)
			await page.fill('input[name=password]', 'any')
		}
		await Promise.all([page.waitForNavigation(), page.click('button[type=submit]')])
	}
}
async function through(page, login) {
	await page.goto(`${base}/sign-in`)
	await Promise.all([page.waitForNavigation(), page.click(button)])
	await there(page, login)
}
const signedIn = async page => (await page.locator('form[action="/sign-out"]').count()) > 0
const told = async page => `${await page.innerText('main')}\n${refused() ?? ''}`
const at = page => new URL(page.url()).pathname

async function journeys() {
	const anyone = await person('en')
	check((await anyone.innerText(button)).includes('TestID'), 'the button has the name of the setting', await anyone.innerText(button))

	// Somebody new, for whom the provider vouches.
	await Promise.all([anyone.waitForNavigation(), anyone.click(button)])
	check(anyone.url().startsWith(issuer), 'it leads to the provider', anyone.url())
	await there(anyone, 'stranger')
	check(await signedIn(anyone) && at(anyone) === '/enrol', 'somebody new is in, and led to becoming a member', `${anyone.url()}\n${await told(anyone)}`)
	const session = (await anyone.context().cookies()).filter(c => c.name.startsWith('__Host-'))
	check(session.some(c => c.httpOnly && c.secure), 'the session is kept in a cookie that scripts cannot read', JSON.stringify(session.map(c => c.name)))
	check(!session.some(c => c.name === '__Host-varde-oidc'), 'nothing is left of what was kept while away')
	check(asked.length > 0 && asked.every(acr => acr === 'Level4'), 'the level of the setting is asked for', asked.join(' '))

	// Somebody new, of whom it knows no mail address, or vouches for none.
	for (const [lang, login, words] of [['fr', 'nobody', 'Devenez membre'], ['nb', 'unsure', 'medlem']]) {
		const page = await person(lang)
		await through(page, login)
		check(!await signedIn(page) && at(page) === '/enrol' && (await told(page)).includes(words), `${login} is not let in, and told what to do (${lang})`,
			`${page.url()}\n${await told(page)}`)
	}

	// A member: an account is never taken over by its mail address alone; it is linked by who has it.
	const paul = await person('en')
	await through(paul, 'paul')
	check(!await signedIn(paul) && at(paul) === '/sign-in' && (await told(paul)).includes('There is an account already'),
		'the mail address of an account opens it to nobody', `${paul.url()}\n${await told(paul)}`)
	await paul.fill('#mail', MEMBER)
	await paul.fill('#password', password)
	await Promise.all([paul.waitForNavigation(), paul.click('form[action="/sign-in"] button[type=submit]')])
	await paul.goto(`${base}/profile`)
	await Promise.all([paul.waitForNavigation(), paul.click('a[href="/sign-in/oidc?link=1"]')])
	await there(paul, 'paul')
	check(at(paul) === '/profile' && (await told(paul)).includes('Linked with TestID'), 'whoever is signed in links the identity', `${paul.url()}\n${await told(paul)}`)
	await paul.context().close()
	const again = await person('en')
	await again.goto(`${base}/sign-in?next=/profile`)
	await Promise.all([again.waitForNavigation(), again.click(button)])
	await there(again, 'paul')
	check(await signedIn(again) && at(again) === '/profile' && (await again.innerText('.me')).includes('Paul Lefevre'),
		'who is linked signs in, and comes to the page that was asked for', `${again.url()}\n${await told(again)}`)

	// The way back, once more: it was used up.
	let back = null
	bend = url => { back = url.href }
	const once = await person('en')
	await through(once, 'paul')
	bend = null
	check(await signedIn(once) && back !== null, 'a sign-in whose answer we keep')
	await once.goto(`${base}/`)
	await Promise.all([once.waitForNavigation(), once.click('form[action="/sign-out"] button')])
	const out = once.locator('main a[href^="http://127.0.0.1"]')
	check(!await signedIn(once) && await out.count() === 1, 'who signs out is offered to sign out there too', await told(once))
	await Promise.all([once.waitForNavigation(), out.click()])
	check(once.url().startsWith(issuer), 'the provider asks whether to end its session', once.url())
	await once.goto(back)
	check(!await signedIn(once) && at(once) === '/sign-in', 'the same answer opens nothing a second time', once.url())

	// Answers that are not right, and other people's.
	for (const [name, change] of [['another state', url => url.searchParams.set('state', 'x')], ['no state', url => url.searchParams.delete('state')],
		['another issuer', url => url.searchParams.set('iss', 'https://evil.example')], ['another code', url => url.searchParams.set('code', 'x')]]) {
		const page = await person('en')
		bend = change
		await through(page, 'paul')
		bend = null
		check(!await signedIn(page) && at(page) === '/sign-in' && (await told(page)).includes('was not accepted'), `refused: ${name}`, `${page.url()}\n${await told(page)}`)
		await page.context().close()
	}
	bend = url => { back = url.href; url.searchParams.set('state', 'x') }
	const victim = await person('en'), thief = await person('en')
	await through(victim, 'paul')
	bend = null
	await thief.goto(back)
	check(!await signedIn(thief) && at(thief) === '/sign-in', 'an answer that was not asked for in this browser opens nothing', thief.url())
	const low = await person('fr')
	await through(low, 'low')
	check(!await signedIn(low) && at(low) === '/sign-in' && (await told(low)).includes('n’a pas été acceptée'), 'a level below the one that is demanded is refused (fr)',
		`${low.url()}\n${await told(low)}`)
	const cancels = await person('en')
	await Promise.all([cancels.waitForNavigation(), cancels.click(button)])
	await Promise.all([cancels.waitForNavigation(), cancels.click('a[href$="/abort"]')])
	check(at(cancels) === '/sign-in' && (await told(cancels)).includes('You did not sign in there.'), 'who cancels is told so', `${cancels.url()}\n${await told(cancels)}`)
}

try {
	for (let i = 0; i < 100 && !await fetch(`${base}/sign-in`).then(r => r.ok, () => false); i++)
		await new Promise(done => setTimeout(done, 100))
	browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
		'--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
		'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1'] })
	await journeys()
} catch (e) {
	check(false, 'the flow runs to its end', `${e.message}\n${log.slice(-600)}`)
} finally {
	await browser?.close()
	quit()
}
console.log(`1..${tests}`)
process.exitCode = failed ? 1 : 0
