// mailbox.mjs FOLDER: a mail server for tests and demonstrations at a port of 127.0.0.1 that it writes into FOLDER/port; every mail that comes
// becomes a file FOLDER/RECIPIENT/N.eml. Nothing leaves the machine.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const folder = process.argv[2]
let count = 0

function keep(recipients, lines) {
	count++
	for (const to of recipients) {
		mkdirSync(join(folder, to), { recursive: true })
		writeFileSync(join(folder, to, `${count}.new`), lines.join('\r\n'))
		renameSync(join(folder, to, `${count}.new`), join(folder, to, `${count}.eml`))
	}
}

// RFC 5321, as much of it as a sender without TLS and passwords uses.
function serve(socket) {
	let rest = '', recipients = [], mail = null
	const say = text => socket.write(`${text}\r\n`)
	const command = line => {
		const verb = line.slice(0, 4).toUpperCase()
		const address = /<([\w.+@-]+)>/.exec(line)
		if (verb === 'EHLO' || verb === 'HELO' || verb === 'RSET' || verb === 'NOOP')
			say('250 mailbox')
		else if (verb === 'MAIL')
			recipients = [], say('250 well')
		else if (verb === 'RCPT')
			address ? (recipients.push(address[1].toLowerCase()), say('250 well')) : say('553 whose?')
		else if (verb === 'DATA')
			mail = [], say('354 go on')
		else if (verb === 'QUIT')
			say('221 bye'), socket.end()
		else
			say('502 not here')
	}
	say('220 mailbox ESMTP')
	socket.setEncoding('latin1')
	socket.on('error', () => socket.destroy())
	socket.on('data', bytes => {
		const lines = (rest + bytes).split('\r\n')
		rest = lines.pop()
		for (const line of lines)
			if (mail === null)
				command(line)
			else if (line === '.')
				keep(recipients, mail), mail = null, say('250 kept')
			else
				mail.push(line.startsWith('.') ? line.slice(1) : line)
	})
}

const server = createServer(serve)
server.listen(0, '127.0.0.1', () => {
	mkdirSync(folder, { recursive: true })
	writeFileSync(join(folder, 'port.new'), `${server.address().port}\n`)
	renameSync(join(folder, 'port.new'), join(folder, 'port'))
})
