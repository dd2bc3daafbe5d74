"""An SMTP server by aiosmtpd for the tests: takes mails, and refuses or falls silent where it is told to.

Its one argument is JSON: port, certificate and key (paths, or null for no STARTTLS), user and password (or null).
Each line of its input is JSON too: for a verb (CONNECT, MAIL, RCPT, DATA) the reply to give instead of the usual one, "" to say
nothing ever again; it takes the place of the line before. The input's end is its own. What it hears and takes it says on its output, an
event a line; the messages are read by Python's own reader.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

settings = json.loads(sys.argv[1])
rules = {}


def tell(event, **what):
    print(json.dumps({"event": event, **what}), flush=True)


async def rule(verb):
    if rules.get(verb) == "":
        tell("silent", verb=verb)
        await asyncio.Event().wait()
    return rules.get(verb)


class Conversation(SMTP):
    # Before and after STARTTLS alike; the handshake itself does not come by here.
    def data_received(self, data):
        is_encrypted = self.transport.get_extra_info("sslcontext") is not None
        tell("heard", encrypted=is_encrypted, text=data.decode("latin-1"))
        super().data_received(data)

    async def _handle_client(self):
        await rule("CONNECT")
        await super()._handle_client()

    # System.Net.Mail says "AUTH login": RFC 4422 (3.1) has capitals only and aiosmtpd holds to it, the servers that people run do not.
    async def smtp_AUTH(self, arg):
        mechanism, *rest = (arg or "").split(" ", 1)
        await super().smtp_AUTH(" ".join([mechanism.upper(), *rest]))


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        reply = await rule("MAIL")
        if reply is None:
            envelope.mail_from = address
        return reply or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = await rule("RCPT")
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        reply = await rule("DATA")
        if reply is None:
            tell("mail", **read(session, envelope))
        return reply or "250 taken"


def read(session, envelope):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    return {
        "mailFrom": envelope.mail_from,
        "rcptTo": ", ".join(envelope.rcpt_tos),
        "encrypted": session.ssl is not None,
        "user": session.auth_data,
        "from": str(message["From"]),
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "messageId": str(message["Message-ID"]),
        "types": [part.get_content_type() for part in message.walk()],
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "text": message.get_body(("plain",)).get_content(),
        "html": message.get_body(("html",)).get_content(),
    }


def authenticate(server, session, envelope, mechanism, data):
    user, password = data.login.decode(), data.password.decode()
    is_right = (user, password) == (settings["user"], settings["password"])
    return AuthResult(success=is_right, handled=False, auth_data=user)


def conversation():
    tls = None
    if settings["certificate"]:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(settings["certificate"], settings["key"])
    return Conversation(
        Handler(),
        # Otherwise it asks a name server who it is.
        hostname="tests",
        tls_context=tls,
        require_starttls=tls is not None,
        auth_required=settings["user"] is not None,
        auth_require_tls=tls is not None,
        authenticator=authenticate,
    )


def follow(line):
    rules.clear()
    rules.update(json.loads(line))
    tell("told")


async def serve():
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def listen():
        for line in sys.stdin:
            loop.call_soon_threadsafe(follow, line)
        loop.call_soon_threadsafe(over.set)

    await loop.create_server(conversation, "127.0.0.1", settings["port"])
    threading.Thread(target=listen, daemon=True).start()
    tell("listening")
    await over.wait()


asyncio.run(serve())
