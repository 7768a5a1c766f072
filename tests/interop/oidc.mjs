// oidc.mjs CLIENT: logs in through oidc-provider with CLIENT (oidc_client.c) as the relying party and a scripted browser: pushed
// requests, private_key_jwt and PKCE are required by the provider; then tokens and answers that are not right. Prints TAP.
import { execFileSync, spawn } from 'node:child_process'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const client = process.argv[2]
let Provider
try {
	({ default: Provider } = await import('oidc-provider'))
} catch {
	console.log('1..0 # SKIP run npm ci in tests/interop first')
	process.exit(0)
}
const DENIED = -12, CANCELLED = -13
for (const name of ['info', 'warn'])
	console[name] = () => {} // the provider's advice for production

let tests = 0, failed = 0
function check(ok, name, detail) {
	tests++
	if (!ok)
		failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${tests} - ${name}`)
	if (!ok && detail)
		console.log(`# ${JSON.stringify(detail).slice(0, 800)}`)
}

const b64 = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const jwks = { keys: [{ ...ec.export({ format: 'jwk' }), kid: 'ec', use: 'sig' }, { ...rsa.export({ format: 'jwk' }), kid: 'rsa', use: 'sig' }] }

// A relying party for each algorithm of ID tokens; its own key is of the same kind.
const parties = {}
for (const alg of ['ES256', 'RS256', 'PS256']) {
	const [key, set] = execFileSync(client, ['key', alg], { encoding: 'utf8' }).trim().split('\n')
	parties[alg] = { key, config: { client_id: `varde-${alg}`, token_endpoint_auth_method: 'private_key_jwt',
		token_endpoint_auth_signing_alg: alg, jwks: JSON.parse(set), redirect_uris: ['https://portal.example/back'],
		post_logout_redirect_uris: ['https://portal.example/out'], grant_types: ['authorization_code'], response_types: ['code'],
		id_token_signed_response_alg: alg } }
}

const server = createServer()
await new Promise(done => server.listen(0, '127.0.0.1', done))
const issuer = `http://127.0.0.1:${server.address().port}`
const provider = new Provider(issuer, {
	clients: Object.values(parties).map(p => p.config), jwks, acrValues: ['Level4'], cookies: { keys: ['only-for-this-test'] },
	clientAuthMethods: ['private_key_jwt'],
	claims: { openid: ['sub', 'acr'], profile: ['name'], email: ['email', 'email_verified'] },
	findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: 'Kari Nordmann', email: 'kari@sykehus.example',
		email_verified: true, acr: 'Level4' }) }),
	pkce: { required: () => true },
	features: { devInteractions: { enabled: true }, pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } },
})
let spoil = null // changes the ID token on its way
provider.use(async (ctx, next) => {
	await next()
	if (ctx.path === '/token' && ctx.body?.id_token && spoil)
		ctx.body = { ...ctx.body, id_token: spoil(ctx.body.id_token) }
})
server.on('request', provider.callback())

