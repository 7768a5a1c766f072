// The validator over all documents of a folder. Usage: advisory.mjs FOLDER COUNT
import { readdirSync, readFileSync } from 'node:fs'
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js'
import * as optional from '@secvisogram/csaf-validator-lib/optionalTests.js'
import * as schema from '@secvisogram/csaf-validator-lib/schemaTests.js'
import validate from '@secvisogram/csaf-validator-lib/validate.js'

const [folder, count] = process.argv.slice(2)
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
const tests = [...Object.values(schema), ...Object.values(mandatory), ...Object.values(optional)]
const found = new Map()
let profiles = { csaf_security_advisory: 0, csaf_informational_advisory: 0 }

for (const name of names) {
	const doc = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
	const result = await validate(tests, doc)
	profiles[doc.document.category]++
	for (const test of result.tests)
		for (const one of [...test.errors, ...test.warnings, ...test.infos]) {
			const key = `${test.name}: ${one.message} at ${one.instancePath}`
			found.set(key, [...(found.get(key) ?? []), name])
		}
	if (!result.isValid && !found.size) found.set('not valid', [name])
}
// The validator itself finds what is wrong.
const broken = JSON.parse(readFileSync(`${folder}/${names[0]}`, 'utf8'))
broken.document.tracking.version = '7'
const seen = !(await validate(tests, broken)).isValid

console.log('1..4')
const say = (n, ok, text) => console.log(`${ok ? 'ok' : 'not ok'} ${n} - ${text}`)
say(1, names.length > 0 && names.length === Number(count), `all ${count} documents are there`)
say(2, found.size === 0, `${names.length} documents without a finding in ${tests.length} tests`)
for (const [key, where] of found) console.log(`# ${key}: ${where.length} documents, for example ${where[0]}`)
say(3, profiles.csaf_security_advisory > 50 && profiles.csaf_informational_advisory > 50,
	`both profiles are written: ${JSON.stringify(profiles)}`)
say(4, seen, 'the validator finds a version that is not in the history')
process.exit(found.size === 0 && seen ? 0 : 1)
