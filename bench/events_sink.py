# A mail server for bench/events.sh that takes every mail and counts: events_sink.py FILE. Writes its port, then at each change of a
# second the number of mails, recipients and Message-IDs to FILE.
import asyncio, os, re, sys, time

seen, people, mails, last = set(), set(), 0, 0.0

def say(port):
    with open(sys.argv[1] + '.new', 'w') as f:
        f.write(f'{port} {mails} {len(people)} {len(seen)}\n')
    os.rename(sys.argv[1] + '.new', sys.argv[1])

async def talk(reader, writer):
    global mails
    writer.write(b'220 sink\r\n')
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b'DATA':
            writer.write(b'354 go on\r\n')
            try:
                text = await reader.readuntil(b'\r\n.\r\n')
            except asyncio.IncompleteReadError:
                break  # given up before its end: it was not told
            mails += 1
            seen.add(re.search(rb'^Message-ID: *(.*?)\r$', text, re.M | re.I).group(1))
            writer.write(b'250 taken\r\n')
        elif word == b'QUIT':
            writer.write(b'221 bye\r\n')
            break
        else:
            if word == b'RCPT':
                people.add(line)
            writer.write(b'250 well\r\n')
    writer.close()

async def main():
    server = await asyncio.start_server(talk, '127.0.0.1', 0, limit=1 << 20)
    port = server.sockets[0].getsockname()[1]
    while True:
        say(port)
        await asyncio.sleep(0.2)

asyncio.run(main())
