#!/usr/bin/env python3
"""canon.py observations|findings|csv|report FOLDER: what a report folder holds, without what belongs to the moment or the run,
one sorted line a record: two audits of the same systems must give the same lines."""
import csv
import json
import re
import sys

MOMENT = {"time", "duration", "first_seen", "created", "started", "ended", "id", "job", "seed", "compared", "latency", "due"}
# What servers themselves put the time, a counter or a random number in.
HEADERS = ("date:", "set-cookie:", "expires:", "age:", "x-request-id:")


# A path and a name that cannot be there, drawn by each run: how a site or a zone answers to anything.
DRAWN = re.compile(r"varde-[0-9a-z]{16}")


def clean(value):
    if isinstance(value, str):
        return DRAWN.sub("varde-drawn", value)
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items() if k not in MOMENT}
    if isinstance(value, list):
        kept = [clean(v) for v in value if not (isinstance(v, str) and v.lower().startswith(HEADERS))]
        # Records stand in the order in which they came.
        return sorted(kept, key=lambda v: json.dumps(v, sort_keys=True)) if kept and isinstance(kept[0], dict) else kept
    return value


def observation(o):
    o = clean(o)
    if o["kind"] == "http":
        # A status page counts requests, and this one too.
        o["body"] = "counters" if o.get("probe") == "status" else o.get("body")
        o.pop("body_bytes", None)
        o["headers"] = [h for h in o.get("headers", []) if not h.startswith("content-length:")]
    return o


def main():
    what, folder = sys.argv[1:]
    if what == "observations":
        lines = [json.dumps(observation(json.loads(line)), sort_keys=True) for line in open(folder + "/observations.ndjson")]
    elif what == "csv":
        # The moment of finding is a column, and the day that is counted from it.
        rows = list(csv.DictReader(open(folder + "/findings.csv", newline="", encoding="utf-8-sig")))
        lines = [json.dumps({k: v for k, v in row.items() if "seen" not in k and k != "Due"}, sort_keys=True) for row in rows]
    else:
        report = json.load(open(folder + "/report.json"))
        part = report["findings"] if what == "findings" else [report]
        lines = [json.dumps(clean(p), sort_keys=True) for p in part]
    print("\n".join(sorted(lines)))


main()
