#!/usr/bin/env python3
"""sniff.py INTERFACE: prints one JSON line for each packet that comes in: time in seconds (the kernel's), destination, protocol (tcp, udp,
icmp, arp), port, and whether it opens a TCP connection."""
import json
import socket
import struct
import sys
import time

TIMESTAMPNS = 35  # SO_TIMESTAMPNS, which Python has no name for

s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
s.setsockopt(socket.SOL_SOCKET, TIMESTAMPNS, 1)
s.bind((sys.argv[1], 0))
print(json.dumps({"t": time.time(), "proto": "ready", "dst": "", "port": 0, "opens": False}), flush=True)
while True:
    frame, more, _, where = s.recvmsg(2048, 64)
    # When it came, not when a busy machine let us look.
    when = next((second + ns / 1e9 for _, kind, data in more if kind == TIMESTAMPNS for second, ns in [struct.unpack("qq", data[:16])]),
                None) or time.time()
    if where[2] == socket.PACKET_OUTGOING:
        continue
    p, row = frame[14:], {"t": when, "dst": "", "port": 0, "opens": False}
    if frame[12:14] == b"\x08\x06":
        row.update(proto="arp", dst=socket.inet_ntoa(p[24:28]))
    elif frame[12:14] == b"\x08\x00":
        row.update(proto={6: "tcp", 17: "udp", 1: "icmp"}.get(p[9], str(p[9])), dst=socket.inet_ntoa(p[16:20]))
        l4 = p[(p[0] & 15) * 4:]
        if p[9] in (6, 17):
            row["port"] = int.from_bytes(l4[2:4], "big")
        row["opens"] = p[9] == 6 and l4[13] & 0x12 == 0x02
    else:
        row["proto"] = frame[12:14].hex()
    print(json.dumps(row), flush=True)
