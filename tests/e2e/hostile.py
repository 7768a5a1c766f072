#!/usr/bin/env python3
"""hostile.py CERTIFICATE KEY: servers on 127.0.0.1 and 127.0.0.2 that mean harm; prints "ready". Ports 7001 to 7099 each do one thing
badly (see ROWS), others tell the marks below in every field a report might show. An independent test client: it shares no code with Varde."""
import random
import socket
import socketserver
import ssl
import sys
import threading
import time

# Marks that a reader of the report must see as harmless text, or not at all.
XSS = "</title></script><script>alert('VARDE-XSS')</script><img src=x onerror=alert('VARDE-XSS')>"
CSV = "=cmd|' /C VARDE-CSV'!A0"
ESC = "\x1b]0;VARDE-ESC\x07\x1b[31m\x1b[2J\u009b31m"
RTL = "\u202eVARDE-RTL\u2066\u200f"
ALL = CSV + XSS + ESC + RTL


def http(head, body=b"", status="200 OK"):
    lines = [f"HTTP/1.1 {status}", *head, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body


def marked_page(handler, request):
    path = request.split(b" ")[1].decode("latin-1") if request.count(b" ") > 1 else "/"
    if path == "/robots.txt":
        return http(["Content-Type: text/plain"], f"User-agent: *\nDisallow: /{ALL}\nSitemap: http://127.0.0.1/{ALL}\n".encode())
    if path == "/.well-known/security.txt":
        return http(["Content-Type: text/plain"], f"Contact: mailto:{ALL}\nExpires: {ALL}\n".encode())
    if path == "/.git/HEAD":
        return http(["Content-Type: text/plain"], f"ref: refs/heads/{ALL}\n".encode())
    if path == "/.env":
        return http(["Content-Type: text/plain"], f"APP_KEY={ALL}\nDB_PASSWORD=VARDE-SECRET\n".encode())
    if path == "/admin/":
        return http([f"WWW-Authenticate: Basic realm=\"{ALL}\""], b"", "401 Unauthorized")
    body = (f"<!doctype html><html><head><title>{ALL}</title></head><body><h1>{ALL}</h1><form action='{CSV}' method=post>"
            f"<input type=password name='{CSV}'></form><a href='javascript:alert(\"VARDE-XSS\")'>x</a>"
            f"<a href='http://{'a' * 300}.test/'>x</a><a href='//evil\u202e.test/'>x</a></body></html>").encode()
    return http(["Content-Type: text/html; charset=utf-8", f"Server: {ALL}/1.0", f"X-Powered-By: {CSV} PHP/5.0{ESC}",
                 f"Set-Cookie: {CSV}{ESC}session=1; path=/", f"Set-Cookie: sid{RTL}=VARDE-SECRET-COOKIE", f"X-Generator: {XSS}"], body)


def drip(handler, request):
    for byte in http(["Content-Type: text/html"], b"<title>slow</title>" * 100):
        handler.request.sendall(bytes([byte]))
        time.sleep(0.5)


def forever(block, pause=0.0):
    def send(handler, request=b""):
        handler.request.sendall(b"HTTP/1.1 200 OK\r\n" if block.startswith(b"X-") else b"")
        for _ in range(4000):
            handler.request.sendall(block)
            if pause:
                time.sleep(pause)
    return send


def redirect(handler, request):
    return http([f"Location: http://127.0.0.1:{handler.server.server_address[1]}/{random.random()}"], b"", "302 Found")


# port: (speaks first, what it sends or does, behind TLS)
ROWS = {
    80: (False, marked_page, False), 443: (False, marked_page, True), 8080: (False, marked_page, False),
    21: (True, f"220-{ALL}\r\n220 {ALL} FTP vsFTPd 3.0.3\r\n".encode(), False),
    22: (True, f"SSH-2.0-OpenSSH_7.4{ESC}{XSS} {CSV}\r\n".encode(), False),
    23: (True, f"\xff\xfd\x18{ALL}\r\nlogin: ".encode("utf-8"), False),
    25: (True, f"220 {ALL} ESMTP\r\n".encode(), False),
    110: (True, f"+OK {ALL}\r\n".encode(), False), 143: (True, f"* OK [CAPABILITY IMAP4rev1 {CSV}] {ALL}\r\n".encode(), False),
    3306: (True, b"\x60\0\0\0\x0a5.5.5-" + ALL.encode()[:70] + b"\0" * 40, False),
    6379: (False, f"$200\r\nredis_version:{CSV}{ESC}\r\nos:{XSS}{RTL}\r\n".encode().ljust(220), False),
    5900: (True, b"RFB 003.008\n\x00\x00\x00\x00\xff\xff\xff\xff" + ALL.encode(), False),
    # Bytes that are no protocol.
    7001: (True, random.Random(7).randbytes(65536), False), 7002: (True, b"\0" * 100000, False), 7003: (True, b"\xff" * 100000, False),
    7004: (True, forever(b"220-still here\r\n"), False), 7005: (True, forever(b"A" * 65536), False),
    7006: (True, b"SSH-2.0-" + b"x" * 1000000, False), 7007: (True, b"", False),
    7008: (False, forever(b"X-Endless: " + b"a" * 1000 + b"\r\n"), False), 7009: (False, drip, False),
    7010: (False, b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n<title>x</title>", False),
    7011: (False, b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n<title>x</title>", False),
    7012: (False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", False),
    7013: (False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 300000, False),
    7014: (False, b"HTTP/1.1 200 OK\r\nContent-Length: 400000000\r\n\r\n" + b"<p>" * 4000000, False),
    7015: (False, b"HTTP/9.9 999999 \r\n\r\n", False), 7016: (False, redirect, False),
    7017: (False, b"HTTP/1.1 200 OK\r\nSet-Cookie: " + b"a=b; " * 100000 + b"\r\n\r\n", False),
    7018: (False, b"\x15\x03\x01\xff\xff" + b"\x02\x28" * 40000, False),
    7019: (False, b"\x16\x03\x03\x00\x30\x02\xff\xff\xff" + b"\0" * 100, False),
    7020: (False, b"HTTP/1.1 200 OK\r\n\r\n" + b"<html>" + b"<title>" * 100000 + b"<a href=" * 100000, False),
    7021: (True, forever(b"\xff\xfd\x18" * 3000), False), 7022: (True, forever(b".", 0.5), False),
}


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        first, what, tls = self.server.row
        self.request.settimeout(30)
        try:
            if tls:
                self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            request = b"" if first else self.request.recv(65536)
            if callable(what):
                what = what(self, request) or b""
            self.request.sendall(what)
            # What comes is read, and nothing more said.
            while self.request.recv(65536):
                if not first and not self.server.row[1] is what:
                    break
        except (OSError, ValueError):
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass


tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(sys.argv[1], sys.argv[2])
for port, row in ROWS.items():
    server = Server(("127.0.0.2" if port > 7000 and port != 8080 else "127.0.0.1", port), Handler)
    server.row, server.tls = row, tls
    threading.Thread(target=server.serve_forever, daemon=True).start()
print("ready", ",".join(str(p) for p in ROWS), flush=True)
while True:
    time.sleep(1000)
