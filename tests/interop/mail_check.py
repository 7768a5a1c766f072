"""Reads the mailboxes of tests/interop/mail.sh over IMAP and prints TAP lines.

mail_check.py IMAP-PORT COUNT FIRST-TEST: COUNT messages must be there, each once after Message-IDs were compared.
"""
import collections
import email
import email.policy
import imaplib
import re
import sys

TEMPLATES = ["report_ready", "order_started", "retest_done", "order_stopped"]
READERS = [("ola", "en", "Hello Ola O'Brien,"), ("amelie", "fr", "Bonjour Amélie Dupré,"), ("kare", "nb", "Hei Kåre Ødegård,")]
SUBJECTS = {
    "en": ["Your report is ready: ", "Your audit has begun: ", "A re-test is done: ", "An audit was stopped: "],
    "fr": ["Votre rapport est prêt: ", "Votre audit a commencé: ", "Un nouveau test est terminé: ", "Un audit a été arrêté: "],
    "nb": ["Rapporten din er klar: ", "Revisjonen er i gang: ", "En ny test er ferdig: ", "En revisjon ble stanset: "],
}


def fetch(port, user):
    box = imaplib.IMAP4("127.0.0.1", port)
    box.login(user, "secret")
    box.select("INBOX", readonly=True)
    _, found = box.search(None, "ALL")
    raw = []
    if found[0]:
        _, parts = box.fetch("1:*", "(BODY.PEEK[])")
        raw = [part[1] for part in parts if isinstance(part, tuple)]
    box.logout()
    return raw


def wrong(raw, lang, greeting):
    """What is wrong with one mail, or None; and its number and Message-ID."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    number = re.search(r"M-(\d{5})$", mail["Subject"] or "")
    if not number:
        return "no number in the subject: " + repr(mail["Subject"]), None, None
    n = int(number[1])
    body = mail.get_content().replace("\r\n", "\n")
    checks = {
        "one subject": len(mail.get_all("Subject")) == 1,
        "subject in the language": mail["Subject"] == SUBJECTS[lang][n % 4] + number[0],
        "language": mail["Content-Language"] == lang,
        "text in UTF-8": mail.get_content_type() == "text/plain" and mail.get_content_charset() == "utf-8",
        "encoding": mail["Content-Transfer-Encoding"] == "quoted-printable",
        "automatic": mail["Auto-Submitted"] == "auto-generated",
        "sender": mail["From"].addresses[0].display_name == "Helse-CERT Sør" and mail["From"].addresses[0].addr_spec == "cert@varde.test",
        "greeting": body.startswith(greeting + "\n\n"),
        "link": "\nhttps://portal.varde.test/" in body,
        "no parse defect": not mail.defects,
        "only ASCII on the wire": all(byte < 128 for byte in raw),
    }
    bad = [name for name, good in checks.items() if not good]
    return (f"message {n}: " + ", ".join(bad)) if bad else None, n, mail["Message-ID"]


def main():
    port, count, test = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    ids = collections.defaultdict(set)
    raw_count, faults = 0, []
    for index, (user, lang, greeting) in enumerate(READERS):
        for raw in fetch(port, user):
            fault, n, message_id = wrong(raw, lang, greeting)
            raw_count += 1
            if fault:
                faults.append(fault)
            elif n % 3 != index:
                faults.append(f"message {n} came to {user}")
            if n is not None:
                ids[n].add(message_id)
    missing = [n for n in range(count) if n not in ids]
    doubled = [n for n in ids if len(ids[n]) != 1]
    every = [i for group in ids.values() for i in group]
    for good, name, detail in [
        (not faults, "subjects, languages, encodings", faults[:5]),
        (not missing, f"none of {count} is missing", missing[:5]),
        (not doubled and len(every) == len(set(every)) == count, "each came once after Message-IDs were compared", doubled[:5]),
    ]:
        print(f"{'ok' if good else 'not ok'} {test} - {name}")
        if not good:
            print("#", detail)
        test += 1
    print(f"# {raw_count} mails came for {count} messages: {raw_count - count} raw doubles")


main()
