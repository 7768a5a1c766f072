#!/usr/bin/env python3
"""Makes the traffic that the sensor is measured on: real clients and servers, in a network namespace of their own, captured as they
speak. Runs itself in `unshare --net`: nothing leaves the machine, nothing is seen outside.

usage: traffic.py FOLDER     writes FOLDER/{http,tls,dns,mail,dicom}.pcap and FOLDER/counts (NAME NUMBER lines)

Web and TLS are nginx and Python's clients (curl for some), DNS is a responder and resolvers with a port for every ten questions, mail is
Python's smtpd and smtplib, DICOM is associations of the upper layer (PS3.8) with C-STORE data.
"""
import fcntl
import gzip
import http.client
import os
import random
import shutil
import smtplib
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

HTTP_REQUESTS, TLS_CONNECTIONS, DNS_QUESTIONS, MAILS, IMAGES = 6000, 400, 20000, 250, 60
SERVER, CLIENTS = "10.1.0.1", ["10.0.0.%d" % i for i in range(1, 21)]
rnd = random.Random(6)
WORDS = [w.strip() for w in """patient ward record image study result clinic report order letter report scan lab visit note unit staff bed
room plan care dose test sample value range date name number phone street town insurer doctor nurse consent archive""".split()]


def text(n):
    out = []
    size = 0
    while size < n:
        w = rnd.choice(WORDS)
        out.append(w)
        size += len(w) + 1
    return " ".join(out)[:n]


class Capture(threading.Thread):
    """What leaves over the loopback device, as a capture file."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.file = open(path, "wb")
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.sock.setsockopt(socket.SOL_SOCKET, 33, 512 << 20)  # SO_RCVBUFFORCE
        self.sock.bind(("lo", 0))
        self.sock.settimeout(0.2)
        self.going = True
        self.packets = 0

    def run(self):
        while True:
            try:
                frame, where = self.sock.recvfrom(65536)
            except TimeoutError:
                if not self.going:
                    break
                continue
            if where[2] != 4:  # PACKET_OUTGOING: each frame is seen going and coming
                continue
            now = time.time_ns() // 1000
            self.file.write(struct.pack("<IIII", now // 1000000, now % 1000000, len(frame), len(frame)))
            self.file.write(frame)
            self.packets += 1

    def end(self):
        time.sleep(0.3)
        self.going = False
        self.join()
        seen, lost = struct.unpack("II", self.sock.getsockopt(263, 6, 8))  # PACKET_STATISTICS
        self.file.close()
        if lost:
            sys.exit(f"traffic.py: {lost} of {seen} frames were not captured")
        return self.packets


def network():
    run = lambda *a: subprocess.run(a, check=True)
    run("ip", "link", "set", "lo", "mtu", "1500", "up")
    for a in CLIENTS + [SERVER]:
        run("ip", "addr", "add", a + "/32", "dev", "lo")
    s = socket.socket()
    for command in (0x1F, 0x24, 0x2C):  # ETHTOOL_STSO, SGSO, SGRO off: frames as a wire has them
        value = bytearray(struct.pack("II", command, 0))
        buffer = (struct.Struct("16sP").pack(b"lo", addressof(value)))
        try:
            fcntl.ioctl(s, 0x8946, buffer)
        except OSError:
            pass


def addressof(value):
    import ctypes
    return ctypes.addressof((ctypes.c_char * len(value)).from_buffer(value))


def clients(n, work, per):
    """n workers side by side; worker i does its share of per things."""
    errors = []

    def one(i):
        try:
            work(i, range(i, per, n))
        except Exception as e:  # told below
            errors.append(repr(e))

    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if errors:
        sys.exit("traffic.py: " + errors[0])


# --- web ---

AGENTS = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
          "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "curl/7.88.1", "Orthanc/1.10.1", "python-requests/2.31.0"]


def site(folder):
    pages = []
    for i in range(120):
        kind = i % 6
        name = "p%03d.%s" % (i, ["html", "js", "json", "css", "png", "bin"][kind])
        size = rnd.choice([800, 2500, 6000, 14000, 40000])
        if kind >= 4:
            data = rnd.randbytes(size)
        elif kind == 0:
            data = ("<!doctype html><html><head><title>%s</title></head><body><p>%s</p></body></html>" % (text(30), text(size))).encode()
        else:
            data = ('{"items":["%s"]}' % text(size)).encode()
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
        if kind < 4:
            with gzip.open(os.path.join(folder, name + ".gz"), "wb", 6) as f:
                f.write(data)
        pages.append(name)
    with open(os.path.join(folder, "large.bin"), "wb") as f:
        f.write(rnd.randbytes(150000))
    return pages


def nginx(folder):
    root = os.path.join(folder, "site")
    os.mkdir(root)
    pages = site(root)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=portal.hospital.test", "-days", "30",
                    "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem"], check=True, stderr=subprocess.DEVNULL)
    with open(folder + "/nginx.conf", "w") as f:
        f.write(f"""daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; user root;
