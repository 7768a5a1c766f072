#!/usr/bin/env python3
"""Runs OISF's suricata-verify tests against varde-sensor, as an independent client: packets and
rules in, events compared with what each test.yaml expects.

usage: suricata_verify.py [-j N] [-o RESULT.json] [-f PART_OF_NAME] [-v] BUILD ARCHIVE

A test is not applicable, with the reason, when it needs what the sensor is not for (blocking,
other protocols, Lua), a keyword that is refused, a setting that the sensor does not have, or checks
files that are no events. The reason is read from test.yaml, suricata.yaml and the rules, never from
the test's name. See tests/sensor/README.md.
"""
import argparse
import collections
import concurrent.futures
import glob
import ipaddress
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
import tempfile

import yaml

# Event types that the sensor has; checks of others with count 0 hold by themselves.
EVENTS = set("""alert anomaly dns http tls ssh smtp fileinfo flow stats quic ftp ftp_data smb rdp dcerpc dhcp snmp mqtt
modbus ntp""".split())
FEATURES = {"HAVE_JA3", "HAVE_JA4", "RUST", "HAVE_NSS", "HAVE_LIBJANSSON", "LIBNET1.1"}
OURS = (8, 0, 7)  # the version whose language and events we follow
# Protocols that the sensor is meant to know; which of them have a parser, src/proto/proto.c says.
MEANT = set("""http http2 dns tls quic socks smtp ftp ftp-data ssh smb rdp dcerpc dhcp ntp snmp mqtt
modbus""".split())
# What others know and the sensor is not meant to.
OTHERS = set("""dnp3 pgsql ike krb5 nfs tftp rfb sip sdp enip ldap pop3 imap bittorrent-dht telnet websocket
doh2 mdns template arp""".split())
# How keywords, keys of events and names of tests begin, where that is not the protocol's own name.
ALIASES = {"dce": "dcerpc", "ftpdata": "ftp-data", "ftp_data": "ftp-data", "ftpbounce": "ftp", "hassh": "ssh",
           "smb1": "smb", "smb2": "smb", "smb3": "smb", "ikev1": "ike", "bittorrent_dht": "bittorrent-dht",
           "mqtt31": "mqtt", "mqtt311": "mqtt", "mqtt5": "mqtt", "filestore": None}
# Settings of eve-log's event types that the sensor does not have: an event is always whole.
OUTPUT_SETTINGS = {
    "dns": {"requests", "responses", "types", "formats", "query", "answer", "custom"},
    "http": {"custom", "dump-all-headers"}, "tls": {"custom"}, "smb": {"types"}, "ftp": set(),
    "stats": {"null-values", "deltas", "threads"},
}
# Arguments that ask for another kind of run.
OTHER_RUNS = [
    ("--engine-analysis", "analysis of rules"), ("-T", "tests a configuration"),
    ("--firewall", "blocks packets"), ("--list-", "lists something"), ("--unix-socket", "unix socket"),
    ("--dump", "dumps a configuration"), ("--simulate-packet", "simulates a failure"), ("-u", "unit tests"),
    ("lua", "Lua"), ("error-policy", "exception policies"),
    ("memcap-policy", "exception policies"), ("midstream-policy", "exception policies"), ("exception-policy", "exception policies"),
    ("bypass", "bypass"), ("http2.enabled", "settings of protocols"), ("reputation", "IP reputation"), ("threshold-file", "threshold file"),
    ("delete-when-done", "files of captures"), ("async-oneside", "one-sided streams"),
    ("vlan.use-for-tracking", "settings of flows"),
    ("detection-ports", "ports where a protocol is looked for"),
    ("urgent.policy", "urgent data policies"), ("oob-limit-policy", "urgent data policies"), ("datasets.", "settings of datasets"),
]
OPERATORS = {
    "len": lambda a, b: hasattr(a, "__len__") and len(a) == int(b),
    "find": lambda a, b: str(b) in a if isinstance(a, str) else False,
    "contains": lambda a, b: b in a if isinstance(a, (str, list)) else False,
    "startswith": lambda a, b: isinstance(a, str) and a.startswith(str(b)),
    "endswith": lambda a, b: isinstance(a, str) and a.endswith(str(b)),
    "gt": lambda a, b: a > b, "lt": lambda a, b: a < b, "gte": lambda a, b: a >= b, "lte": lambda a, b: a <= b,
    "ge": lambda a, b: a >= b, "le": lambda a, b: a <= b, "ne": lambda a, b: a != b,
}
MISSING = object()


