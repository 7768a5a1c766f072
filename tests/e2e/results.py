#!/usr/bin/env python3
"""results.py FILE.json...: what result.py wrote, as a table for people (Markdown)."""
import json
import sys


def number(v):
    return "" if v is None else f"{v:,.0f}" if abs(v) >= 1000 else f"{v:g}"


print("| what | measured | goal | beside it | ratio |\n|---|---|---|---|---|")
for path in sys.argv[1:]:
    for line in json.load(open(path))["lines"]:
        unit = f" {line['unit']}" if line["unit"] else ""
        goal = "" if line["goal"] is None else f"{number(line['goal'])}{unit}" + ("" if line["met"] else ", **missed**")
        peer = "" if line["peer"] is None else f"{line['peer']}: {number(line['peer_value'])}{unit}"
        ratio = "" if line["ratio"] is None else number(line["ratio"])
        print(f"| {line['what']} | {number(line['value'])}{unit} | {goal} | {peer} | {ratio} |")
