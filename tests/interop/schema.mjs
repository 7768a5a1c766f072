// schema.mjs RENDER SCHEMAS: validates report.json, its findings and every line of observations.ndjson with ajv, a foreign JSON
// schema validator, and proves that the schemas are closed. RENDER is tests/report/render.c. Prints TAP.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [render, schemas] = process.argv.slice(2)
let Ajv, formats
try {
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

function compile(name) {
	const ajv = new Ajv({ strict: true, allErrors: false })
	formats.default ? formats.default(ajv) : formats(ajv)
	return ajv.compile(JSON.parse(readFileSync(join(schemas, `${name}.schema.json`), 'utf8')))
}

const report = compile('report'), observation = compile('observation'), finding = compile('finding'), job = compile('job')
const folder = mkdtempSync(join(tmpdir(), 'varde-schema-'))
try {
	for (const [lang, findings, flags] of [['en', 38, 1], ['fr', 200, 0], ['nb', 38, 3], ['en', 0, 12], ['fr', 5, 4]]) {
		const label = `${lang}, ${findings} findings, flags ${flags}`

		execFileSync(render, [folder, lang, String(findings), String(flags), 'json'])
		execFileSync(render, [folder, lang, String(findings), String(flags), 'ndjson'])
		const value = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
		const lines = readFileSync(join(folder, 'observations.ndjson'), 'utf8').split('\n').filter(line => line)
		const bad = lines.find(line => !observation(JSON.parse(line)))

		check(report(value), `report.json: ${label}`, report.errors)
		check(!bad, `observations.ndjson: ${label}`, [bad, observation.errors])
		check(value.findings.every(f => finding(f)), `findings: ${label}`, finding.errors)
		check(value.findings.length === findings, `as many findings as asked for: ${label}`, value.findings.length)
		check(job(JSON.parse(value.run.job)), `job: ${label}`, job.errors)
		value.surprise = 1
		check(!report(value), `an unknown member is refused: ${label}`)
		delete value.surprise
		value.run.surprise = 1
		check(!report(value), `an unknown member inside is refused: ${label}`)
		delete value.run.surprise
		delete value.grade.letter
		check(!report(value), `a missing member is refused: ${label}`)
	}
} finally {
	rmSync(folder, { recursive: true })
}
console.log(`1..${tests}`)
process.exit(failed ? 1 : 0)
