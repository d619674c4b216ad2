"""Mail: by SMTP when configured, else a line in the log. A message's id is that of its outbox row, so repetitions show."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

import structlog

log = structlog.get_logger("mail")
TIMEOUT = 15


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message to one person."""

    id: UUID
    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Sends mail; raises OSError or smtplib.SMTPException when it cannot."""

    def send(self, mail: Mail) -> None: ...


class LogMailer:
    """No mail server: tells the log that there was something to send, without names or content."""

    def send(self, mail: Mail) -> None:
        log.info("mail_not_sent", message=str(mail.id), reason="no mail server is configured")


class MemoryMailer:
    """Keeps what was sent, for tests."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)


class SmtpMailer:
    """`smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…`."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "localhost", parts.port
        self._secure = parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    def send(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"], message["To"] = self._sender, mail.to
        message["Subject"] = " ".join(mail.subject.split())
        message["Message-ID"] = f"<{mail.id}@nyttiggjort>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        context = ssl.create_default_context()
        if self._secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port or 465, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port or 25, timeout=TIMEOUT)
        with server:
            if not self._secure and server.has_extn("starttls"):
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password)
            server.send_message(message)


def mailer_for(url: str, sender: str) -> Mailer:
    """The mailer that the settings ask for."""
    return SmtpMailer(url, sender) if url else LogMailer()