class NotApplicable(Exception):
    pass


def version(text):
    parts = [int(x) for x in re.findall(r"\d+", str(text))][:3]
    return tuple(parts + [0] * (3 - len(parts)))


def requires(req):
    """Why what is required is not there, or None."""
    if not req:
        return None
    if "min-version" in req and version(req["min-version"]) > OURS:
        return "a newer version's expectations"
    if "lt-version" in req and version(req["lt-version"]) <= OURS:
        return "an older version's expectations"
    if "version" in req and version(req["version"]) != OURS:
        return "another version's expectations"
    for f in req.get("features") or []:
        if f not in FEATURES:
            return "feature " + str(f)
    if req.get("pcap") is False:
        return "no capture"
    for key in req:
        if key in ("os", "arch", "script", "lambda", "files", "env"):
            return "requirement " + key
    return None


def find(obj, path):
    """The value at a dotted path with indices: a.b[0].c; names may hold dots of their own."""
    for part in re.findall(r"[^.\[\]]+|\[-?\d+\]", path):
        if part[0] == "[":
            i = int(part[1:-1])
            if not isinstance(obj, list) or not -len(obj) <= i < len(obj):
                return MISSING
            obj = obj[i]
        elif isinstance(obj, dict) and part in obj:
            obj = obj[part]
        elif isinstance(obj, list) and part.isdigit() and int(part) < len(obj):
            obj = obj[int(part)]
        else:
            return MISSING
    return obj


def address(text):
    try:
        return ipaddress.ip_address(str(text))
    except ValueError:
        return None


def equal(have, want):
    if isinstance(have, str) and ":" in have and address(have) and address(have) == address(want):
        return True  # an address of IPv6 as RFC 5952 writes it and one with all its zeros
    if isinstance(want, bool) or isinstance(have, bool):
        return have is want or (isinstance(have, str) and have == str(want).lower())
    if isinstance(have, (int, float)) and isinstance(want, (int, float)):
        return have == want
    if isinstance(want, (dict, list)):
        return have == want
    return str(have) == str(want)


def matches(event, match):
    for key, want in match.items():
        if key == "has-key":
            for k in want if isinstance(want, list) else [want]:
                if find(event, k) is MISSING:
                    return False
            continue
        if key == "not-has-key":
            for k in want if isinstance(want, list) else [want]:
                if find(event, k) is not MISSING:
                    return False
            continue
        name, _, op = key.partition("__")
        have = find(event, name)
        if have is MISSING:
            if want is None and not op:
                continue
            return False
        try:
            if op:
                if op not in OPERATORS or not OPERATORS[op](have, want):
                    return False
            elif not equal(have, want):
                return False
        except TypeError:
            return False
    return True


def variables(config):
    """Lines of a variables file from a suricata.yaml."""
    try:
        with open(config) as f:
            text = f.read()
        doc = yaml.safe_load(re.sub(r"^%YAML.*\n", "", text))
    except (yaml.YAMLError, OSError):
        return {}, {}
    out = {}
    for group in ((doc or {}).get("vars") or {}).values():
        if isinstance(group, dict):
            for k, v in group.items():
                out[k] = str(v)
    return out, doc or {}


