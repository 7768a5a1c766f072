#!/usr/bin/env python3
"""counter.py ADDRESS PORT=BEHAVIOUR...: listens on TCP and prints one JSON line for each connection and each HTTP request, with the time in
seconds. Behaviours: http (a plain page), busy (429 to everything), reset (a TCP reset after accepting), silent (accepts and says nothing).
An unlisted port is closed, and the kernel's counters tell of those (see tests/e2e/60-politeness.sh)."""
import json
import socket
import socketserver
import struct
import sys
import threading
import time

lock = threading.Lock()


def tell(**what):
    with lock:
        print(json.dumps({"t": time.time(), **what}), flush=True)


def answer(status, body, more=""):
    return (f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n{more}"
            f"Connection: close\r\n\r\n{body}").encode()


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        addr, port = self.server.server_address
        tell(event="connection", addr=addr, port=port, peer=self.client_address[0])
        behaviour = self.server.behaviour
        if behaviour == "reset":
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        self.request.settimeout(20)
        try:
            got = b""
            while b"\r\n\r\n" not in got:
                more = self.request.recv(65536)
                if not more:
                    return
                got += more
                if behaviour == "silent":
                    continue
            tell(event="request", addr=addr, port=port, line=got.split(b"\r\n")[0].decode("latin-1"))
            if behaviour == "busy":
                self.request.sendall(answer("429 Too Many Requests", "slow down", "Retry-After: 60\r\n"))
            else:
                self.request.sendall(answer("200 OK", "<title>Counted</title><h1>Counted</h1>"))
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256


servers = []
for arg in sys.argv[2:]:
    port, behaviour = arg.split("=")
    server = Server((sys.argv[1], int(port)), Handler)
    server.behaviour = behaviour
    servers.append(server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
tell(event="ready")
while True:
    time.sleep(1000)
