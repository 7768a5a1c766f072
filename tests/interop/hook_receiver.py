"""A receiver of webhooks on 127.0.0.1 for tests/interop/hooks.sh, and the count of what came.

hook_receiver.py serve LOG KEY               prints its port; a line a delivery in LOG, which says whether it was signed with KEY
hook_receiver.py check LOG COUNT KILLS FIRST prints TAP lines from number FIRST on: COUNT messages, each once by its delivery id
"""
import collections
import hashlib
import hmac
import json
import os
import random
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def serve(log, key):
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    class Receiver(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) != length:
                return  # who sent it died over it: nothing was received
            stamp = self.headers["Varde-Timestamp"]
            good = hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            value = json.loads(body)
            line = {
                "id": self.headers["Varde-Delivery"],
                "signed": hmac.compare_digest(self.headers["Varde-Signature"], "sha256=" + good),
                "fresh": abs(time.time() - int(stamp)) < 60,
                "same": value["delivery"] == self.headers["Varde-Delivery"],
                "reference": value["reference"],
                "body": hashlib.sha256(body).hexdigest(),
            }
            time.sleep(random.random() * 0.01)
            os.write(out, json.dumps(line).encode() + b"\n")
            time.sleep(random.random() * 0.02)
            try:
                self.send_response(204)
                self.end_headers()
            except OSError:
                pass  # who sent it does not live to hear it

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request, client_address):
            pass

    server = Server(("127.0.0.1", 0), Receiver)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def check(log, count, kills, first):
    with open(log, encoding="utf-8") as lines:
        got = [json.loads(line) for line in lines]
    by_reference, by_id = collections.defaultdict(set), collections.defaultdict(set)
    for one in got:
        by_reference[one["reference"]].add(one["id"])
        by_id[one["id"]].add((one["reference"], one["body"]))
    forged = [one["id"] for one in got if not (one["signed"] and one["fresh"] and one["same"])]
    missing = [n for n in range(count) if f"M-{n:05d}" not in by_reference]
    doubled = [r for r, ids in by_reference.items() if len(ids) != 1] + [i for i, what in by_id.items() if len(what) != 1]
    again = len(got) - len(by_id)
    for good, name, detail in [
        (got and not forged, "each is signed, and of its time", forged[:5]),
        (not missing, f"none of {count} is missing", missing[:5]),
        (not doubled and len(by_id) == count, "each came once after delivery ids were compared", doubled[:5]),
        (again <= kills, f"no more came again than were killed over ({again})", [len(got), len(by_id)]),
    ]:
        print(f"{'ok' if good else 'not ok'} {first} - {name}")
        if not good:
            print("#", detail)
        first += 1
    print(f"# {len(got)} deliveries for {count} messages: {again} raw doubles")


if sys.argv[1] == "serve":
    serve(sys.argv[2], sys.argv[3])
else:
    check(sys.argv[2], *map(int, sys.argv[3:6]))
