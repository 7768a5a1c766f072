// eve.mjs SCHEMA FILE...: validates every line of the files of events with ajv, and proves that the schema is closed. Prints TAP.
import { readFileSync } from 'node:fs'

const [schema, ...files] = process.argv.slice(2)
let Ajv
try {
	Ajv = (await import('ajv/dist/2020.js')).default
} catch {
	console.log('ok - events fit their schema # SKIP run npm ci in tests/interop first')
	process.exit(0)
}
const valid = new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))
const types = {}
let bad = 0, last
for (const file of files)
	for (const line of readFileSync(file, 'utf8').split('\n')) {
		if (!line)
			continue
		const event = JSON.parse(line)
		types[event.event_type] = (types[event.event_type] ?? 0) + 1
		if (!valid(event) && bad++ < 5)
			console.log(`# ${line.slice(0, 400)}\n# ${JSON.stringify(valid.errors).slice(0, 400)}`)
		last = event
	}
console.log(`# ${JSON.stringify(types)}`)
console.log(`${bad || !last ? 'not ok' : 'ok'} - every event fits its schema`)
console.log(`${last && valid({ ...last, more: 1 }) ? 'not ok' : 'ok'} - the schema is closed`)
