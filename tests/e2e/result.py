#!/usr/bin/env python3
"""result.py NAME 'WHAT|VALUE|UNIT|GOAL[|PEER|PEER VALUE]'...: writes build/results/NAME.json. A goal is the most that is allowed; an
empty one is none. The ratio is the peer's value by ours: how many times better we are when less is better."""
import json
import os
import sys

folder = os.environ.get("VARDE_RESULTS") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/results")
lines = []
for arg in sys.argv[2:]:
    what, value, unit, goal, peer, peer_value = (arg.split("|") + ["", ""])[:6]
    value, goal = float(value), float(goal) if goal else None
    peer_value = float(peer_value) if peer_value else None
    lines.append({"what": what, "value": value, "unit": unit, "peer": peer or None, "peer_value": peer_value,
                  "ratio": round(peer_value / value, 2) if peer_value and value else None, "goal": goal,
                  "met": None if goal is None else value <= goal})
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, sys.argv[1] + ".json"), "w") as f:
    json.dump({"lines": lines}, f, indent=1)
    f.write("\n")