def parsers():
    """The protocols that have a parser: rows of the sensor's table."""
    table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/proto/proto.c")
    with open(table) as f:
        rows = re.findall(r"\[PROTO_(\w+)\] = &", f.read())
    return {{"HTTP1": "http", "FTP_DATA": "ftp-data"}.get(r, r.lower()) for r in rows}


def protocol(name):
    """The protocol that a name speaks of, or None."""
    name = str(name).lower()
    first = re.split(r"[.:_]", name)[0]
    for n in (name, first):
        n = ALIASES.get(n, n)
        if n in MEANT or n in OTHERS:
            return n
    return None


def no_parser(name, have):
    """Why there is nothing to be expected of the protocol, or None."""
    proto = protocol(name)
    if proto is None or proto in have:
        return None
    return ("parser not there yet: " if proto in MEANT else "protocol that is not ours: ") + proto


def nearest(events, match):
    """Where the event that comes nearest to what is expected differs from it."""
    best, lack = None, []
    kind = match.get("event_type")
    for e in events:
        if kind and e.get("event_type") != kind:
            continue
        miss = [k for k in match if not matches(e, {k: match[k]})]
        if best is None or len(miss) < len(lack):
            best, lack = e, miss
    if best is None:
        return "no such event at all"
    said = []
    for k in lack[:4]:
        have = find(best, k.partition("__")[0])
        said.append("%s is %s" % (k, "not there" if have is MISSING else json.dumps(have)[:80]))
    return "nearest: " + ", ".join(said)


