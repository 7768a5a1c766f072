// demo.mjs URL PASSWORD LANGUAGE PICTURES: one audit from the order to the delivered report, told line by line (make demo).
import { Person, browser, end } from './lib.mjs'
import { deliver, follow, order, take } from './order.mjs'

const [base, password, lang, pictures] = process.argv.slice(2)
const chromium = await browser()
const sign = mail => Person.at(base, chromium, mail, password, lang, pictures)

const paul = await sign('paul.lefevre@chu-sainte-anne.test')
const org = new URL(paul.page.url()).pathname.split('/')[2]
const path = await order(paul, org)
const ended = await follow(paul, path)
if (ended === 'review') {
	await deliver(await sign('anna.berg@cert.test'), await sign('ole.hansen@cert.test'), path)
	await take(paul, path, 'Paul Lefevre')
	await paul.visit(`/orgs/${org}`, 'overview')
	await paul.visit(`/orgs/${org}/findings`, 'findings')
}
await chromium.close()
end()