events {{ worker_connections 512; }}
http {{ access_log off; gzip_static on; keepalive_requests 1000; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; default_type text/html;
types {{ text/html html; application/javascript js; application/json json; text/css css; image/png png; }}
server {{ listen {SERVER}:80; root {root}; location /api {{ client_max_body_size 1m; return 200 '{{"ok":true}}'; }} }}
server {{ listen {SERVER}:443 ssl; ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
  ssl_protocols TLSv1.2 TLSv1.3; root {root}; }} }}
""")
    process = subprocess.Popen(["nginx", "-c", folder + "/nginx.conf"], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection((SERVER, 443)).close()
            return process, pages
        except OSError:
            time.sleep(0.05)
    sys.exit("traffic.py: nginx does not listen")


def web(pages):
    """HTTP/1.1 over connections that are kept for 12 requests; every ninth is a POST."""
    def work(i, mine):
        r = random.Random(i)
        link = None
        for k, nr in enumerate(mine):
            if k % 12 == 0:
                if link:
                    link.close()
                link = http.client.HTTPConnection(SERVER, 80, source_address=(CLIENTS[i], 0), timeout=20)
            headers = {"Host": "www%d.hospital.test" % (nr % 40), "User-Agent": r.choice(AGENTS), "Accept": "*/*",
                       "Accept-Language": "fr,en;q=0.8", "Cookie": "session=%032x; lang=fr" % r.getrandbits(128)}
            if nr % 2:
                headers["Accept-Encoding"] = "gzip, deflate"
            if nr % 9 == 0:
                link.request("POST", "/api/v1/records/%d" % nr, "name=%s&note=%s" % (r.choice(WORDS), "x" * r.randrange(900)),
                             {**headers, "Content-Type": "application/x-www-form-urlencoded"})
            else:
                link.request("GET", "/%s?id=%d&q=%s" % (r.choice(pages), nr, r.choice(WORDS)), headers=headers)
            link.getresponse().read()
        if link:
            link.close()
    clients(8, work, HTTP_REQUESTS)
    return HTTP_REQUESTS


def tls(pages):
    def work(i, mine):
        r = random.Random(i)
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        for nr in mine:
            context.maximum_version = ssl.TLSVersion.TLSv1_2 if nr % 4 == 0 else ssl.TLSVersion.TLSv1_3
            raw = socket.create_connection((SERVER, 443), source_address=(CLIENTS[i], 0), timeout=20)
            with context.wrap_socket(raw, server_hostname="portal%d.hospital.test" % (nr % 50)) as s:
                for name in [r.choice(pages), "large.bin"]:
                    s.sendall(("GET /%s HTTP/1.1\r\nHost: portal.hospital.test\r\n\r\n" % name).encode())
                    got = b""
                    while b"\r\n\r\n" not in got:
                        got += s.recv(65536)
                    head, _, body = got.partition(b"\r\n\r\n")
                    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                    while len(body) < length:
                        body += s.recv(65536)
        if i == 0:
            subprocess.run(["curl", "-sk", "-o", "/dev/null", "https://%s/large.bin" % SERVER], check=True)
    clients(8, work, TLS_CONNECTIONS)


# --- DNS ---

def name_bytes(name):
    return b"".join(bytes([len(x)]) + x.encode() for x in name.split(".")) + b"\0"


def respond(sock, going):
    """Answers as a resolver would: addresses, an alias now and then, a tenth that do not exist."""
    sock.settimeout(0.2)
    while going.is_set():
        try:
            q, peer = sock.recvfrom(512)
        except TimeoutError:
            continue
        end = q.index(b"\0", 12) + 5
        question, kind, h = q[12:end], struct.unpack(">H", q[end - 4:end - 2])[0], hash(q[12:end]) & 0xFFFF
        if h % 10 == 0:
            sock.sendto(q[:2] + b"\x81\x83\0\1\0\0\0\0\0\0" + question, peer)
            continue
        answers = []
        if h % 5 == 0:
            alias = name_bytes("edge%d.cdn.test" % (h % 97))
            answers.append(b"\xc0\x0c\0\5\0\1\0\0\1\x2c" + struct.pack(">H", len(alias)) + alias)
        for n in range(1 + h % 2):
            if kind == 28:
                answers.append(b"\xc0\x0c\0\x1c\0\1\0\0\1\x2c\0\x10" + b"\x20\1\x0d\xb8" + struct.pack(">III", h, n, 1))
            elif kind == 15:
                mx = name_bytes("mx%d.hospital.test" % n)
                answers.append(b"\xc0\x0c\0\x0f\0\1\0\0\1\x2c" + struct.pack(">HH", len(mx) + 2, 10) + mx)
            elif kind == 16:
                t = text(40).encode()
                answers.append(b"\xc0\x0c\0\x10\0\1\0\0\1\x2c" + struct.pack(">HB", len(t) + 1, len(t)) + t)
            else:
                answers.append(b"\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4" + struct.pack(">BBH", 198, 51, h + n & 0xFFFF))
        sock.sendto(q[:2] + b"\x81\x80\0\1" + struct.pack(">H", len(answers)) + b"\0\0\0\0" + question + b"".join(answers), peer)


def dns():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((SERVER, 53))
    going = threading.Event()
    going.set()
    responder = threading.Thread(target=respond, args=(server, going))
    responder.start()

    def work(i, mine):
        r = random.Random(i)
        sock = None
        for k, nr in enumerate(mine):
            if k % 10 == 0:
                if sock:
                    sock.close()
                sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                sock.settimeout(5)
                sock.bind((CLIENTS[i], 0))
            name = "%s%d.%s.%s.test" % (r.choice(WORDS), nr, r.choice(WORDS), r.choice(WORDS))
            kind = r.choice([1, 1, 1, 28, 28, 15, 16])
            sock.sendto(struct.pack(">H", nr & 0xFFFF) + b"\1\0\0\1\0\0\0\0\0\0" + name_bytes(name) + struct.pack(">HH", kind, 1),
                        (SERVER, 53))
            sock.recv(2048)
        if sock:
            sock.close()
    clients(4, work, DNS_QUESTIONS)
    going.clear()
    responder.join()
    return DNS_QUESTIONS


# --- mail ---

def mail(folder):
    with open(folder + "/sink.py", "w") as f:
        f.write("import asyncore, smtpd, warnings\n"
                "class S(smtpd.SMTPServer):\n    def process_message(self, *a, **k): pass\n"
                f"S(({SERVER!r}, 25), None, decode_data=False, data_size_limit=1 << 24)\nasyncore.loop(timeout=0.1)\n")
    server = subprocess.Popen(["/usr/bin/python3", "-W", "ignore", folder + "/sink.py"])
    for _ in range(100):
        try:
            socket.create_connection((SERVER, 25)).close()
            break
        except OSError:
            time.sleep(0.05)

    def work(i, mine):
        for nr in mine:
            body = "".join(text(70) + "\r\n" for _ in range(20))
            with smtplib.SMTP(SERVER, 25, "ward%d.hospital.test" % i, source_address=(CLIENTS[i], 0)) as s:
                s.sendmail("nurse%d@hospital.test" % nr, ["doctor%d@clinic.test" % (nr % 30)],
                           "From: nurse%d@hospital.test\r\nSubject: report %d\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n%s"
                           % (nr, nr, body * (1 + nr % 12)))
    clients(4, work, MAILS)
    server.terminate()
    server.wait()


# --- DICOM ---

def pdu(kind, body):
    return struct.pack(">BBI", kind, 0, len(body)) + body


def item(kind, body):
    return struct.pack(">BBH", kind, 0, len(body)) + body


def associate(kind, called, calling):
    context = item(0x20, b"\1\0\0\0" + item(0x30, b"1.2.840.10008.5.1.4.1.1.2") + item(0x40, b"1.2.840.10008.1.2"))
    user = item(0x50, item(0x51, struct.pack(">I", 16384)) + item(0x52, b"1.2.826.0.1.3680043.2.1"))
    if kind == 2:
        context = item(0x21, b"\1\0\0\0" + item(0x40, b"1.2.840.10008.1.2"))
    return pdu(kind, b"\0\1\0\0" + called.ljust(16).encode() + calling.ljust(16).encode() + bytes(32) +
               item(0x10, b"1.2.840.10008.3.1.1.1") + context + user)


def exactly(s, n):
    got = b""
    while len(got) < n:
        part = s.recv(n - len(got))
        if not part:
            raise EOFError
        got += part
    return got


def archive(listener):
    """Accepts associations, takes data, releases."""
    while True:
        try:
            s, _ = listener.accept()
        except OSError:
            return
        try:
            while True:
                kind, _, n = struct.unpack(">BBI", exactly(s, 6))
                exactly(s, n)
                if kind == 1:
                    s.sendall(associate(2, "ARCHIVE", "SCANNER"))
                elif kind == 5:
                    s.sendall(pdu(6, bytes(4)))
                    break
        except EOFError:
            pass
        s.close()


def dicom():
    listener = socket.create_server((SERVER, 104), backlog=64)
    threads = [threading.Thread(target=archive, args=(listener,), daemon=True) for _ in range(4)]
    for t in threads:
        t.start()

    def work(i, mine):
        for nr in mine:
            with socket.create_connection((SERVER, 104), source_address=(CLIENTS[i], 0)) as s:
                s.sendall(associate(1, "ARCHIVE", "SCANNER%d" % i))
                kind, _, n = struct.unpack(">BBI", exactly(s, 6))
                exactly(s, n)
                data = rnd.randbytes(16000)
                s.sendall(pdu(4, struct.pack(">IBB", 102, 1, 3) + data[:100]))
                for _ in range(20):
                    s.sendall(pdu(4, struct.pack(">IBB", len(data) + 2, 1, 0) + data))
                s.sendall(pdu(5, bytes(4)))
                kind, _, n = struct.unpack(">BBI", exactly(s, 6))
                exactly(s, n)
    clients(4, work, IMAGES)
    listener.close()


def main():
    folder = sys.argv[1]
    if "--inside" not in sys.argv:
        os.execvp("unshare", ["unshare", "--net", sys.executable, sys.argv[0], folder, "--inside"])
    network()
    scratch = tempfile.mkdtemp()
    server, pages = nginx(scratch)
    counts = {}
    try:
        for name, make in [("http", lambda: web(pages)), ("tls", lambda: tls(pages)), ("dns", dns), ("mail", lambda: mail(scratch)),
                           ("dicom", dicom)]:
            capture = Capture("%s/%s.pcap" % (folder, name))
            capture.start()
            n = make()
            counts[name + "_packets"] = capture.end()
            if n:
                counts[name] = n
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(scratch)
    with open(folder + "/counts", "w") as f:
        for name, n in counts.items():
            f.write("%s %d\n" % (name, n))


main()
