#!/usr/bin/env python3
"""nameserver.py ADDRESS NAME=ADDRESS...: answers questions for A records on UDP port 53, NXDOMAIN or no data else; prints each name."""
import socket
import sys

zone = dict(arg.split("=") for arg in sys.argv[2:])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 53))
print("ready", flush=True)
while True:
    q, peer = s.recvfrom(1500)
    labels, at = [], 12
    while q[at]:
        labels.append(q[at + 1:at + 1 + q[at]].decode("latin-1"))
        at += 1 + q[at]
    name, question = ".".join(labels).lower(), q[12:at + 5]
    qtype = int.from_bytes(q[at + 1:at + 3], "big")
    print(name, qtype, flush=True)
    rcode = 0 if any(name == z or z.endswith("." + name) for z in zone) else 3
    answer = b""
    if qtype == 1 and name in zone:
        answer = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + socket.inet_aton(zone[name])
    head = q[:2] + bytes([0x84, 0x80 | rcode]) + b"\x00\x01" + (b"\x00\x01" if answer else b"\x00\x00") + b"\x00\x00\x00\x00"
    s.sendto(head + question + answer, peer)
