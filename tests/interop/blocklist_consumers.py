"""Consumers of the blocklist, written from what vendors and members publish of theirs, not from our code:
a firewall that refreshes an external list of addresses, a script that keeps the indicators of an endpoint protection,
one that fills a named location, and a reader of lines with context. Prints TAP.
Usage: blocklist_consumers.py SERVER DATABASE KEY N"""

import hashlib
import ipaddress
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

server, database, key, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
number = 0


def check(name, good, detail=""):
    global number
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {name}{'' if good else ' # ' + str(detail)[:300]}", flush=True)


process = subprocess.Popen([server, database, key, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
port = int(process.stdout.readline())
base = f"http://127.0.0.1:{port}/v3"


def tell(line):
    process.stdin.write(line + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n", line


def get(query, headers=None, url=base):
    request = urllib.request.Request(f"{url}?{query}", headers=headers or {})
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.read().decode(), dict(reply.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


class Firewall:
    """An external connector: refreshes by entity tag, takes addresses, networks and ranges a line, skips what it cannot
    read, keeps the list it has when the server does not answer well."""

    def __init__(self, query):
        self.query, self.entries, self.tag, self.bad = query, set(), None, 0

    def refresh(self):
        status, body, headers = get(self.query, {"If-None-Match": self.tag} if self.tag else {})
        if status == 200:
            self.tag = headers.get("ETag")
            self.entries, self.bad = set(), 0
            for line in body.splitlines():
                line = line.split("#")[0].strip()
                try:
                    self.entries.add(ipaddress.ip_network(line))
                except ValueError:
                    self.bad += 1
        return status

    def blocks(self, address):
        return any(ipaddress.ip_address(address) in e for e in self.entries if e.version == ipaddress.ip_address(address).version)


class Endpoint:
    """Keeps the indicators of an endpoint protection: asks for the checksum, and for the list when that has changed; sends
    in batches of 500; has room for 15,000."""

    QUERY = "format=list&type=domain&type=ipv6&type=ipv4&list_name=default&limit=15000"

    def __init__(self):
        self.sum, self.indicators = None, []

    def run(self):
        status, new, _ = get(f"apikey={key}&{self.QUERY}&hash=md5")
        assert status == 200, status
        if new == self.sum:
            return "same"
        self.sum = new
        status, body, _ = get(f"apikey={key}&{self.QUERY}")
        assert status == 200, status
        if hashlib.md5(body.encode()).hexdigest() != new.strip():
            return "the checksum is not that of the list"
        self.indicators = body.split("\n")[:-1]
        batches = [self.indicators[i:i + 500] for i in range(0, len(self.indicators), 500)]
        return len(batches)


def contexts(body):
    """Lines as the members' published client reads them: one hash sign, a time, tokens key:value with one colon."""
    items = []
    for line in body.splitlines():
        value, context = (part.strip() for part in line.split("#"))
        first, *tokens = context.split(" ")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", first), first
        items.append((value, first, dict(token.split(":") for token in tokens)))
    return items


try:
    firewall = Firewall(f"apikey={key}&format=list_cidr&type=ipv4&type=ipv4_cidr")
    check("firewall: the list comes", firewall.refresh() == 200)
    check("firewall: every line is an address or network", firewall.bad == 0 and len(firewall.entries) == 2, firewall.entries)
    check("firewall: it blocks what is on it", firewall.blocks("25.1.2.3") and firewall.blocks("25.1.3.77"))
    check("firewall: and nothing else", not firewall.blocks("25.1.2.4") and not firewall.blocks("25.9.9.9"))
    check("firewall: a second refresh costs nothing", firewall.refresh() == 304)
    tell("withdraw 25.1.2.3")
    check("firewall: what is withdrawn disappears", firewall.refresh() == 200 and not firewall.blocks("25.1.2.3"))
    status, body, _ = get(f"apikey={key}&format=list&type=ipv4&state=removed")
    check("what was withdrawn is told to those who must delete it themselves", body == "25.1.2.3\n", body)

    endpoint = Endpoint()
    want = min(count + 2, 15000)
    batches = endpoint.run()
    check("endpoint: the list comes in batches", batches == -(-want // 500), batches)
    check("endpoint: it has room for all", len(endpoint.indicators) == want, len(endpoint.indicators))
    check("endpoint: the newest stay", endpoint.indicators[0] == "2a00:1::7" and "d0.bad.example" in endpoint.indicators)
    check("endpoint: nothing is RED", "restricted.example" not in endpoint.indicators)
    check("endpoint: unchanged is not fetched again", endpoint.run() == "same")
    tell("proof d1.bad.example")
    changed = endpoint.run()
    check("endpoint: what a member has proved is gone at once", changed != "same" and "d1.bad.example" not in endpoint.indicators, changed)

    status, body, _ = get(f"apikey={key}&format=list_cidr&type=ipv4&type=ipv4cidr&type=ipv6&ipv6cidr&list_name=auth")
    check("named location: the spelling that is in use is understood", status == 200 and body == "25.9.9.9/32\n", body)

    status, body, _ = get(f"apikey={key}&format=list_context&type=url&type=domain&type=ipv6_cidr&limit=100")
    items = contexts(body)
    check("context: every line is read", len(items) == 100, len(items))
    check("context: newest first", [i[1] for i in items] == sorted((i[1] for i in items), reverse=True))
    check("context: its tokens", all(set(i[2]) >= {"confidence", "impact", "fp_rate", "kill_chain", "category", "malware_family"} for i in items))
    check("context: a URL stays whole", items[-1][0] != "" and any(i[0] == "https://evil.example/a?b=c" for i in items))

    status, body, _ = get(f"apikey={key}&format=list_regex&type=wildcard_domain&type=ipv4_cidr")
    patterns = [re.compile(line) for line in body.splitlines()]
    hits = lambda text: any(p.search(text) for p in patterns)
    check("regex: what is below a wildcard, and in a network", hits("a.b.wild.example") and hits("wild.example") and hits("25.1.3.200"))
    check("regex: nothing beside them", not hits("xwild.example") and not hits("wild.example.org") and not hits("25.1.30.2"))

    status, body, _ = get(f"apikey={key}&format=paloalto&type=domain&type=wildcard_domain&type=url&limit=50")
    check("paloalto: no scheme, no context, wildcards with a star", all(re.fullmatch(r"(\*\.)?[a-z0-9.-]+(/\S*)?", line) for line in body.splitlines()), body)
    status, body, _ = get(f"apikey={key}&format=squid&type=domain&type=wildcard_domain")
    names = body.splitlines()
    check("squid: no name below another", ".wild.example" in names and "sub.wild.example" not in names)

    for name, query, headers, code in (
        ("no key", "format=list&type=url", {}, 401),
        ("a wrong key", "apikey=x&format=list&type=url", {}, 401),
        ("a format that is none", f"apikey={key}&format=xml&type=url", {}, 400),
        ("the key in a header", "format=list&type=url", {"X-API-Key": key}, 200),
    ):
        check(f"{name}: {code}", get(query, headers)[0] == code)

    times = []
    for _ in range(5):
        at = time.monotonic()
        status, body, _ = get(f"apikey={key}&format=list_context&type=domain")
        times.append(time.monotonic() - at)
    print(f"# {len(body.splitlines())} lines, {len(body)} bytes with context: {min(times) * 1000:.0f} ms best, {max(times) * 1000:.0f} ms worst of 5")
    check("a long list comes soon", min(times) < 2)
finally:
    process.stdin.close()
    process.wait(20)
print(f"1..{number}")
