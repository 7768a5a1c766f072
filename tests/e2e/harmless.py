#!/usr/bin/env python3
"""harmless.py html|csv|text|pdf FILE: nothing in it can act. Prints what can, and fails. pdf is what pdftotext gives."""
import csv
import html.parser
import re
import sys

kind, file = sys.argv[1:]
raw = open(file, "rb").read()
text = raw.decode("utf-8")
bad = []

# Control characters but tab and newline, C1, and what turns the direction of text.
for m in re.finditer("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text):
    if kind == "pdf" and m.group() in "\x0c\u202b\u202c":
        continue  # pdftotext ends a page so, and marks letters that run from right to left
    bad.append(f"U+{ord(m.group()):04X} at {m.start()}: {text[max(0, m.start() - 40):m.end() + 20]!r}")


class Reader(html.parser.HTMLParser):
    inside = None

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag in ("script", "style") else None
        for name, value in attrs:
            if name.startswith("on"):
                bad.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action", "formaction", "data") and re.match(r"\s*(javascript|vbscript|data:text)", value or "", re.I):
                bad.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "style", "class", "id") and "VARDE-" in (value or ""):
                bad.append(f"<{tag} {name}={value!r}>")
        if tag in ("iframe", "object", "embed", "base", "form", "link") or (tag == "img" and not dict(attrs).get("src", "").startswith("data:")):
            bad.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside and "VARDE-" in data:
            bad.append(f"in <{self.inside}>: {data[:100]!r}")


if kind == "html":
    Reader().feed(text)
if kind == "csv":
    for n, row in enumerate(csv.reader(text.lstrip("\ufeff").splitlines(keepends=True)), 1):
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                bad.append(f"row {n}: {cell[:80]!r}")
print("\n".join(bad[:20]))
sys.exit(bool(bad))
