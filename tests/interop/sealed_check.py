"""Reads the mailboxes of tests/interop/sealed.bash over IMAP, decrypts with GnuPG and openssl, and prints TAP lines.

sealed_check.py IMAP-PORT FOLDER FIRST-TEST: the folder has gpg (keys of the readers), gpg-check (empty) and sealed (certificates).
"""
import email
import email.policy
import imaplib
import subprocess
import sys

PORT, FOLDER, FIRST = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
ACCOUNT = "En vei inn til kontoen din er endret"
results = []


def check(good, name, detail=""):
    results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {FIRST + len(results) - 1} - {name}")
    if not good:
        print("\n".join("# " + line for line in str(detail)[:2000].splitlines()))


def fetch(user):
    box = imaplib.IMAP4("127.0.0.1", PORT)
    box.login(user, "secret")
    box.select("INBOX", readonly=True)
    _, found = box.search(None, "ALL")
    raw = []
    if found[0]:
        _, parts = box.fetch("1:*", "(BODY.PEEK[])")
        raw = [part[1] for part in parts if isinstance(part, tuple)]
    box.logout()
    return raw


def run(*args, data=None):
    done = subprocess.run(args, input=data, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b"", done.returncode, done.stderr.decode(errors="replace")


def gpg(home, *args, data=None):
    return run("gpg", "--batch", "--homedir", f"{FOLDER}/{home}", "--trust-model", "always", "--pinentry-mode", "loopback",
               "--passphrase", "", *args, data=data)


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def write(name, data):
    with open(f"{FOLDER}/{name}", "wb") as f:
        f.write(data)
    return f"{FOLDER}/{name}"


def outside(mail, raw, user):
    """What anybody on the way sees."""
    wrong = []
    if mail["Subject"] != "[...]":
        wrong.append("subject " + repr(mail["Subject"]))
    for word in (f"M-{user}".encode(), b"Rapport", b"rapport", b"portal.varde.test"):
        if word in raw:
            wrong.append("tells " + word.decode())
    if mail.defects or any(byte > 127 for byte in raw):
        wrong.append("malformed")
    return wrong


def inside(part, user):
    """What the reader sees: part is the text with its protected headers."""
    text = part.get_content().replace("\r\n", "\n")
    number = f"M-{user}-sealed"
    wrong = []
    if part["Subject"] != "Rapporten din er klar: " + number:
        wrong.append("subject " + repr(part["Subject"]))
    if "Subject: [...]" not in part.get_all("HP-Outer", []):
        wrong.append("HP-Outer " + repr(part.get_all("HP-Outer")))
    if part["Content-Type"].params.get("hp") != "cipher":
        wrong.append("hp")
    if not text.startswith(f"Subject: Rapporten din er klar: {number}\n\nHei {user},\n"):
        wrong.append("text " + repr(text[:100]))
    if "https://portal.varde.test/" not in text or "kryptert for deg" not in text:
        wrong.append("text " + repr(text))
    return wrong


def by_openpgp(raw):
    mail = parse(raw)
    wrong = outside(mail, raw, "ola")
    parts = list(mail.iter_parts())
    if mail.get_content_type() != "multipart/encrypted" or mail.get_param("protocol") != "application/pgp-encrypted" or len(parts) != 2:
        return wrong + ["not RFC 3156: " + mail.get_content_type()]
    if parts[0].get_content_type() != "application/pgp-encrypted" or b"Version: 1" not in parts[0].get_payload(decode=True):
        wrong.append("the first part")
    plain, code, err = gpg("gpg", "--decrypt", data=parts[1].get_payload(decode=True))
    if code:
        return wrong + ["gpg: " + err]
    signed = parse(plain)
    if signed.get_content_type() != "multipart/signed" or not signed.get_param("micalg").startswith("pgp-sha"):
        return wrong + ["not signed: " + signed.get_content_type()]
    # The signed bytes are those between the boundaries, to the letter.
    boundary = b"--" + signed.get_boundary().encode()
    part = plain.split(boundary + b"\r\n")[1][:-2]
    signature = [p for p in signed.iter_parts() if p.get_content_type() == "application/pgp-signature"][0]
    gpg("gpg-check", "--import", f"{FOLDER}/sealed/own.asc")
    sig = write("signature", signature.get_payload(decode=True))
    _, code, err = gpg("gpg-check", "--verify", sig, write("part", part))
    if code:
        wrong.append("signature: " + err)
    _, code, _ = gpg("gpg-check", "--verify", sig, write("part", part.replace(b"a", b"b", 1)))
    if code == 0:
        wrong.append("the signature is good for other bytes too")
    return wrong + inside(parse(part), "ola")


def by_smime(raw, user):
    mail = parse(raw)
    wrong = outside(mail, raw, user)
    if mail.get_content_type() != "application/pkcs7-mime" or mail.get_param("smime-type") != "enveloped-data":
        return wrong + ["not RFC 8551: " + mail.get_content_type()]
    path = write("mail", raw)
    shown, _, err = run("openssl", "cms", "-cmsout", "-print", "-noout", "-in", path)
    if b"aes-256-cbc" not in shown:
        wrong.append("not AES-256: " + err)
    plain, code, err = run("openssl", "cms", "-decrypt", "-in", path, "-recip", f"{FOLDER}/sealed/{user}.pem", "-inkey",
                           f"{FOLDER}/sealed/{user}.key")
    if code:
        return wrong + ["openssl: " + err]
    other = {"amelie": "kare", "kare": "amelie"}[user]
    _, code, _ = run("openssl", "cms", "-decrypt", "-in", path, "-recip", f"{FOLDER}/sealed/{other}.pem", "-inkey",
                     f"{FOLDER}/sealed/{other}.key")
    if code == 0:
        wrong.append("somebody else can read it")
    return wrong + inside(parse(plain), user)


def plain_text(raw, subject, user, number):
    mail = parse(raw)
    text = mail.get_content()
    wrong = []
    if mail.get_content_type() != "text/plain" or not (mail["Subject"] or "").startswith(subject):
        wrong.append(repr(mail["Subject"]))
    if number is None and ("M-" + user in text or "M-" in mail["Subject"] or "profile/keys" not in text):
        wrong.append(text)
    if number is not None and number not in mail["Subject"]:
        wrong.append(mail["Subject"])
    return wrong


def of(user, what):
    """The mails of one, told apart; those that only say that an account was changed are left out."""
    mails = [raw for raw in fetch(user) if ACCOUNT not in (parse(raw)["Subject"] or "")]
    return [raw for raw in mails if what(parse(raw))]


def main():
    sealed = {user: of(user, lambda m: m.get_content_type() != "text/plain") for user in ("ola", "amelie", "kare")}
    check([len(sealed[u]) for u in ("ola", "amelie", "kare")] == [1, 2, 1], "as many encrypted mails came as were sent",
          {u: len(m) for u, m in sealed.items()})
    for name, wrong in [
        ("GnuPG decrypts what was mailed, and the server's signature is good", by_openpgp(sealed["ola"][0])),
        ("openssl decrypts what was mailed, to a certificate with RSA", by_smime(sealed["amelie"][0], "amelie")),
        ("openssl decrypts what was mailed, to a certificate with a curve", by_smime(sealed["kare"][0], "kare")),
    ]:
        check(not wrong, name, "\n".join(wrong))
    for user, why in (("ola", "has expired"), ("kare", "is damaged")):
        pointers = of(user, lambda m: m.get_content_type() == "text/plain")
        wrong = ["%d mails" % len(pointers)] if len(pointers) != 1 else plain_text(pointers[0], "Nytt til deg", user, None)
        check(not wrong, f"a key that {why} makes a pointer that says nothing", "\n".join(wrong))
    mails = of("eva", lambda m: True)
    wrong = [w for raw in mails for w in plain_text(raw, "Rapporten din er klar", "eva", "M-eva-")]
    check(len(mails) == 2 and not wrong, "who has given no key gets mails as before", "\n".join(wrong))


main()
