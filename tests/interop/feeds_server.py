"""A publisher for tests/interop/feeds.sh on 127.0.0.1: serves well and badly, as the path says. Prints its port."""
import gzip
import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse


def kev(n, day="2026-03-13"):
    return json.dumps({
        "title": "Catalog", "catalogVersion": day, "dateReleased": day + "T00:00:00Z", "count": n,
        "vulnerabilities": [{"cveID": f"CVE-2026-{10000 + i}", "vendorProject": "Acme", "product": "Viewer",
                             "dateAdded": "2026-03-01", "dueDate": "2026-03-20",
                             "knownRansomwareCampaignUse": "Unknown"} for i in range(n)]}).encode()


def nvd(total, start, size, bad):
    records = [{"cve": {"id": f"CVE-2024-{10000 + i}", "published": "2024-01-01T00:00:00.000",
                        "lastModified": "2024-01-02T00:00:00.000", "vulnStatus": "Analyzed"}}
               for i in range(start, min(start + size, total))]
    text = json.dumps({"resultsPerPage": len(records), "startIndex": start, "totalResults": total,
                       "format": "NVD_CVE", "version": "2.0", "vulnerabilities": records}).encode()
    return text[:-40] if bad and start else text


class Publisher(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    failures = {"nvd": 1}

    def log_message(self, *args):
        print(f"{self.command} {self.path} {self.headers.get('If-None-Match', '-')} {self.headers.get('Range', '-')}",
              file=sys.stderr, flush=True)

    def reply(self, body, status=200, length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlparse(self.path)
        what = url.path.strip("/").split("/")[0]
        good = kev(200)
        if what == "good" and self.headers.get("If-None-Match") == '"v1"':
            self.reply(b"", 304, ETag='"v1"')
        elif what == "good":
            self.reply(good, ETag='"v1"')
        elif what == "partial":  # cut once, whole when asked for the rest
            begin = self.headers.get("Range", "")
            if begin.startswith("bytes="):
                at = int(begin[6:-1])
                self.reply(good[at:], 206, ETag='"p"', Content_Range=f"bytes {at}-{len(good) - 1}/{len(good)}")
            else:
                self.reply(good[:3000], length=len(good), ETag='"p"')
                self.close_connection = True
        elif what == "cut":
            self.reply(good[:3000])
        elif what == "broken":
            self.reply(good[:3000] + b"\xff\xfe" + good[3000:])
        elif what == "page":
            self.reply(b"<html>please log in</html>")
        elif what == "huge":
            self.reply(kev(2500))
        elif what == "small":
            self.reply(kev(5))
        elif what == "backdated":
            self.reply(kev(200, "2026-03-12"))
        elif what == "endless":  # more bytes than the feed may have
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            for _ in range(200):
                self.wfile.write(b" " * (1 << 20))
        elif what == "loop":
            self.reply(b"", 302, Location="/loop")
        elif what == "plain":
            self.reply(b"", 302, Location="http://192.0.2.1/kev.json")
        elif what == "later":
            self.reply(b"", 429, Retry_After="30")
        elif what == "silent":
            time.sleep(600)
        elif what == "nvd":
            query = parse_qs(url.query)
            start, size = int(query["startIndex"][0]), int(query["resultsPerPage"][0])
            if "lastModStartDate" in query:
                self.reply(nvd(0, 0, size, False))
                return
            bad = start and self.failures["nvd"] > 0
            self.failures["nvd"] -= 1 if bad else 0
            self.reply(nvd(4100, start, size, bad))
        elif what == "years":  # NVD's bulk files of two years, with what stands beside them
            name = url.path.rsplit("/", 1)[-1]
            if "2023" not in name and "2024" not in name:
                self.reply(b"", 404)
                return
            mode = url.path.strip("/").split("/")[1]
            body = nvd(30, 0, 2000, False)
            day = {"back": "2026-01-01", "new": "2026-03-01"}.get(mode, "2026-02-01")
            if mode == "new":
                body = nvd(31, 0, 2000, False)
            digest = hashlib.sha256(body + (b" " if mode == "digest" else b"")).hexdigest().upper()
            size = len(body) + (mode == "size")
            meta = f"lastModifiedDate:{day}T00:00:00-04:00\r\nsize:{size}\r\nzipSize:1\r\ngzSize:1\r\nsha256:{digest}\r\n"
            self.reply(meta.encode() if name.endswith(".meta") else gzip.compress(body))
        else:
            self.reply(b"oh", 500 if what == "error" else 404)


server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
