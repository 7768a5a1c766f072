// passkeys.mjs: Chromium with a virtual authenticator against src/auth/webauthn.c (tests/interop/passkey_client.c): it understands
// the options, and its answers are accepted, once. Nothing is fetched. Prints TAP.
// passkeys.mjs --write: writes tests/auth/passkeys.json instead, the answers that the unit tests verify and spoil.
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const CHROMIUM = '/usr/bin/chromium'
const ORIGIN = 'https://portal.varde.example'
const SITE = 'varde.example'
const CHALLENGES = { create: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc', get: 'CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk' }
const KINDS = [
	{ name: 'es256', alg: -7, attestation: 'none' },
	{ name: 'eddsa', alg: -8, attestation: 'none' },
	{ name: 'rs256', alg: -257, attestation: 'none' },
	{ name: 'packed', alg: -7, attestation: 'direct' },
	{ name: 'unverified', alg: -7, attestation: 'none', verification: 'discouraged' },
]
const write = process.argv.includes('--write')
const client = `${process.env.VARDE_BUILD ?? 'build'}/tests/interop/passkey-client`

function skip(reason) {
	console.log(`1..0 # SKIP ${reason}`)
	process.exit(write ? 1 : 0)
}

let chromium
if (!existsSync(CHROMIUM))
	skip('chromium is not installed')
if (!write && !existsSync(client))
	skip(`build first: ${client} is missing`)
try {
	({ chromium } = await import('playwright-core'))
} catch {
	skip('run npm ci in tests/browser first')
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu',
	'--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
	'--host-resolver-rules=MAP * ~NOTFOUND'] })
const page = await browser.newPage()
await page.route('**/*', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>passkeys</title>' }))
await page.goto(`${ORIGIN}/`)
const cdp = await page.context().newCDPSession(page)
await cdp.send('WebAuthn.enable')

async function authenticator(verifies) {
	const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2',
		transport: 'internal', hasResidentKey: true, hasUserVerification: verifies, isUserVerified: verifies,
		automaticPresenceSimulation: true } })
	return () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
}

// Both ceremonies with one new authenticator, asked by this script.
async function ceremonies(kind) {
	const remove = await authenticator(kind.verification !== 'discouraged')
	try {
		return await page.evaluate(async ({ kind, SITE, CHALLENGES }) => {
			const bytes = s => Uint8Array.from(atob(s.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0))
			const userVerification = kind.verification ?? 'required'
			const made = await navigator.credentials.create({ publicKey: { rp: { id: SITE, name: 'Varde' },
				user: { id: new Uint8Array(16).fill(5), name: 'kari', displayName: 'Kari' }, challenge: bytes(CHALLENGES.create),
				pubKeyCredParams: [{ type: 'public-key', alg: kind.alg }], attestation: kind.attestation,
				authenticatorSelection: { residentKey: 'required', userVerification } } })
			const used = []
			for (let i = 0; i < 2; i++)
				used.push((await navigator.credentials.get({ publicKey: { rpId: SITE, challenge: bytes(CHALLENGES.get),
					allowCredentials: [{ type: 'public-key', id: made.rawId }], userVerification } })).toJSON())
			return { made: made.toJSON(), used }
		}, { kind, SITE, CHALLENGES })
	} finally {
		await remove()
	}
}

if (write) {
	const all = {}
	for (const kind of KINDS)
		all[kind.name] = await ceremonies(kind)
	await browser.close()
	writeFileSync(new URL('../auth/passkeys.json', import.meta.url), `${JSON.stringify(all, null, '\t')}\n`)
	process.exit(0)
}

let tests = 0, failed = 0
function check(ok, name, detail) {
	tests++
	if (!ok)
		failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${tests} - ${name}`)
	if (!ok && detail)
		console.log(`# ${JSON.stringify(detail).slice(0, 800)}`)
}

const child = spawn(client, [], { stdio: ['pipe', 'pipe', 'inherit'] })
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
const say = async line => {
	child.stdin.write(`${line}\n`)
	return JSON.parse((await lines.next()).value)
}
// The browser's answer to the server's options, or the name of its error.
const create = options => page.evaluate(o => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(o) })
	.then(c => c.toJSON(), e => e.name), options)
const get = options => page.evaluate(o => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(o) })
	.then(c => c.toJSON(), e => e.name), options)

try {
	const remove = await authenticator(true)
	const made = await create(await say('create'))
	const stored = await say(`made ${JSON.stringify(made)}`)
	check(stored.rc === 0 && /^(ES256|EdDSA|RS256)\./.test(stored.key), 'a passkey is made and accepted', [made, stored])
	const used = await get(await say('get'))
	const login = await say(`used ${JSON.stringify(used)}`)
	check(login.rc === 0, 'it logs in', [used, login])
	check((await say(`used ${JSON.stringify(used)}`)).rc < 0, 'the same answer is refused a second time')
	const found = await get(await say('any'))
	check((await say(`used ${JSON.stringify(found)}`)).rc === 0, 'it logs in without being named', found)
	check(Buffer.from(found.response.userHandle, 'base64url').toString() === '0123456789abcdef', 'and names its person')
	check(await create(await say('create')) === 'InvalidStateError', 'it is not made twice on one device')
	const late = await get(await say('get'))
	await say('get')
	check((await say(`used ${JSON.stringify(late)}`)).rc < 0, 'an answer to an earlier challenge is refused')
	await remove()
	const weak = await authenticator(false)
	check(await create(await say('create')) === 'NotAllowedError', 'a device that cannot tell who holds it makes none')
	await weak()
} catch (e) {
	check(false, 'the ceremonies run to their end', e.message)
} finally {
	child.stdin.end()
	await browser.close()
}
console.log(`1..${tests}`)
process.exitCode = failed ? 1 : 0
