"""CSAF providers for tests/interop/csaf.sh on 127.0.0.1, good and bad ones, as the path says: /NAME/provider-metadata.json.
Takes a folder for its keys. Prints its port. /set/NAME/WORD changes a provider, /set/-/WORD the whole."""
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

home = sys.argv[1]
os.makedirs(home, 0o700, exist_ok=True)
state = {}


def gpg(*args, data=None):
    return subprocess.run(["gpg", "--homedir", home, "--batch", "--quiet", "--yes", "--pinentry-mode", "loopback",
                           "--passphrase", "", *args], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=True).stdout


def make_key(who, *faked):
    span = "1y" if faked else "never"
    gpg(*faked, "--quick-gen-key", who, "ed25519", "sign", span)
    lines = gpg("--with-colons", "--fingerprint", "-k", who).decode().splitlines()
    return next(line.split(":")[9] for line in lines if line.startswith("fpr"))


old = ("--faked-system-time", "20200101T000000!")
keys = {"maker": make_key("maker@example"), "other": make_key("other@example"), "old": make_key("old@example", *old)}
signatures = {}


def sign(data, who):
    if (data, who) not in signatures:
        faked = old if who == "old" else ()
        signatures[data, who] = gpg(*faked, "-u", who + "@example", "--armor", "--detach-sign", data=data)
    return signatures[data, who]


def document(number, tlp="WHITE", day="2026-01-01", space="https://maker.example", status="final"):
    when = day + "T00:00:00Z"
    return json.dumps({
        "document": {
            "category": "csaf_security_advisory", "csaf_version": "2.0", "title": f"Flaw {number} {day}",
            "distribution": {"tlp": {"label": tlp}},
            "publisher": {"category": "vendor", "name": "Maker", "namespace": space},
            "tracking": {"id": number, "status": status, "version": "1", "initial_release_date": "2025-01-01T00:00:00Z",
                         "current_release_date": when,
                         "revision_history": [{"number": "1", "date": when, "summary": "first"}]}},
        "product_tree": {"branches": [{"category": "vendor", "name": "Maker", "branches": [
            {"category": "product_name", "name": "Viewer", "branches": [
                {"category": "product_version", "name": "1.0", "product": {"name": "Viewer 1.0", "product_id": "P"}}]}]}]},
        "vulnerabilities": [{"cve": f"CVE-2026-{1000 + int(number[-1])}", "product_status": {"known_affected": ["P"]}}],
    }).encode()


def documents(name):
    """The files of a provider: name to (bytes, time in its list)."""
    word = state.get(name, "")
    day = {"newer": "2026-02-01", "older": "2025-06-01"}.get(word, "2026-01-01")
    listed = {"newer": "2026-02-01", "older": "2026-03-01"}.get(word, "2026-01-01")
    files = {f"m-{i}.json": (document(f"M-{i}"), "2026-01-01") for i in (2, 3)}
    files["m-1.json"] = (document("M-1", day=day), listed)
    if word == "gone":
        del files["m-3.json"]
    if word == "lost":
        return {}
    if name == "names":
        files["wrong.json"] = (document("M-4"), "2026-01-01")
        files["m-5.json"] = (document("M-5", space="https://taker.example"), "2026-01-01")
        files["m-6.json"] = (document("M-6", status="draft"), "2026-01-01")
        files["m-7.json"] = (b"{\"document\":", "2026-01-01")
    if name in ("red", "token"):
        files["m-4.json"] = (document("M-4", tlp="RED" if name == "red" else "AMBER"), "2026-01-01")
    return files


def vex(number, release):
    """What Red Hat says of one CVE."""
    when = "2026-02-01T00:00:00Z"
    return json.dumps({
        "document": {"category": "csaf_vex", "csaf_version": "2.0", "title": "Red Hat VEX " + number,
                     "publisher": {"category": "vendor", "name": "Red Hat", "namespace": "https://www.redhat.example"},
                     "tracking": {"id": number, "status": "final", "version": "1", "initial_release_date": when,
                                  "current_release_date": when}},
        "vulnerabilities": [{"cve": number, "product_status": {
            "fixed": [f"BaseOS-9.4.0.Z:openssh-0:8.7p1-38.el9_4.{release}.src"]}}]}).encode()