class Test:
    have = parsers()

    def __init__(self, path, root, build):
        self.path, self.build = path, build
        self.name = os.path.relpath(path, root)
        with open(os.path.join(path, "test.yaml")) as f:
            self.doc = yaml.safe_load(f) or {}
        args = self.doc.get("args") or []
        self.seed, self.types, self.packet = 0, set(), False
        self.dns_version = str((self.doc.get("env") or {}).get("SURICATA_EVE_DNS_VERSION", 3))
        self.args = shlex.split(" ".join(map(str, args)) if isinstance(args, list) else str(args))

    def applicable(self):
        reason = requires(self.doc.get("requires"))
        if reason:
            raise NotApplicable(reason)
        for skip in self.doc.get("skip") or []:
            if not isinstance(skip, dict) or not ({"uid", "feature"} & set(skip)):
                raise NotApplicable("skipped by the test itself")
        if self.doc.get("command"):
            raise NotApplicable("a command of its own")
        text = " ".join(self.args)
        for mark, why in OTHER_RUNS:
            if re.search(r"(^|[ .])" + re.escape(mark), text):
                raise NotApplicable(why)
        # Their runner looks at bytes at once in a test whose name has "ips", too.
        self.inline = "ips" in os.path.basename(self.name) or "--simulate-ips" in text or "stream.inline" in text
        if self.inline and self.blocks():
            raise NotApplicable("blocks packets")
        if "exit-code" in self.doc and self.doc["exit-code"] != 0:
            raise NotApplicable("exit code of a bad configuration")

    def blocks(self):
        """Whether rules block or checks expect that something is."""
        if any(re.match(r"(drop|reject|accept)", t) or "firewall" in t for t in self.rule_texts().values()):
            return True
        for check in self.doc.get("checks") or []:
            body = (check.get("filter") or {}) if isinstance(check, dict) else {}
            text = json.dumps(body.get("match", {}), default=str) + (" ".join(check.get("stats") or {})
                                                                     if isinstance(check, dict) else "")
            if re.search(r"drop|verdict|blocked|\bips\.|reject", text):
                return True
        return False

    def pcap(self):
        given = self.doc.get("pcap")
        if given is False:
            raise NotApplicable("no capture")
        if "-r" in self.args and self.args.index("-r") + 1 < len(self.args):
            given = self.args[self.args.index("-r") + 1].replace("${TEST_DIR}/", "")
        if given:
            p = os.path.join(self.path, str(given))
            if not os.path.isfile(p):
                raise NotApplicable("its capture is not in the archive")
            return p
        files = sorted(glob.glob(self.path + "/*.pcap") + glob.glob(self.path + "/*.pcapng"))
        if not files:
            raise NotApplicable("no capture")
        return files[0]

    def rules(self):
        for flag in ("-S", "-s"):
            if flag in self.args:
                return [os.path.join(self.path, self.args[self.args.index(flag) + 1].replace("${TEST_DIR}/", ""))]
        if self.doc.get("rules"):
            return [os.path.join(self.path, str(self.doc["rules"]))]
        p = os.path.join(self.path, "test.rules")
        return [p] if os.path.exists(p) else sorted(glob.glob(self.path + "/*.rules"))

    def checks(self):
        """Those that are about events, and the reasons for which others are not judged."""
        out, why = [], []
        for check in self.doc.get("checks") or []:
            if not isinstance(check, dict):
                continue
            for kind, body in check.items():
                reason = requires((body or {}).get("requires") if isinstance(body, dict) else None)
                if reason:
                    why.append(reason)
                elif kind == "stats":
                    # A check by the last statistics, one counter each.
                    for name, want in body.items():
                        out.append(("filter", {"stats": True, "match": {"event_type": "stats", "stats." + name: want}}))
                elif kind != "filter":
                    why.append("checks by " + kind)
                elif body.get("filename", "eve.json") != "eve.json":
                    why.append("another file than events")
                elif self.foreign(body):
                    why.append(self.foreign(body))
                elif body.get("match", {}).get("event_type", "alert") not in EVENTS and body.get("count") != 0:
                    why.append("event type " + str(body["match"].get("event_type")))
                else:
                    out.append((kind, body))
        if not out:
            raise NotApplicable(why[0] if why else "no checks")
        if all(b.get("count") == 0 for _, b in out) and why:
            raise NotApplicable(why[0])
        return out

    def rule_texts(self):
        """Rules by their sid."""
        if not hasattr(self, "texts"):
            self.texts = {}
            for path in self.rules():
                if os.path.exists(path):
                    with open(path, errors="replace") as f:
                        for line in f.read().replace("\\\n", " ").splitlines():
                            m = re.search(r"\bsid\s*:\s*(\d+)", line)
                            if m and not line.lstrip().startswith("#"):
                                self.texts[int(m.group(1))] = line.strip()
        return self.texts

    def speaks_of(self, rule):
        """The protocols that a rule asks for."""
        head = rule.split("(")[0].split()
        named = [head[1]] if len(head) > 1 else []
        body = re.sub(r'"(\\.|[^"\\])*"', '""', rule.partition("(")[2])
        named += re.findall(r"app-layer-(?:protocol|event)\s*:\s*!?\s*([\w-]+)", body)
        named += re.findall(r"(?:^|;)\s*([a-z][\w.]*)", body)
        return named

    def foreign(self, body):
        """Why the check is about what has no parser, or None."""
        match = body.get("match") or {}
        if body.get("count") == 0:
            return None
        kind = match.get("event_type")
        named = [kind] + [match[k] for k in match if k == "tls.from_proto" or k.startswith("app_proto")]
        if kind == "dns" and self.says("app_proto", "doh2"):
            named.append("doh2")
        named += [k for k in match if "." in k] + [k[6:] for k in match if k.startswith("stats.")]
        named += re.findall(r"stats\.app_layer\.\w+\.([a-z0-9]+)", " ".join(match))
        sid = match.get("alert.signature_id")
        texts = self.rule_texts()
        if sid in texts:
            named += self.speaks_of(texts[sid])
        elif kind == "alert" and sid is None:
            for text in texts.values():
                named += self.speaks_of(text)
        if match.get("fileinfo.stored") is True:
            return "files are not stored"
        if match.get("flow.state") == "bypassed":
            return "bypass"
        if any(k.startswith("stats.app_layer.") or k.endswith(".memuse") for k in match):
            return "counter of another's inside"
        for key in ("verdict", "packet_info", "metadata"):
            if any(re.split(r"[.\[]|__", k)[0] == key for k in match):
                return "part of events that is not ours: " + key
        if "flow.action" in match:
            return "part of events that is not ours: flow.action"
        if any("exception_policy" in k for k in match):
            return "exception policies"
        if any(k.endswith("_max_regions") for k in match):
            return "counter of another's inside"
        if any("guess-applayer-tx" in a for a in self.args) and sid in texts and kind == "alert" and \
                not any(protocol(n) for n in self.speaks_of(texts[sid])[1:]):
            return "settings of detection"
        if kind in (None, "fileinfo", "anomaly") or (kind == "alert" and any(
                re.search(r"(^|;)\s*file", t.partition("(")[2]) for s, t in texts.items() if sid in (None, s))):
            # Files, and what has no type, may be any protocol's: then the test's name tells.
            if not {protocol(n) for n in named} & self.have:
                named += re.split(r"[-/]", self.name.partition("/")[2])[:3]
        for name in named:
            reason = no_parser(name, self.have) if name else None
            if reason:
                return reason
        return None

    def says(self, key, value):
        """Whether a check expects that value."""
        return any((c.get("filter") or {}).get("match", {}).get(key) == value
                   for c in self.doc.get("checks") or [] if isinstance(c, dict))

    def other_settings(self):
        """Why the configuration asks for what the sensor has no setting for, or None."""
        config = os.path.join(self.path, "suricata.yaml")
        _, doc = variables(config) if os.path.exists(config) else ({}, {})
        for name, settings in ((doc.get("app-layer") or {}).get("protocols") or {}).items():
            if isinstance(settings, dict) and settings.get("enabled") in (False, "no") and name in self.have:
                return "settings of protocols"
        stream = doc.get("stream") or {}
        if stream.get("async-oneside") in (True, "yes"):
            return "one-sided streams"
        return None

    def events(self):
        """The value of --events: the types that the configuration asks for."""
        groups = {"alert", "anomaly", "flow", "stats"}
        out = {"fileinfo" if t == "files" else t for t in self.types}
        out &= groups | {"fileinfo"} | EVENTS
        # A protocol has a name there only when its parser has events.
        apps = {t for t in out if t not in groups | {"fileinfo"}}
        return ",".join(sorted((out - apps) | (apps & (self.have | {"ftp_data"} if "ftp-data" in self.have else self.have))))

    def output_settings(self):
        """Why the events that the configuration asks for are others than ours, or None."""
        config = os.path.join(self.path, "suricata.yaml")
        _, doc = variables(config) if os.path.exists(config) else ({}, {})
        for out in doc.get("outputs") or []:
            log = out.get("eve-log") if isinstance(out, dict) else None
            if not isinstance(log, dict) or log.get("enabled") in (False, "no"):
                continue
            self.seed = log.get("community-id-seed", self.seed)
            if log.get("filename", "eve.json") == "eve.json" and log.get("types"):
                self.types |= {k for t in log["types"] for k in (t if isinstance(t, dict) else [t])
                               if not (isinstance(t, dict) and isinstance(t[k], dict)
                                       and t[k].get("enabled") in (False, "no"))}
            for option in ("ethernet", "suricata-version"):
                if log.get(option) in (True, "yes"):
                    return "setting of events that is not ours: " + option
            for t in log.get("types") or []:
                if not isinstance(t, dict):
                    continue
                for kind, settings in t.items():
                    if not isinstance(settings, dict):
                        continue
                    if kind == "alert" and settings.get("packet") in (True, "yes"):
                        self.packet = True
                    if kind == "anomaly" and any(v in (False, "no") for v in (settings.get("types") or {}).values()):
                        return "setting of events that is not ours: anomaly.types"
                    if kind == "dns" and "version" in settings:
                        self.dns_version = str(settings["version"])
                    for option in sorted(OUTPUT_SETTINGS.get(kind, set()) & set(settings)):
                        return "setting of events that is not ours: %s.%s" % (kind, option)
        return None

    def compile(self, rules, pack, tmp):
        config = os.path.join(self.path, "suricata.yaml")
        names, _ = variables(config) if os.path.exists(config) else ({}, {})
        for i, a in enumerate(self.args):
            m = re.match(r"vars\.(?:address|port)-groups\.(\w+)=(.*)", a)
            if m:
                names[m.group(1)] = m.group(2)
        cmd = [self.build + "/src/cmd/varde", "rules", "compile", "--all", "-o", pack]
        if names:
            with open(tmp + "/vars", "w") as f:
                f.writelines("%s = %s\n" % (k, v.replace("\n", " ")) for k, v in names.items())
            cmd += ["--vars", tmp + "/vars"]
        cmd += sorted(glob.glob(self.path + "/*.config")) + rules
        r = subprocess.run(cmd, capture_output=True, text=True, errors="replace", timeout=120)
        if r.returncode != 0:
            raise NotApplicable("rules cannot be read: " + r.stderr.strip().splitlines()[0][:80])
        refused = re.findall(r": sid (\d+): (.*)", r.stdout)
        return {int(s): w for s, w in refused}

    def needs(self, refused, checks):
        """A refused rule matters when a check expects an event of it, or of any alert; one that
        configures matters for everything."""
        for sid, why in refused.items():
            if self.rule_texts().get(sid, "").startswith("config "):
                raise NotApplicable("rule: action config")
            for _, body in checks:
                m = body.get("match", {})
                want = m.get("alert.signature_id", m.get("alert.signature_id__eq"))
                if body.get("count") == 0 and want is not None:
                    continue
                if want == sid or (m.get("event_type") == "alert" and want is None):
                    raise NotApplicable("rule: " + re.sub(r"\d{4,}", "N", why.split(": ")[0]))

    def run(self):
        self.applicable()
        pcap, checks = self.pcap(), self.checks()
        reason = self.other_settings() or self.output_settings()
        if reason:
            raise NotApplicable(reason)
        with tempfile.TemporaryDirectory(prefix="varde-sv-") as tmp:
            cmd = [self.build + "/src/cmd/varde-sensor", "-r", pcap, "-o", tmp + "/out"]
            rules = self.rules()
            if not all(os.path.exists(r) for r in rules):
                raise NotApplicable("its rules are not in the archive")
            if rules:
                self.needs(self.compile(rules, tmp + "/pack", tmp), checks)
                cmd += ["--rules", tmp + "/pack"]
            if "none" in self.args and "-k" in self.args:
                cmd += ["-k", "none"]
            cmd += ["--community-id-seed", str(self.seed)]
            if self.inline:
                cmd += ["--at-once"]
            if self.packet:
                cmd += ["--packet"]
            if self.types and self.events():
                cmd += ["--events", self.events()]
            if "fileinfo.md5" in str(checks) or "fileinfo.sha" in str(checks):
                cmd += ["--hash", "md5,sha1,sha256"]
            if self.dns_version == "2":
                cmd += ["--dns-version", "2"]
            if not any("stream.midstream=true" in a.replace("yes", "true") for a in self.args):
                config = os.path.join(self.path, "suricata.yaml")
                _, doc = variables(config) if os.path.exists(config) else ({}, {})
                if not (doc.get("stream") or {}).get("midstream"):
                    cmd += ["--no-midstream"]
            r = subprocess.run(cmd, capture_output=True, text=True, errors="replace", timeout=120)
            events = []
            path = tmp + "/out/eve.json"
            if os.path.exists(path):
                with open(path, errors="replace") as f:
                    events = [json.loads(line) for line in f if line.strip()]
            if r.returncode < 0:
                return "the sensor died by signal %d" % -r.returncode
        stats = [e for e in events if e["event_type"] == "stats"]
        # Counters that the sensor does not have are another's inside, and judge nothing.
        theirs = [b for _, b in checks if b.get("stats") and not any(
            find(e, k) is not MISSING for e in stats for k in b["match"] if k != "event_type")]
        if len(theirs) == len(checks):
            raise NotApplicable("counter of another's inside")
        for _, body in checks:
            if body in theirs:
                continue
            n = sum(matches(e, body.get("match", {})) for e in events)
            if "count" in body and n != body["count"] or "count" not in body and not n:
                match = body.get("match", {})
                where = "; " + nearest(events, match) if n < body.get("count", 1) else ""
                return "%s of %s: %s%s" % (n, body.get("count", "some"), json.dumps(match, default=str), where)
        return None