// A browser: cookies by name, redirects followed until they leave the provider.
async function browse(url, cancel) {
	const jar = new Map()
	let form = null
	for (let i = 0; i < 20; i++) {
		const reply = await fetch(url, { method: form ? 'POST' : 'GET', redirect: 'manual', body: form,
			headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') } })
		form = null
		for (const cookie of reply.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
			value ? jar.set(name, value) : jar.delete(name)
		}
		if (reply.status >= 300 && reply.status < 400) {
			url = new URL(reply.headers.get('location'), url).href
			if (!url.startsWith(issuer))
				return new URL(url)
			continue
		}
		const page = await reply.text()
		const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
		if (reply.status !== 200 || !prompt)
			throw new Error(`status ${reply.status} at ${url}: ${page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 300)}`)
		if (cancel) {
			url = `${url}/abort`
			continue
		}
		form = new URLSearchParams({ prompt, login: 'kari', password: 'any' })
	}
	throw new Error('too many redirects')
}

// The relying party's process: one line there, one line back.
function start(alg) {
	const child = spawn(client, ['run', issuer, parties[alg].config.client_id, parties[alg].key], { stdio: ['pipe', 'pipe', 'inherit'] })
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
	return { say: async line => {
		child.stdin.write(`${line}\n`)
		return JSON.parse((await lines.next()).value)
	}, end: () => child.stdin.end() }
}

async function login(rp, change = url => url, cancel = false) {
	const begun = await rp.say('begin')
	if (!begun.url)
		return begun
	const back = change(await browse(begun.url, cancel))
	return { ...await rp.say(`finish ${back.search.slice(1)}`), query: back.search.slice(1) }
}

const parts = token => token.split('.').slice(0, 2).map(p => JSON.parse(Buffer.from(p, 'base64url')))
const signed = (header, claims) => {
	const input = `${b64(header)}.${b64(claims)}`
	return `${input}.${sign('sha256', Buffer.from(input), { key: ec, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
const claimed = change => token => {
	const [header, claims] = parts(token)
	return signed(header, { ...claims, ...change })
}
const spoiled = {
	'other claims under the same signature': token => {
		const [h, , s] = token.split('.')
		return `${h}.${b64({ ...parts(token)[1], sub: 'admin' })}.${s}`
	},
	'another nonce': claimed({ nonce: 'other' }),
	'another issuer': claimed({ iss: 'https://evil.example' }),
	'another audience': claimed({ aud: 'other' }),
	'an expired token': claimed({ exp: Math.floor(Date.now() / 1000) - 120 }),
	'algorithm none': token => `${b64({ alg: 'none' })}.${token.split('.')[1]}.`,
	'algorithm none with a signature': token => `${b64({ alg: 'none' })}.${token.split('.').slice(1).join('.')}`,
	'the public key as a shared secret': token => {
		const input = `${b64({ alg: 'HS256', kid: 'ec' })}.${token.split('.')[1]}`
		const { d, ...open } = jwks.keys[0]
		return `${input}.${createHmac('sha256', JSON.stringify(open)).update(input).digest('base64url')}`
	},
	"another algorithm's name": token => `${b64({ alg: 'RS256', kid: 'ec' })}.${token.split('.').slice(1).join('.')}`,
	"somebody else's key": token => {
		const input = token.split('.').slice(0, 2).join('.')
		const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
		return `${input}.${sign('sha256', Buffer.from(input), { key: other, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
	},
}

const running = []
try {
	for (const alg of Object.keys(parties)) {
		const rp = start(alg)
		running.push(rp)
		const who = await login(rp)
		check(who.rc === 0 && who.subject === 'kari' && who.name === 'Kari Nordmann' && who.mail === 'kari@sykehus.example',
			`${alg}: a login with PAR, private_key_jwt and PKCE`, who)
	}
	const rp = running[0]
	spoil = claimed({})
	check((await login(rp)).rc === 0, 'a token signed anew as it was is accepted, so the next ones fail for what they change')
	for (const [name, how] of Object.entries(spoiled)) {
		spoil = how
		const who = await login(rp)
		check(who.rc === DENIED && !who.subject, `refused: ${name}`, who)
	}
	spoil = null
	const set = (name, value) => url => {
		value === null ? url.searchParams.delete(name) : url.searchParams.set(name, value)
		return url
	}
	for (const [name, change] of [['another state', set('state', 'x')], ['no state', set('state', null)],
		['the answer of another issuer (RFC 9207)', set('iss', 'https://evil.example')], ['an answer that names no issuer', set('iss', null)],
		['another code', set('code', 'x')]]) {
		const who = await login(rp, change)
		check(who.rc === DENIED, `refused: ${name}`, who)
	}
	const first = await login(rp)
	check(first.rc === 0, 'the next login works', first)
	const again = await rp.say(`finish ${first.query}`)
	check(again.rc === DENIED, 'refused: the same answer a second time', again)
	check((await login(rp, url => url, true)).rc === CANCELLED, 'a person who cancels is told apart')
	const out = await rp.say('logout')
	const page = out.url ? await fetch(out.url) : null
	check(page?.status === 200 && (await page.text()).includes('logout'), 'the provider takes the logout', out)
} catch (e) {
	check(false, 'the flow runs to its end', e.message)
} finally {
	for (const rp of running)
		rp.end()
	server.close()
	server.closeAllConnections()
}
console.log(`1..${tests}`)
process.exitCode = failed ? 1 : 0
