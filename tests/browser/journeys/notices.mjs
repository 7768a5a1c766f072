// Journey B 4-5 and what it is to the member (D 1-2): the CERT writes a message with a preview of what each reader sees, a second person
// sends it, the member reads and answers, and who does not answer is called.
import { check } from './lib.mjs'

const TITLE = { en: 'Phishing wave', fr: 'Vague d’hameçonnage', nb: 'Phishingbølge' }

// An analyst writes, with a title in each language; gives the path of the message.
async function write(anna, org) {
	await anna.visit('/cert/messages/new', 'message form')
	await anna.page.selectOption('#severity', 'high')
	await anna.page.selectOption('#tlp', 'green')
	await anna.page.check('#audience-list')
	await anna.page.selectOption('#orgs', [org])
	for (const [lang, title] of Object.entries(TITLE))
		await anna.page.fill(`#title_${lang}`, title)
	await anna.page.fill('#text_en', 'Mails that look like ours ask for passwords.\nDelete them.')
	await anna.page.fill('#text_fr', 'Des messages qui imitent les nôtres demandent des mots de passe.')
	await anna.page.fill('#text_nb', 'E-poster som ligner våre, spør etter passord.')
	await anna.press('form.narrow button[type=submit]', 'message saved')
	return new URL(anna.page.url()).pathname
}

// Whoever wrote it cannot send it; somebody else does, after the preview.
async function send(anna, ole, path) {
	await anna.look('message with preview')
	const shown = await anna.page.locator('pre.mail').allInnerTexts()
	check(shown.length > 0 && shown.every(text => text.includes('VARDE#')), `${anna.lang} each reader's mail is shown`, shown.join('\n---\n').slice(0, 1500))
	check(await anna.page.locator('button[value=send]').count() === 0, `${anna.lang} who wrote it is not offered to send it`)
	await anna.press('button[value=submit]', 'message submitted')
	await ole.visit(path, 'message before it is sent')
	await ole.press('button[value=send]', 'message sent')
	await ole.look('message that was sent')
}

// The member reads it in the portal and answers.
async function answer(paul, org) {
	await paul.visit(`/orgs/${org}/notices`, 'notices')
	const link = await paul.page.locator('main table a[href*="/notices/"]').first().getAttribute('href')
	await paul.visit(link, 'notice')
	check((await paul.page.innerText('h1')).includes(TITLE[paul.lang]), `${paul.lang} the notice is in the reader's language`, await paul.page.innerText('h1'))
	await paul.page.check('#answer-working')
	await paul.page.fill('#note', 'We have told our people.')
	await paul.press('form[action$="/answer"] button', 'notice answered')
	await paul.look('notice with an answer')
	await paul.visit(`/orgs/${org}/rules`, 'rules')
	await paul.visit(`/orgs/${org}/rules/new`, 'rule form')
	return link
}

// Somebody is called all the same, and the call is logged.
async function call(anna, link) {
	await anna.visit('/cert/notices', 'notices at the CERT')
	await anna.visit(link, 'notice at the CERT')
	await anna.press('form[action$="/call"] button', 'a call is wanted')
	await anna.look('calls')
	await anna.page.locator('main table a[href*="/cert/calls/"]').first().click()
	await anna.page.waitForLoadState()
	await anna.look('call with what to say')
	await anna.page.check('#outcome-reached')
	await anna.page.fill('#note', 'Spoke to the officer.')
	await anna.press('form[action*="/cert/calls/"] button', 'call logged')
	await anna.visit('/cert/replies', 'mails that came in')
	await anna.visit('/cert/messages', 'messages')
	await anna.visit('/cert/rules', 'rules of the CERT')
}

export async function notices(anna, ole, paul, org) {
	await ole.visit('/cert/messages', 'messages and four eyes')
	await ole.page.fill('#eyes', '0')
	await ole.press('form[action$="/eyes"] button', 'two pairs of eyes always')
	const path = await write(anna, org)
	await send(anna, ole, path)
	await call(anna, await answer(paul, org))
}
