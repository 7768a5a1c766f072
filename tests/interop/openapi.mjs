// openapi.mjs GEN FILE: lints the description of the API with Redocly's OpenAPI linter, proves that the linter sees faults, and
// compiles every schema of it with ajv. GEN is tests/api/openapi-gen, whose output must be FILE. Prints TAP.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [gen, file] = process.argv.slice(2)
let lint, createConfig, Ajv, formats
try {
	({ lint, createConfig } = await import('@redocly/openapi-core'))
	Ajv = (await import('ajv/dist/2020.js')).default
	formats = (await import('ajv-formats')).default
} catch {
	console.log('1..0 # SKIP run npm ci in tests/interop first')
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

const config = await createConfig({ extends: ['recommended'] })
async function problems(ref) {
	const found = await lint({ ref, config })
	return found.filter((p) => p.severity === 'error').map((p) => `${p.ruleId}: ${p.message}`)
}

const text = execFileSync(gen, { encoding: 'utf8', maxBuffer: 1 << 26 })
check(text === readFileSync(file, 'utf8'), `${file} is what the rows say`)
let found = await problems(file)
check(found.length === 0, 'the linter finds no errors', found)

const folder = mkdtempSync(join(tmpdir(), 'varde-openapi-'))
try {
	const doc = JSON.parse(text)
	doc.paths['/api/v1/orgs/{org}'].get.parameters = []
	doc.paths['/api/v1/me'].get.operationId = doc.paths['/api/v1/orgs'].get.operationId
	writeFileSync(join(folder, 'bad.json'), JSON.stringify(doc))
	found = await problems(join(folder, 'bad.json'))
	check(found.length >= 2, 'the linter sees faults that were put in', found)
} finally {
	rmSync(folder, { recursive: true })
}

const doc = JSON.parse(text)
const ajv = new Ajv({ strict: false })
formats.default ? formats.default(ajv) : formats(ajv)
const names = Object.keys(doc.components.schemas)
const compiled = names.filter((name) => {
	try {
		return typeof ajv.compile(doc.components.schemas[name]) === 'function'
	} catch {
		return false
	}
})
check(names.length > 5 && compiled.length === names.length, 'every schema compiles', names.filter((n) => !compiled.includes(n)))
console.log(`1..${tests}`)
process.exit(failed ? 1 : 0)
