// Contacts: somebody gives a key for mails and is shown what it is (A 7), a wrong one is refused with the reason, and the CERT sees on its
// board what keeps people from being reached (B 1, A 12).
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from './lib.mjs'

// A certificate for that address, and its private key, made on the spot.
function certificate(mail) {
	const folder = mkdtempSync(join(tmpdir(), 'varde-contact-'))
	try {
		execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '20', '-subj', '/CN=Paul Lefevre',
			'-addext', `subjectAltName=email:${mail}`, '-keyout', join(folder, 'key'), '-out', join(folder, 'cert')], { stdio: 'ignore' })
		return ['cert', 'key'].map(name => readFileSync(join(folder, name), 'utf8'))
	} finally {
		rmSync(folder, { recursive: true })
	}
}

const give = (person, text) => Promise.all([person.page.waitForNavigation(), (async () => {
	await person.page.fill('#key', text)
	await person.page.click('form[action="/profile/keys"] button')
})()])

// Whoever it is gives a certificate, tries it, and takes it away again.
export async function keys(person, mail) {
	const [cert, secret] = certificate(mail)
	await person.visit('/profile/keys', 'keys for mails, none')
	await give(person, secret)
	// 422 is an answer, not a fault of the page.
	person.faults = person.faults.filter(text => !text.includes('422'))
	check(await person.page.locator('.ds-validation-message').count() === 1 && !(await person.page.content()).includes('PRIVATE KEY'),
		`${person.lang} a private key is refused and not shown again`)
	await person.look('keys for mails, a private one refused')
	await give(person, cert)
	await person.look('keys for mails')
	const shown = await person.page.innerText('main')
	check(shown.includes(mail) && shown.includes('RSA 2048'), `${person.lang} the page says what the certificate is`, shown)
	await person.press('form[action="/profile/keys/test"] button', 'a test mail')
	await person.press('form[action$="/remove"] button', 'the key is removed')
}

// The board, and from the duty board to it.
export async function board(analyst) {
	await analyst.visit('/cert/contacts', 'CERT contacts')
	await analyst.visit('/cert/contacts?kind=no_oncall', 'CERT contacts, one kind')
	const csv = await analyst.page.evaluate(async () => (await fetch('/cert/contacts?format=csv')).text())
	check(csv.split('\n').length > 1, `${analyst.lang} the board is exported`, csv)
}
