// cvss_ae.mjs COUNT SEED: random CVSS vectors of 3.0, 3.1 and 4.0 with the scores that npm's ae-cvss-calculator gives them, a line each:
// "VECTOR BASE THREAT ENVIRONMENTAL" in tenths, "-" where the vector says nothing of that group. Every third keeps to the base metrics,
// every third says all that there is.
import { createRequire } from 'node:module'

const { Cvss3P0, Cvss3P1, Cvss4P0 } = createRequire(import.meta.url)('ae-cvss-calculator')
const [count, seed] = process.argv.slice(2).map(Number)

let state = seed >>> 0
const random = n => {
	// mulberry32: the same vectors in every run.
	state = (state + 0x6d2b79f5) >>> 0
	let t = Math.imul(state ^ (state >>> 15), state | 1)
	t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
	return ((t ^ (t >>> 14)) >>> 0) % n
}

const of = text => text.trim().split(/\s+/).map(m => { const [name, values] = m.split(':'); return { name, values: values.split(',') } })
const three = {
	base: of('AV:N,A,L,P AC:L,H PR:N,L,H UI:N,R S:U,C C:H,L,N I:H,L,N A:H,L,N'),
	threat: of('E:X,H,F,P,U RL:X,U,W,T,O RC:X,C,R,U'),
	environment: of('CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L MAV:X,N,A,L,P MAC:X,L,H MPR:X,N,L,H MUI:X,N,R MS:X,U,C MC:X,H,L,N MI:X,H,L,N MA:X,H,L,N'),
}
const four = {
	base: of('AV:N,A,L,P AC:L,H AT:N,P PR:N,L,H UI:N,P,A VC:H,L,N VI:H,L,N VA:H,L,N SC:H,L,N SI:H,L,N SA:H,L,N'),
	threat: of('E:X,A,P,U'),
	environment: of('CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L MAV:X,N,A,L,P MAC:X,L,H MAT:X,N,P MPR:X,N,L,H MUI:X,N,P,A MVC:X,H,L,N MVI:X,H,L,N MVA:X,H,L,N MSC:X,H,L,N MSI:X,S,H,L,N MSA:X,S,H,L,N'),
}
const versions = [['CVSS:3.0', three, Cvss3P0], ['CVSS:3.1', three, Cvss3P1], ['CVSS:4.0', four, Cvss4P0]]
const tenths = score => score === undefined ? '-' : Math.round(score * 10)

// Of 3.0 the package rounds up what floating point made of a product: 2.5 x 0.92 becomes 2.4, where the specification's smallest number with one
// decimal that is not below 2.3 is 2.3 (3.1 was written to end that). Its scores before the product stay the package's; the product is
// exact here, in hundredths.
const WEIGHTS = { E: { H: 100, F: 97, P: 94, U: 91 }, RL: { U: 100, W: 97, T: 96, O: 95 }, RC: { C: 100, R: 96, U: 92 } }
let corrected = 0
const exact = (fields, score, theirs) => {
	// None of these metrics: there is no such score.
	if (theirs === undefined)
		return theirs
	let product = Math.round(score * 10)
	for (const field of fields) {
		const [name, value] = field.split(':')
		product *= name in WEIGHTS ? WEIGHTS[name][value] ?? 100 : 1
	}
	const scale = 100 ** fields.filter(field => field.split(':')[0] in WEIGHTS).length
	const tenth = Math.ceil(product / scale)
	if (tenth !== Math.round(theirs * 10))
		corrected++
	return tenth / 10
}

for (let i = 0; i < count; i++) {
	const [prefix, metrics, Calculator] = versions[i % versions.length]
	const share = [0, 4, 10][random(3)] // of ten optional metrics
	const chosen = metric => `${metric.name}:${metric.values[random(metric.values.length)]}`
	const fields = metrics.base.map(chosen)
	const said = { threat: false, environment: false }

	for (const group of ['threat', 'environment'])
		for (const metric of metrics[group])
			if (random(10) < share) {
				const field = chosen(metric)
				fields.push(field)
				said[group] ||= !field.endsWith(':X')
			}
	const vector = [prefix, ...fields].join('/')
	const scores = new Calculator(vector).calculateScores()
	const base = scores.baseMetricsOnly ?? scores.base
	if (prefix === 'CVSS:3.0') {
		const timeless = [prefix, ...fields.filter(field => !(field.split(':')[0] in WEIGHTS))].join('/')
		scores.temporal = exact(fields, scores.base, scores.temporal)
		if (said.environment)
			scores.environmental = exact(fields, new Calculator(timeless).calculateScores().environmental, scores.environmental)
	}
	const threat = said.threat ? (prefix === 'CVSS:4.0' ? (said.environment ? undefined : scores.overall) : scores.temporal) : undefined
	const environment = said.environment ? (prefix === 'CVSS:4.0' ? scores.overall : scores.environmental) : undefined
	console.log(vector, tenths(base), tenths(threat), tenths(environment))
}
if (corrected > count / 500) {
	console.error(`${corrected} products of version 3.0 are corrected: more than floating point explains`)
	process.exit(1)
}
