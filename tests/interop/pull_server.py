"""Feeds of MISP as they are, and as somebody hostile would have them, on 127.0.0.1, for tests/interop/pull.sh. Prints its port.

pull_server.py FOLDER     /good/ serves what is in FOLDER to who has the key "k1"; every request that came with a key is a line in
                          FOLDER/seen: path, key
"""
import json
import os
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder = sys.argv[1]
ONE, TWO = (str(uuid.UUID(int=n, version=4)) for n in (1, 2))


def manifest(*uuids):
    return json.dumps({u: {"info": "x", "Orgc": {"name": "Their CERT"}, "timestamp": str(int(time.time())), "date": "2026-01-01"} for u in uuids}).encode()


class Feeds(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def say(self, status, body, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.headers["Authorization"]:
            with open(os.path.join(folder, "seen"), "a") as seen:
                seen.write(f"{self.path} {self.headers['Authorization']}\n")
        kind, _, name = self.path.lstrip("/").partition("/")
        if kind == "good":
            if self.headers["Authorization"] != "k1":
                return self.say(403, b"")
            path = os.path.join(folder, os.path.basename(name))
            if not os.path.exists(path):
                return self.say(404, b"")
            with open(path, "rb") as file:
                return self.say(200, file.read())
        if kind == "redirect":
            return self.say(302, b"", Location=f"http://127.0.0.1:{port}/elsewhere/{name}")
        if kind == "long":  # more than can be right, without an end in sight
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(64):
                    self.wfile.write(b" " * (1 << 20))
            except OSError:
                pass
            self.close_connection = True
            return None
        if kind == "hang":
            time.sleep(60)
            return None
        if kind == "bomb":  # JSON that is deeper than anybody needs
            return self.say(200, b"[" * 1000000)
        if kind == "swap" and name == "manifest.json":  # an event under another's name, and one that is good
            return self.say(200, manifest(ONE, TWO))
        if kind == "swap":
            event = {"Event": {"uuid": TWO, "info": "x", "Attribute": [{"type": "domain", "value": "swapped.example", "to_ids": True}]}}
            return self.say(200, json.dumps(event).encode())
        return self.say(404, b"")


server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
server.daemon_threads = True
port = server.server_address[1]
print(port, flush=True)
server.serve_forever()
