#!/usr/bin/env python3
"""compare_software.py TRUTH REPORT starter|feeds [FIXES DPKG]: what the report says of software against what the lab planted and
against what Debian has mended in what the lab runs. FIXES is the table of fixed versions (source, fixed in, release, CVE), DPKG
the lab's package database. Prints TAP lines, then figures per class as "# class|figure" lines.

The judge is not Varde: whether a version is old enough is asked of dpkg."""
import json
import subprocess
import sys

SURE = ("confirmed", "probable")
RANKS = {"none": 0, "possible": 1, "probable": 2, "confirmed": 3}
KINDS = {"software-vulnerable", "software-to-verify", "software-unsupported"}


def read_report(path):
    """(addr, port) -> {CVE: verdict}, and the places said to be without support."""
    said, ended = {}, set()
    for f in json.load(open(path + "/report.json"))["findings"]:
        if f["type"] not in KINDS:
            continue
        place = (f["addr"], f["port"])
        if f["type"] == "software-unsupported":
            ended.add(place)
        for line in f.get("cves", []):
            words = line.split()
            said.setdefault(place, {})[words[0]] = words[1]
        if f["type"] == "software-vulnerable" and not f.get("cves"):
            said.setdefault(place, {})["?"] = f["verdict"]
    return said, ended


def read_fixes(path):
    """source package -> {CVE: the versions that have the fix}"""
    fixes = {}
    for line in open(path):
        source, version, _, cve = line.split("\t")[:4]
        fixes.setdefault(source, {}).setdefault(cve, []).append(version)
    return fixes


def sources_of(admin):
    out = subprocess.run(["dpkg-query", "--admindir", admin, "-W", "-f", "${binary:Package}\t${source:Package}\n"],
                         check=True, capture_output=True, text=True).stdout
    return dict(line.split("\t") for line in out.splitlines())


def is_fixed(package_version, versions):
    """Whether all of them are in: a fix that was mended once more counts when the last one is."""
    return all(subprocess.run(["dpkg", "--compare-versions", package_version, "ge", v]).returncode == 0 for v in versions)


class Tap:
    def __init__(self):
        self.n = self.bad = 0

    def tell(self, ok, text):
        self.n += 1
        self.bad += not ok
        print(f"{'ok' if ok else 'not ok'} {self.n} - {text}")


def compare_planted(tap, planted, said, ended, column):
    found = missed = higher = 0
    for p in planted:
        place = (p["addr"], p["port"])
        want = p[column]
        if want == "unsupported":
            ok = place in ended
            got = "unsupported" if ok else "nothing"
        else:
            got = said.get(place, {}).get(p["id"], "none")
            ok = got == want
            higher += RANKS[got] > RANKS[want]
        if want != "none":
            found += ok
            missed += not ok
        tap.tell(ok, f"planted {p['id']} on {p['addr']}:{p['port']} is {want} with {column_name(column)}: was {got} ({p['why']})")
    return found, missed, higher


def column_name(column):
    return "the starter knowledge alone" if column == "starter" else "feeds"


def main():
    truth = json.load(open(sys.argv[1]))
    said, ended = read_report(sys.argv[2])
    feeds = sys.argv[3] == "feeds"
    column = "verdict" if feeds else "starter"
    planted = truth["planted"]
    places = {(p["addr"], p["port"]) for p in planted}
    tap = Tap()
    found, missed, higher = compare_planted(tap, planted, said, ended, column)

    # What the lab runs is Debian's, with its updates.
    real = {(s["addr"], s["port"]): s for s in truth["services"] if not s["simulator"]}
    for place, cves in sorted(said.items()):
        if place in places:
            continue
        sure = sorted(c for c, v in cves.items() if v in SURE)
        s = real.get(place)
        tap.tell(not sure, f"{place[0]}:{place[1]} {s and s['product']}: nothing of a patched service is said to be sure: {sure}")
    figures = [("planted found", found), ("planted missed", missed), ("planted said to be surer than it is", higher)]
    if feeds:
        figures += compare_patched(tap, real, said, read_fixes(sys.argv[4]), sources_of(sys.argv[5]))
    figures.append(("possible, to be verified, on planted",
                    sum(v == "possible" for p, c in said.items() if p in places for v in c.values())))
    figures.append(("possible, to be verified, on patched",
                    sum(v == "possible" for p, c in said.items() if p not in places for v in c.values())))
    for name, value in figures:
        print(f"# {name}|{value}")
    print(f"1..{tap.n}")
    return tap.bad != 0


def compare_patched(tap, real, said, fixes, sources):
    """Whatever Debian's table says is mended in the version that runs must not be sure; where the revision shows, not even possible."""
    counts = {True: [0, 0, 0], False: [0, 0, 0]}
    for place, s in sorted(real.items()):
        # OpenSSH tells the revision; the other servers here hide it.
        visible = s["product"] == "OpenSSH" and s["shown"] == "version"
        cves = said.get(place, {})
        mended = [c for c, v in fixes.get(sources.get(s["package"]), {}).items() if is_fixed(s["package_version"], v)]
        sure = sorted(c for c in mended if cves.get(c) in SURE)
        possible = sorted(c for c in mended if cves.get(c) == "possible")
        counts[visible][0] += len(mended)
        counts[visible][1] += len(sure)
        counts[visible][2] += len(possible)
        text = f"{place[0]}:{place[1]} {s['product']} {s['package_version']}: {len(mended)} mended by Debian"
        if mended:
            tap.tell(not sure, f"{text}, none of them said to be sure: {sure}")
        if visible:
            tap.tell(bool(mended) and not possible, f"{text} in a revision that shows, none of them to be verified: {possible}")
        unmended = sorted(c for c, v in cves.items() if v in SURE and c not in mended)
        tap.tell(not unmended, f"{place[0]}:{place[1]} {s['product']}: nothing else of a patched service is said to be sure: {unmended}")
    figures = []
    for visible, name in ((True, "revision visible"), (False, "revision hidden")):
        n, sure, possible = counts[visible]
        figures += [(f"patched, {name}: mended by Debian", n), (f"patched, {name}: of them reported confirmed or probable", sure),
                    (f"patched, {name}: of them to be verified", possible)]
    return figures


sys.exit(main())