def feature(test):
    """What a test is about: the event types of its checks."""
    types = sorted({str(c["filter"].get("match", {}).get("event_type", "any"))
                    for c in test.doc.get("checks") or [] if isinstance(c, dict) and isinstance(c.get("filter"), dict)})
    return "+".join(types[:2]) or "other"


def judge(test):
    try:
        why = test.run()
        return ("fail", why) if why else ("pass", "")
    except NotApplicable as e:
        return "not applicable", str(e)
    except subprocess.TimeoutExpired:
        return "fail", "no end within two minutes"


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("-j", type=int, default=2)
    ap.add_argument("-o", default=None)
    ap.add_argument("-f", default="")
    ap.add_argument("-v", action="store_true")
    ap.add_argument("--goal", type=float, default=0.0, help="fail below this share of the applicable ones, in percent")
    ap.add_argument("build")
    ap.add_argument("archive")
    a = ap.parse_args()
    a.build = os.path.abspath(a.build)
    if not os.path.exists(a.archive):
        print("1..0 # SKIP %s is not there" % a.archive)
        return 0
    with tempfile.TemporaryDirectory(prefix="varde-sv-") as root:
        if os.path.isdir(a.archive):
            base = a.archive
        else:
            base = root
            with tarfile.open(a.archive) as tar:
                tar.extractall(root)
        tests = [Test(os.path.dirname(p), base, a.build)
                 for p in sorted(glob.glob(base + "/**/test.yaml", recursive=True)) if a.f in p]
        with concurrent.futures.ThreadPoolExecutor(a.j) as pool:
            verdicts = list(pool.map(judge, tests))
    rows = [{"test": t.name, "feature": feature(t), "verdict": v, "reason": w} for t, (v, w) in zip(tests, verdicts)]
    by = collections.defaultdict(collections.Counter)
    for r in rows:
        by[r["feature"]][r["verdict"]] += 1
        if r["verdict"] == "fail" or a.v:
            print("%-14s %s: %s" % (r["verdict"], r["test"], r["reason"]))
    print("\n%-32s %6s %6s %6s" % ("feature", "pass", "fail", "n/a"))
    for name in sorted(by, key=lambda n: -sum(by[n].values())):
        c = by[name]
        print("%-32s %6d %6d %6d" % (name, c["pass"], c["fail"], c["not applicable"]))
    why = collections.Counter(r["reason"] for r in rows if r["verdict"] == "not applicable")
    print("\nnot applicable:")
    for reason, n in why.most_common():
        print("%6d  %s" % (n, reason))
    c = collections.Counter(r["verdict"] for r in rows)
    share = 100.0 * c["pass"] / max(c["pass"] + c["fail"], 1)
    print("\n%d tests: %d pass, %d fail, %d not applicable; %.1f %% of the applicable pass" % (
        len(rows), c["pass"], c["fail"], c["not applicable"], share))
    if a.o:
        os.makedirs(os.path.dirname(os.path.abspath(a.o)), exist_ok=True)
        with open(a.o, "w") as f:
            json.dump({"pass": c["pass"], "fail": c["fail"], "not_applicable": c["not applicable"],
                       "share": round(share, 2), "tests": rows}, f, indent=1)
    return 1 if share < a.goal else 0


if __name__ == "__main__":
    sys.exit(main())
