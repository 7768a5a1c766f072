#!/usr/bin/env python3
"""Compares report.json and observations.ndjson of an audit of the lab with lab/truth.json, in both directions.

What is said of software's versions is compared by compare_software.py. A truth row with name null belongs to the listener, so any name on that address and port satisfies it; with addr null it
belongs to the domain. Prints one TAP line a row, and one for whatever the report has that the truth has not."""
import json
import sys


def matches(truth, finding):
    if truth["finding"] != finding["type"]:
        return False
    if truth["addr"] is None:
        return finding["subject"] == truth["name"]
    if finding.get("addr") != truth["addr"] or finding.get("port") != truth["port"]:
        return False
    return truth["name"] is None or finding["subject"] == truth["name"]


def service_matches(truth, seen):
    if seen["protocol"] != truth["protocol"] or seen["tls"] != truth["tls"]:
        return False
    if truth["shown"] in ("product", "version") and seen.get("product") != truth["product"]:
        return False
    return truth["shown"] != "version" or seen.get("version") == truth["version"]


def main():
    truth = json.load(open(sys.argv[1]))
    report = json.load(open(sys.argv[2] + "/report.json"))
    services = {}
    for line in open(sys.argv[2] + "/observations.ndjson"):
        o = json.loads(line)
        if o["kind"] == "service":
            services.setdefault((o["addr"], o["port"], o["transport"]), []).append(o)
    n = bad = 0

    def tell(ok, text):
        nonlocal n, bad
        n += 1
        bad += not ok
        print(f"{'ok' if ok else 'not ok'} {n} - {text}")

    known = set()
    for t in truth["services"]:
        key = (t["addr"], t["port"], t["transport"])
        known.add(key)
        seen = services.get(key, [])
        told = [(s["protocol"], s.get("product"), s.get("version")) for s in seen]
        tell(any(service_matches(t, s) for s in seen),
             f"service {t['addr']}:{t['port']}/{t['transport']} {t['protocol']} {t['product']} ({t['shown']}): saw {told}")
    for key in services:
        if key not in known:
            tell(False, f"service {key} is in the report and not in the lab")
    findings = [f for f in report["findings"] if not f["type"].startswith("software-")]
    used = set()
    for t in truth["weaknesses"]:
        hits = [i for i, f in enumerate(findings) if matches(t, f)]
        used.update(hits)
        tell(bool(hits), f"weakness {t['finding']} {t['name'] or ''} {t['addr'] or ''}:{t['port'] or ''}")
    for i, f in enumerate(findings):
        if i not in used:
            tell(False, f"{f['type']} of {f['subject']} {f.get('addr')}:{f.get('port')} is in the report and not in the lab: "
                        f"{f.get('evidence')}")
    print(f"1..{n}")
    return bad != 0


sys.exit(main())
