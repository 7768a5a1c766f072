#!/usr/bin/env python3
"""measure.py RESULT COMMAND...: runs the command and writes {"seconds", "status", "peak_kib", "processes"} to RESULT.

peak_kib adds up the highest resident set of every process the command started and its own: more than was ever resident
at one moment, since pages they share count for each of them."""
import json
import os
import subprocess
import sys
import time


def tree(pid):
    yield pid
    try:
        for child in open(f"/proc/{pid}/task/{pid}/children").read().split():
            yield from tree(int(child))
    except OSError:
        pass


def peak(pid):
    """Name and high-water mark; None for one that is gone or only about to become another program."""
    try:
        fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
        return fields["Name"].strip(), int(fields["VmHWM"].split()[0])
    except (OSError, KeyError, ValueError):
        return None


began = time.monotonic()
child = subprocess.Popen(sys.argv[2:])
seen = {}
while child.poll() is None:
    for pid in tree(child.pid):
        p = peak(pid)
        if p:
            seen[(pid, p[0])] = p[1]
    time.sleep(0.005)
seconds = time.monotonic() - began
wanted = {k: v for k, v in seen.items() if k[1].startswith("varde")}
json.dump({"seconds": round(seconds, 3), "status": child.returncode, "peak_kib": sum(wanted.values()),
           "processes": [{"name": name, "peak_kib": kib} for (_, name), kib in wanted.items()]}, open(sys.argv[1], "w"))
sys.exit(child.returncode if child.returncode >= 0 else 128 - child.returncode)
