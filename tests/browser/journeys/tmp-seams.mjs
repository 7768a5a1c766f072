import { Person, browser, end } from './lib.mjs'
import { pentest } from './pentest.mjs'
const [base, password, lang, shots] = process.argv.slice(2)
const chromium = await browser()
const sign = mail => Person.at(base, chromium, mail, password, lang, shots)
const paul = await sign('paul.lefevre@chu-sainte-anne.test')
const org = new URL(paul.page.url()).pathname.split('/')[2]
const anna = await sign('anna.berg@cert.test'), ole = await sign('ole.hansen@cert.test')
const lars = await sign('lars.vik@cert.test'), tina = await sign('tina.sand@cert.test')
const jean = await sign(process.env.JEAN), aicha = await sign(process.env.AICHA)
await pentest({ paul, aicha, jean, anna, ole, lars, tina }, org, true)
for (const p of [paul, anna, ole, lars, tina]) if (p.faults.length) console.log('# faults', p.name, p.faults.join(' | '))
await anna.visit('/picture', 'picture')
end()
