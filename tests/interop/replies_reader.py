"""Readers of notices for tests/interop/replies.bash: read their mail over IMAP, and reply as mail programs do.

replies_reader.py answer IMAP SMTP      each of five replies in a way of their own
replies_reader.py more IMAP SMTP N      Ola replies N times more
replies_reader.py flags IMAPS CA        what the mailbox of replies holds, over IMAP with TLS
"""
import email
import email.message
import email.policy
import email.utils
import imaplib
import smtplib
import ssl
import sys


def newest(port, user):
    box = imaplib.IMAP4("127.0.0.1", port)
    box.login(user, "secret")
    box.select("INBOX", readonly=True)
    _, found = box.search(None, "ALL")
    number = found[0].split()[-1]
    _, parts = box.fetch(number, "(BODY.PEEK[])")
    box.logout()
    return email.message_from_bytes(parts[0][1], policy=email.policy.default)


def reply_to(mail, sender):
    """A reply without its text: addressed and threaded as RFC 5322, 3.6.4 has it."""
    reply = email.message.EmailMessage(policy=email.policy.SMTP)
    reply["From"] = sender
    reply["To"] = mail["Reply-To"]
    reply["Subject"] = "Re: " + mail["Subject"]
    reply["In-Reply-To"] = reply["References"] = mail["Message-ID"]
    reply["Date"] = email.utils.localtime()
    reply["Message-ID"] = email.utils.make_msgid(domain="varde.test")
    return reply


def quoted(mail):
    body = mail.get_body(preferencelist=("plain",)).get_content()
    return "".join("> " + line + "\n" for line in body.splitlines())


def send(port, reply):
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(reply)


def answer(imap, smtp):
    mail = newest(imap, "ola")
    reply = reply_to(mail, "Ola <Ola@varde.test>")
    reply.set_content("Fixed.\nThe share is closed since noon.\n\nOn Sunday, Helse-CERT wrote:\n" + quoted(mail))
    send(smtp, reply)

    mail = newest(imap, "amelie")
    reply = reply_to(mail, "=?utf-8?q?Am=C3=A9lie?= <amelie@varde.test>")
    reply.set_content("Corrigé\n\nLe dimanche, le CERT a écrit :\n" + quoted(mail), cte="base64")
    reply.add_alternative("<p>Corrigé</p>", subtype="html")
    send(smtp, reply)

    mail = newest(imap, "kare")
    reply = reply_to(mail, "kare@varde.test")
    reply.set_content("Ikke vår\n\n" + "Den søndag skrev:\n", charset="iso-8859-1", cte="quoted-printable")
    send(smtp, reply)

    reply = reply_to(newest(imap, "away"), "away@varde.test")
    reply["Auto-Submitted"] = "auto-replied"
    reply.set_content("Fixed term leave: I am away until Monday.\n")
    send(smtp, reply)

    reply = reply_to(newest(imap, "eva"), "mallory@varde.test")
    reply.set_content("not ours\n")
    send(smtp, reply)


def more(imap, smtp, count):
    mail = newest(imap, "ola")
    with smtplib.SMTP("127.0.0.1", smtp) as server:
        for n in range(count):
            reply = reply_to(mail, "ola@varde.test")
            reply.set_content(f"working\nstep {n}\n")
            server.send_message(reply)


def flags(imaps, ca):
    box = imaplib.IMAP4_SSL("127.0.0.1", imaps, ssl_context=ssl.create_default_context(cafile=ca))
    box.login("cert", "secret")
    box.select("INBOX", readonly=True)
    every = box.search(None, "ALL")[1][0].split()
    marked = box.search(None, "SEEN", "KEYWORD", "$VardeRead")[1][0].split()
    box.logout()
    print(f"all={len(every)} marked={len(marked)}")


if sys.argv[1] == "answer":
    answer(int(sys.argv[2]), int(sys.argv[3]))
elif sys.argv[1] == "more":
    more(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
else:
    flags(int(sys.argv[2]), sys.argv[3])
