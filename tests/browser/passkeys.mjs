// passkeys.mjs: writes tests/auth/passkeys.json, what Chromium's virtual authenticator answers to the options of the portal: the
// bytes that tests/auth/webauthn.c verifies. Run by hand when more of them are needed; nothing is fetched.
import { chromium } from 'playwright-core'
import { writeFileSync } from 'node:fs'

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

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu',
	'--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
	'--host-resolver-rules=MAP * ~NOTFOUND'] })
const page = await browser.newPage()
await page.route('**/*', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>passkeys</title>' }))
await page.goto(`${ORIGIN}/`)
const cdp = await page.context().newCDPSession(page)
await cdp.send('WebAuthn.enable')

// Both ceremonies with one new authenticator.
async function ceremonies(kind) {
	const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2',
		transport: 'internal', hasResidentKey: true, hasUserVerification: kind.verification !== 'discouraged',
		isUserVerified: kind.verification !== 'discouraged', automaticPresenceSimulation: true } })
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
		await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
	}
}

const all = {}
for (const kind of KINDS) {
	try {
		all[kind.name] = await ceremonies(kind)
	} catch (e) {
		console.error(`${kind.name}: ${e.message}`)
	}
}
await browser.close()
writeFileSync(new URL('../auth/passkeys.json', import.meta.url), `${JSON.stringify(all, null, '\t')}\n`)
