import { Person, browser, check, end } from './lib.mjs'
import { pentest } from './pentest.mjs'
const [base, password, lang, shots] = process.argv.slice(2)
const chromium = await browser()
const sign = mail => Person.at(base, chromium, mail, password, lang, shots)
const paul = await sign('paul.lefevre@chu-sainte-anne.test')
const org = new URL(paul.page.url()).pathname.split('/')[2]
const aicha = await sign('aicha.benali@chu-sainte-anne.test')
const jean = await sign('jean.martin@chu-sainte-anne.test')
const ole = await sign('ole.hansen@cert.test')
const lars = await sign('lars.vik@cert.test')
const tina = await sign('tina.sand@cert.test')
const t0 = Date.now()
await pentest({ paul, aicha, jean, ole, lars, tina }, org, true)
console.log('# seconds', (Date.now() - t0) / 1000)
for (const p of [paul, aicha, jean, ole, lars, tina]) await p.done()
await chromium.close()
end()
