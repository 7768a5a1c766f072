#!/usr/bin/env python3
"""What tests/e2e/74-endure.sh is played against and judged by.

endure.py sink PORT JOURNAL                        a mail server on 127.0.0.1: a line a message, before it is acknowledged
endure.py load JOURNAL STOP URL,URL ORG=TOKEN...   members who order, plan and ask again, until the file STOP is there: a line an
                                                   acknowledged request. Every request has an Idempotency-Key and is sent until a
                                                   server has answered it, to whichever server answers.
endure.py wait DB SECONDS                          until nothing is left to be done
endure.py check DB JOURNAL MAILS ENGINE FIRST      compares all of it; prints TAP from test FIRST + 1 on, and figures
DB is a file of SQLite or a postgresql:// URL."""
import collections
import http.client
import json
import os
import random
import re
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse

lock = threading.Lock()


def tell(file, **what):
    with lock:
        file.write(json.dumps({"t": time.time(), **what}) + "\n")
        file.flush()


# --- the mail server ---

class Smtp(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def message(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if line:
            found = re.search(rb"(?im)^message-id: *<([^>]+)>", b"".join(lines))
            tell(self.server.journal, id=found[1].decode() if found else "none")
            # A real server writes to its disk before it answers.
            time.sleep(random.random() * 0.02)
            self.say("250 taken")

    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say("354 go on")
                self.message()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 sink" if verb in (b"EHLO", b"HELO") else "250 ok")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


def sink(port, journal):
    Server.journal = open(journal, "a")
    server = Server(("127.0.0.1", int(port)), Smtp)
    server.serve_forever()


# --- the members ---

class Member(threading.Thread):
    def __init__(self, number, journal, stop, urls, org, token):
        super().__init__()
        self.journal, self.stop, self.urls, self.org, self.token = journal, stop, urls, org, token
        self.open, self.n, self.random = [], 0, random.Random(org + str(number))
        # A journal that goes on has used these keys.
        self.label = "%s-%d-%d" % (org, number, time.time() * 1000)

    def ask(self, url, method, path, body=None, key=None):
        """One try: status, headers and body, or None when no whole answer came."""
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        c = http.client.HTTPConnection(url, timeout=15)
        try:
            c.request(method, path, json.dumps(body) if body is not None else None, headers)
            reply = c.getresponse()
            return reply.status, reply.headers, json.loads(reply.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            c.close()

    def get(self, path):
        got = self.ask(self.random.choice(self.urls), "GET", path)
        return got[2] if got and got[0] == 200 else None

    def change(self, what, path, body):
        """Sends until it is answered for good. A server in trouble answers 5xx (try again) or 429; 409 with a key is the first
        request, which still runs."""
        self.n += 1
        key, tries, since, got = "%s-%d" % (self.label, self.n), 0, time.time(), None
        tell(self.journal, event="try", org=self.org, what=what, key=key)
        while time.time() - since < 90:
            tries += 1
            got = self.ask(self.random.choice(self.urls), "POST", path, body(key), key)
            if got and got[0] < 500 and got[0] not in (409, 429):
                break
            time.sleep(0.2)
        ended = got and got[0] < 500 and got[0] not in (409, 429)
        again = None
        if ended and got[0] < 300 and self.random.random() < 0.5:
            again = self.repeat(path, body(key), key, got)
        tell(self.journal, event="answer" if ended else "none", org=self.org, what=what, key=key, tries=tries,
             status=got[0] if got else 0, replayed=bool(got and got[1].get("Idempotency-Replayed")), same=again,
             id=got[2].get("id") if got and isinstance(got[2], dict) else None,
             said=got[2] if got and got[0] >= 300 else None)
        return got[2] if ended and got[0] < 300 else None

    def repeat(self, path, body, key, first):
        """Whether the same request is answered the same, by any server."""
        for _ in range(100):
            got = self.ask(self.random.choice(self.urls), "POST", path, body, key)
            if got and got[0] < 500 and got[0] not in (409, 429):
                return got[0] == first[0] and got[2] == first[2] and bool(got[1].get("Idempotency-Replayed"))
            time.sleep(0.2)
        return None

    def step(self):
        base = "/api/v1/orgs/" + self.org
        for order in list(self.open):
            o = self.get(base + "/orders/" + order)
            if o and o["state"] not in ("scheduled", "running", "analysing", "accepted", "checking"):
                self.open.remove(order)
        if len(self.open) < 2:
            made = self.change("order", base + "/orders", lambda key: {"type": "health", "profile": "standard", "reason": key})
            if made:
                self.open.append(made["id"])
        found = self.get(base + "/findings")
        ids = [f["id"] for f in (found or {}).get("items", [])]
        if ids:
            when = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 30 * 86400))
            self.change("plan", base + "/findings/" + self.random.choice(ids) + "/plan",
                        lambda key: {"when": when, "note": key})

    def run(self):
        while not os.path.exists(self.stop):
            self.step()
            time.sleep(self.random.random() * 0.3)


def load(journal, stop, urls, *members):
    file = open(journal, "a")
    threads = [Member(n, file, stop, [u.split("//")[1] for u in urls.split(",")], *m.split("=", 1)) for m in members for n in (1, 2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


# --- judging ---

class Database:
    def __init__(self, where):
        self.where = where

    def rows(self, sql):
        if "://" not in self.where:
            c = sqlite3.connect("file:%s?mode=ro" % urllib.parse.quote(self.where), uri=True, timeout=20)
            try:
                return [tuple("" if v is None else str(v) for v in row) for row in c.execute(sql)]
            finally:
                c.close()
        said = subprocess.run(["psql", "-XAtq", "-F", "\x1f", "-R", "\x1e", "-v", "ON_ERROR_STOP=1", "-c", sql, self.where],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode().rstrip("\n")
        return [tuple(row.split("\x1f")) for row in said.split("\x1e")] if said else []

    def one(self, sql):
        return int(self.rows(sql)[0][0])


ENDED = ("review", "delivered", "acknowledged", "follow_up", "closed")


def wait(where, seconds):
    db, until, left = Database(where), time.time() + float(seconds), None
    while time.time() < until:
        try:
            left = [db.one("SELECT count(*) FROM chunk WHERE state IN ('waiting', 'leased')"),
                    db.one("SELECT count(*) FROM audit_order WHERE state NOT IN ('%s')" % "', '".join(ENDED)),
                    db.one("SELECT count(*) FROM outgoing WHERE state IN ('waiting', 'leased')")]
            if left == [0, 0, 0]:
                return 0
        except (sqlite3.Error, subprocess.CalledProcessError, IndexError):
            pass
        time.sleep(0.3)
    print("chunks, orders and mails that are left:", left)
    for row in db.rows("SELECT ref, state, note FROM audit_order WHERE state NOT IN ('%s')" % "', '".join(ENDED)):
        print(*row)
    for row in db.rows("SELECT state, worker, attempts, ready, lease, reason FROM chunk WHERE state <> 'done'"):
        print(*row)
    return 1


class Judge:
    """Counts tests, and what is wrong."""

    def __init__(self, engine, first):
        self.engine, self.n, self.wrong = engine, int(first), 0

    def check(self, name, wrong):
        self.n += 1
        self.wrong += len(wrong)
        print("%s %d - %s: %s" % ("not ok" if wrong else "ok", self.n, self.engine, name))
        for one in list(wrong)[:8]:
            print("#   ", one)


# What belongs to the moment, and to the scanner's own random labels.
MOMENT = {"seq", "run", "time", "id", "first_seen", "started", "ended", "duration", "created", "latency", "seen"}
DRAWN = re.compile(r"varde-[0-9a-z]{16}|\d{13}|(?i:date: [^\"]*)")


def columns(db, table):
    if "://" in db.where:
        sql = "SELECT column_name FROM information_schema.columns WHERE table_name = '%s' ORDER BY 1" % table
    else:
        sql = "SELECT name FROM pragma_table_info('%s') ORDER BY 1" % table
    return [row[0] for row in db.rows(sql)]


def contents(db, tables):
    """Of each run: table to all its rows, sorted."""
    seen = collections.defaultdict(dict)
    for table in tables:
        names = [c for c in columns(db, table) if c not in MOMENT]
        lines = collections.defaultdict(list)
        for run, *row in db.rows("SELECT run, %s FROM %s" % (", ".join('"%s"' % n for n in names), table)):
            lines[run].append(DRAWN.sub("moment", "\x1f".join(row)))
        for run, all_lines in lines.items():
            seen[run][table] = sorted(all_lines)
    return seen


def same_runs(judge, db):
    if "://" in db.where:
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'obs_%' ORDER BY 1"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'obs_%' ORDER BY 1"
    tables = [row[0] for row in db.rows(sql)] + ["finding"]
    seen = contents(db, tables)
    first, wrong, runs = {}, [], 0
    for org, run, ref in db.rows("SELECT org, run, ref FROM audit_order WHERE run IS NOT NULL ORDER BY created, id"):
        runs += 1
        if org not in first:
            first[org] = seen[run]  # was made before the first kill
            continue
        for table in tables:
            now, then = (collections.Counter(runs.get(table, ())) for runs in (seen[run], first[org]))
            wrong += ["%s %s: %s has %s" % (ref, run, table, line) for line in now - then]
            wrong += ["%s %s: %s has not %s" % (ref, run, table, line) for line in then - now]
    judge.check("what the %d runs observed and found equals the undisturbed ones" % runs, wrong)


def chunks_and_runs(judge, db):
    judge.check("every chunk is done, once an order", db.rows(
        "SELECT o.ref, o.state, count(c.id), min(c.state), min(c.reason) FROM audit_order o LEFT JOIN chunk c ON c.audit_order = o.id "
        "GROUP BY o.id, o.ref, o.state HAVING count(c.id) <> 1 OR min(c.state) <> 'done'"))
    judge.check("one run an order, and it is finished", db.rows(
        "SELECT o.ref, count(r.id), min(r.state) FROM audit_order o LEFT JOIN run r ON r.id = o.run GROUP BY o.id, o.ref "
        "HAVING count(r.id) <> 1 OR min(r.state) <> 'finished'") + db.rows(
            "SELECT id, 'nobody ordered it' FROM run WHERE id NOT IN (SELECT run FROM audit_order WHERE run IS NOT NULL)"))
    judge.check("no unit twice in a run", db.rows(
        "SELECT run, unit, count(*) FROM obs_unit GROUP BY run, unit HAVING count(*) > 1"))
    judge.check("every order came to its review, once", db.rows(
        "SELECT o.ref, o.state, count(e.id) FROM audit_order o LEFT JOIN order_event e ON e.audit_order = o.id AND e.becomes = 'review' "
        "AND e.was <> 'review' GROUP BY o.id, o.ref, o.state HAVING count(e.id) <> 1"))
    judge.check("every order began once", db.rows(
        "SELECT o.ref, count(e.id) FROM audit_order o LEFT JOIN order_event e ON e.audit_order = o.id AND e.becomes = 'running' "
        "GROUP BY o.id, o.ref HAVING count(e.id) <> 1"))


def findings(judge, db):
    judge.check("no finding twice", db.rows(
        'SELECT org, "key", count(*) FROM tracked_finding GROUP BY org, "key" HAVING count(*) > 1') + db.rows(
            'SELECT run, "key", count(*) FROM finding GROUP BY run, "key" HAVING count(*) > 1'))
    judge.check("every finding was opened once and never closed", db.rows(
        "SELECT f.ref, f.state, f.reopened, count(e.id) FROM tracked_finding f LEFT JOIN tracked_event e ON e.finding = f.id AND "
        "e.note = 'found' GROUP BY f.id, f.ref, f.state, f.reopened HAVING count(e.id) <> 1 OR f.reopened > 0 OR f.state <> 'open'"))
    judge.check("nothing exposed twice", db.rows(
        "SELECT asset, what, detail, run, count(*) FROM exposure_event GROUP BY asset, what, detail, run HAVING count(*) > 1"))


def acknowledged(judge, db, journal):
    lines = [json.loads(line) for line in open(journal)]
    orders = [a for a in lines if a.get("event") == "answer" and a["what"] == "order"]
    plans = [a for a in lines if a.get("event") == "answer" and a["what"] == "plan"]
    judge.check("every request was answered in the end", [a for a in lines if a.get("event") == "none"])
    judge.check("and none refused", [a for a in orders + plans if a["status"] >= 300])
    there = collections.defaultdict(list)
    for key, order in db.rows("SELECT reason, id FROM audit_order WHERE reason IS NOT NULL"):
        there[key].append(order)
    judge.check("every acknowledged order (%d) is there, once, as it was told" % len(orders),
                [(a["key"], a["id"], there[a["key"]]) for a in orders if there[a["key"]] != [a["id"]]])
    known = {a["key"] for a in orders}
    judge.check("and no other", [key for key in there if key not in known and not key.startswith("first")])
    told = collections.Counter(row[0] for row in db.rows("SELECT note FROM tracked_event WHERE note IS NOT NULL"))
    judge.check("every acknowledged answer (%d) is there, once" % len(plans),
                [(a["key"], told[a["key"]]) for a in plans if told[a["key"]] != 1])
    logged = collections.Counter(row[0] for row in db.rows("SELECT object FROM audit_log WHERE action = 'order.submit'"))
    notes = collections.Counter()
    for action, detail in db.rows("SELECT action, detail FROM audit_log WHERE action = 'finding.plan'"):
        notes[json.loads(detail).get("note")] += 1
    judge.check("the log has one entry an acknowledged action",
                [(a["key"], logged[a["id"]]) for a in orders if logged[a["id"]] != 1] +
                [(a["key"], notes[a["key"]]) for a in plans if notes[a["key"]] != 1])
    asked = [a for a in orders + plans if a["same"] is not None]
    judge.check("what was sent again with its key (%d) got the same answer" % len(asked), [a for a in asked if not a["same"]])
    retried = [a for a in orders + plans if a["tries"] > 1]
    print("# %s: %d requests acknowledged, %d of them after more than one try, %d answered by a replay" % (
        judge.engine, len(orders + plans), len(retried), sum(a["replayed"] for a in orders + plans)))
    return len(orders), len(plans)


def mails(judge, db, journal):
    judge.check("every message is sent", db.rows("SELECT id, state, reason FROM outgoing WHERE state <> 'sent'"))
    judge.check("no message was made twice", db.rows(
        "SELECT unique_key, count(*) FROM outgoing GROUP BY unique_key HAVING count(*) > 1"))
    came = collections.Counter(json.loads(line)["id"] for line in open(journal))
    ids = [row[0] for row in db.rows("SELECT message_id FROM outgoing")]
    judge.check("every message (%d) came, under the one Message-ID it has" % len(ids),
                [i for i in ids if not came[i]] + [i for i in came if i not in set(ids)])
    twice = {i: n for i, n in came.items() if n > 1}
    return len(ids), sum(twice.values()) - len(twice)


def check(where, journal, mail_journal, engine, first):
    judge, db = Judge(engine, first), Database(where)
    chunks_and_runs(judge, db)
    same_runs(judge, db)
    findings(judge, db)
    orders, plans = acknowledged(judge, db, journal)
    sent, doubled = mails(judge, db, mail_journal)
    attempts = db.one("SELECT sum(attempts) FROM chunk")
    chunks = db.one("SELECT count(*) FROM chunk")
    print("# %s: %d chunks in %d tries, %d orders, %d answers, %d mails, %d copies" % (
        engine, chunks, attempts, orders, plans, sent, doubled))
    print("RESULT %d %d %d %d %d %d" % (judge.n, judge.wrong, chunks, orders + plans, sent, doubled))


sys.exit({"sink": sink, "load": load, "wait": wait, "check": check}[sys.argv[1]](*sys.argv[2:]))