def vex_files():
    files = {f"cve-2026-100{i}.json": (vex(f"CVE-2026-100{i}", 1), "2026-01-01") for i in (1, 2)}
    files["cve-2026-1003.json"] = (vex("CVE-2026-1003", 1), "2026-01-20")
    if state.get("redhat"):
        files["cve-2026-1001.json"] = (vex("CVE-2026-1001", 2), "2026-02-01")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for i in (1, 2):
            member = tarfile.TarInfo(f"2026/cve-2026-100{i}.json")
            body = vex(f"CVE-2026-100{i}", 1)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    files["csaf_vex_2026-01-15.tar.zst"] = (packed.getvalue(), "")
    return files


class Publisher(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        print(f"{self.path} {self.headers.get('Host', '-')}", file=sys.stderr, flush=True)

    def reply(self, body, status=200, length=None, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def nothing(self):
        self.reply(b"", 404)

    def base(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def elsewhere(self):
        return f"http://localhost:{self.server.server_port}"

    def metadata(self, name):
        here, word = f"{self.base()}/{name}", state.get(name, "")
        feed = {"summary": "all", "tlp_label": "WHITE", "url": f"{here}/feed.json"}
        red = {"summary": "few", "tlp_label": "RED", "url": f"{here}/red.json"}
        folder = f"{self.elsewhere() if name == 'foreign' else self.base()}/{name}/docs/"
        plain = name in ("index", "names", "red", "token", "plain", "brokenoff")
        who = "other" if word == "newkey" else "old" if name == "oldkey" else "maker"
        named = [] if plain or word == "nokey" else [{"fingerprint": keys[who], "url": f"{here}/key-{who}.asc"}]
        if name == "keyfile":
            named[0]["url"] = f"{here}/key-other.asc"
        updated = "2025-01-01" if word == "back" else "2026-01-01"
        return json.dumps({
            "canonical_url": f"{self.elsewhere() if name == 'foreignmeta' else self.base()}/{name}/provider-metadata.json",
            "distributions": [{"rolie": {"feeds": [feed, red]}}] if name == "rolie" else
            [] if name == "nowhere" else [{"directory_url": f"{here}/{part}/"} for part in ("advisories", "vex")]
            if name == "redhat" else [{"directory_url": folder}],
            "last_updated": updated + "T00:00:00Z", "list_on_CSAF_aggregators": True, "metadata_version": "2.0",
            "mirror_on_CSAF_aggregators": True, "public_openpgp_keys": named,
            "publisher": {"category": "vendor", "name": "Maker",
                          "namespace": "https://www.redhat.example" if name == "redhat" else "https://maker.example"},
            "role": "csaf_provider" if plain else "csaf_trusted_provider"}).encode()

    def feed(self, name):
        here, entries = f"{self.base()}/{name}/docs/", []
        for file, (_, day) in documents(name).items():
            links = [{"rel": "self", "href": here + file}, {"rel": "hash", "href": here + file + ".sha256"},
                     {"rel": "hash", "href": here + file + ".sha512"}, {"rel": "signature", "href": here + file + ".asc"}]
            entries.append({"id": file, "title": file, "updated": day + "T00:00:00Z", "published": day + "T00:00:00Z",
                            "content": {"src": here + file, "type": "application/json"}, "link": links})
        return json.dumps({"feed": {"id": name, "title": name, "updated": "2026-01-01T00:00:00Z", "entry": entries}}).encode()

    def beside(self, name, file):
        """A digest or a signature."""
        stem, kind = file.rsplit(".", 1)
        files = documents(name)
        bare = name in ("index", "names", "red", "token", "plain", "brokenoff")
        if stem not in files or bare or (kind == "asc" and name == "unsigned"):
            self.nothing()
            return
        data = files[stem][0]
        if kind == "asc":
            who = {"otherkey": "other", "oldkey": "old"}.get(name, "maker")
            self.reply(sign(data + (b" " if name == "badsign" and stem == "m-2.json" else b""), who))
        elif name in ("sha256", "badhash256") and kind == "sha512":
            self.nothing()
        else:
            wrong = stem == "m-2.json" and (name == "badhash" or (name == "badhash256" and kind == "sha256"))
            digest = hashlib.new(kind, data + (b" " if wrong else b"")).hexdigest()
            self.reply(f"{digest}  {stem}\n".encode())

    def document(self, name, file):
        files = documents(name)
        if name == "token" and self.headers.get("Authorization") != "Bearer s3cret":
            self.reply(b"", 401)
        elif file not in files:
            self.nothing()
        elif file == "m-2.json" and name == "redirect":
            self.reply(b"", 302, Location=f"{self.elsewhere()}/{name}/docs/{file}")
        elif file == "m-2.json" and name == "cut":
            self.reply(files[file][0][:500], length=len(files[file][0]))
            self.close_connection = True
        elif file == "m-2.json" and name == "huge":
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            for _ in range(80):
                self.wfile.write(b" " * (1 << 20))
        elif file == "m-2.json" and name == "brokenoff" and state.get(name) != "well":
            self.reply(b"", 500)
        elif file == "m-2.json" and name == "slow":
            body = files[file][0]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for at in range(0, len(body), 300):
                self.wfile.write(body[at:at + 300])
                self.wfile.flush()
                time.sleep(0.2)
        else:
            self.reply(files[file][0])

    def folder(self, name, file):
        files = documents(name)
        if file == "changes.csv" and name != "index":
            self.reply("".join(f'"{f}","{day}T00:00:00Z"\n' for f, (_, day) in files.items()).encode())
        elif file == "index.txt":
            self.reply("".join(f"{f}\n" for f in files).encode())
        elif file.endswith(".json"):
            self.document(name, file)
        else:
            self.beside(name, file)

    def redhat(self, file):
        files = vex_files()
        stem, kind = file.rsplit(".", 1)
        if file == "changes.csv":
            self.reply("".join(f'"{f}","{day}T00:00:00Z"\n' for f, (_, day) in files.items() if day).encode())
        elif file == "archive_latest.txt":
            self.reply(b"csaf_vex_2026-01-15.tar.zst\n")
        elif file in files:
            self.reply(files[file][0])
        elif stem in files and kind == "sha256":
            self.reply(hashlib.sha256(files[stem][0]).hexdigest().encode())
        elif stem in files and kind == "asc":
            self.reply(sign(files[stem][0], "maker"))
        else:
            self.nothing()

    def root(self, path):
        word = state.get("-", "")
        if path == ".well-known/csaf/provider-metadata.json" and word == "redirect":
            self.reply(b"", 302, Location=f"{self.base()}/dir/provider-metadata.json")
        elif path == ".well-known/csaf/provider-metadata.json" and word == "well":
            self.reply(self.metadata("dir"))
        elif path == ".well-known/security.txt" and word:
            self.reply(f"Contact: mailto:x@maker.example\nCSAF: {self.base()}/rolie/provider-metadata.json\n".encode())
        elif path == "aggregator.json":
            urls = [f"{self.base()}/{name}/provider-metadata.json" for name in ("rolie", "badsign", "index")]
            self.reply(json.dumps({"aggregator": {"category": "lister", "name": "All"}, "aggregator_version": "2.0",
                                   "csaf_providers": [{"metadata": {"url": url}} for url in urls]}).encode())
        elif path == "avis/json/":
            day = "2026-02-01" if state.get("avis") else "2026-01-01"
            self.reply(json.dumps([{"reference": f"CERTFR-2026-AVI-000{i}", "title": "t", "last_revision_date": day,
                                    "json_url": f"/avis/CERTFR-2026-AVI-000{i}/json/"} for i in (1, 2)]).encode())
        elif path.startswith("avis/CERTFR-"):
            number, day = path.split("/")[1], "2026-02-01" if state.get("avis") else "2026-01-01"
            self.reply(json.dumps({
                "reference": number, "title": "t " + day, "summary": "s", "initial_release_date": "2026-01-01T00:00:00",
                "revisions": [{"revision_date": day + "T00:00:00.000000", "description": "v"}],
                "cves": [{"name": "CVE-2026-1001", "url": ""}], "affected_systems": [
                    {"description": "Viewer", "product": {"name": "Viewer", "vendor": {"name": "Maker"}}}]}).encode())
        else:
            self.nothing()

    def do_GET(self):
        path = self.path.split("?")[0].strip("/") + ("/" if self.path.endswith("/") else "")
        parts = path.split("/")
        if parts[0] == "set":
            state[parts[1]] = parts[2]
            self.reply(b"")
        elif parts[-1] == "provider-metadata.json" and len(parts) == 2:
            self.reply(self.metadata(parts[0]))
        elif len(parts) == 2 and parts[1].startswith("key-"):
            self.reply(gpg("--armor", "--export", parts[1][4:-4] + "@example"))
        elif len(parts) == 2 and parts[1] == "feed.json":
            self.reply(self.feed(parts[0]))
        elif len(parts) == 3 and parts[:2] == ["redhat", "vex"]:
            self.redhat(parts[2])
        elif len(parts) == 3 and parts[1] == "docs":
            self.folder(parts[0], parts[2])
        else:
            self.root(path)


server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
