"""queries.py FILE N LABEL: a pcap of N questions of DNS, n0.LABEL.example, n1.LABEL.example, ..., from 50 clients to one resolver, with the
checksums that they must have."""
import struct
import sys

CLIENTS = 50


def checksum(data):
    if len(data) % 2:
        data += b'\0'
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def question(name, number):
    labels = b''.join(bytes([len(part)]) + part for part in name.encode().split(b'.'))
    return struct.pack('!6H', number & 0xffff, 0x0100, 1, 0, 0, 0) + labels + b'\0' + struct.pack('!2H', 1, 1)


def frame(name, number):
    client = number % CLIENTS
    source, destination = bytes([10, 9, 0, client + 1]), bytes([10, 9, 1, 53])
    body = question(name, number)
    length = 8 + len(body)
    ports = struct.pack('!3H', 40000 + client, 53, length)
    pseudo = source + destination + struct.pack('!2H', 17, length)
    udp = ports + struct.pack('!H', checksum(pseudo + ports + b'\0\0' + body) or 0xffff) + body
    head = struct.pack('!BBHHHBB', 0x45, 0, 20 + length, number & 0xffff, 0, 64, 17)
    ip = head + struct.pack('!H', checksum(head + b'\0\0' + source + destination)) + source + destination
    return b'\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0' + ip + udp


def main():
    path, count, label = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with open(path, 'wb') as out:
        out.write(struct.pack('=IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for number in range(count):
            data = frame(f'n{number}.{label}.example', number)
            out.write(struct.pack('=4I', 1795348800 + number // 10000, number % 10000 * 100, len(data), len(data)) + data)


main()
