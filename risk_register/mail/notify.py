"""GOV.UK Notify as post office.

Source: the documentation of its REST API. A letter's Message-ID is Notify's ``reference``: whatever
an earlier try did is looked up by it before the letter goes again.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, SSLError
from urllib3.exceptions import MaxRetryError

from risk_register.domain.errors import MailSettingsError
from risk_register.mail.letters import Letter
from risk_register.mail.receipts import Outcome, Receipt

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_API_KEY = re.compile(rf".*{_ID}-{_ID}", re.IGNORECASE)
_TEMPLATE = re.compile(_ID, re.IGNORECASE)
_FAILURES = ("temporary-failure", "technical-failure")
#: Refusals that are about our own settings at Notify, which every letter would meet.
_OURS = re.compile(r"template|personalisation|api key|trial mode", re.IGNORECASE)


class NotifyPost:
    """Hands each letter to GOV.UK Notify, which fills it into one template.

    The template's subject is ``((subject))`` and its text ``((text))``. Files are not handed over:
    letters bring a personal link instead.
    """

    carries_files = False

    def __init__(self, *, api_key: str, template_id: str, url: str, timeout: float = 30.0) -> None:
        """Take the settings; nothing is sent yet.

        :param url: https, or http for a server on this machine
        :param timeout: seconds to wait for any one answer, above 0
        :raises MailSettingsError: if the settings cannot work or would send anything in clear
        """
        if not _API_KEY.fullmatch(api_key):
            raise MailSettingsError("NOTIFY_API_KEY is not a key of GOV.UK Notify.")
        if not _TEMPLATE.fullmatch(template_id):
            raise MailSettingsError("NOTIFY_TEMPLATE_ID is not the id of a template.")
        _check_url(url)
        self._api_key, self._template_id = api_key, template_id
        self._url, self._timeout = url.rstrip("/"), timeout

    def deliver(self, letter: Letter) -> Receipt:
        """Try once to hand the letter over, unless an earlier try has done it."""
        if letter.attachments:
            return Receipt(
                Outcome.FAILED,
                "GOV.UK Notify takes letters without files. Choose that packs go by personal link.",
            )
        with self._open_line() as client:
            try:
                known = _look_up(client, letter) if letter.may_have_gone else None
            except (APIError, _OddAnswerError) as error:
                return _judge(error)
            return known or self._hand_over(client, letter)

    def _hand_over(self, client: NotificationsAPIClient, letter: Letter) -> Receipt:
        try:
            answer = client.send_email_notification(
                email_address=letter.recipient,
                template_id=self._template_id,
                personalisation={"subject": letter.subject, "text": letter.text},
                reference=letter.message_id,
            )
            return Receipt(Outcome.SENT, f"GOV.UK Notify took it as {_read_id(answer)}.")
        except (APIError, _OddAnswerError) as error:
            receipt = _judge(error)
        return _make_certain(client, letter, receipt)

    @contextmanager
    def _open_line(self) -> Iterator[NotificationsAPIClient]:
        client = NotificationsAPIClient(self._api_key, base_url=self._url, timeout=self._timeout)
        session = client.request_session
        # Nowhere but there: no proxy or password from the environment, no address that an answer
        # sends us to, no other host.
        session.trust_env = False
        session.max_redirects = 0
        session.adapters.clear()
        session.mount(f"{self._url}/", HTTPAdapter())
        with session:
            yield client


class _OddAnswerError(Exception):
    """An answer is not what the documentation says it is."""


def _make_certain(client: NotificationsAPIClient, letter: Letter, receipt: Receipt) -> Receipt:
    """Ask whether a letter has arrived there of which there was no clear answer."""
    if receipt.outcome is not Outcome.UNCERTAIN:
        return receipt
    try:
        known = _look_up(client, letter)
    except (APIError, _OddAnswerError):
        return receipt
    # It may still be on its way there; the next try asks again before it sends.
    return known or Receipt(Outcome.RETRY, f"{receipt.answer} It does not know the letter.")


def _look_up(client: NotificationsAPIClient, letter: Letter) -> Receipt | None:
    """Say what became of an earlier try; None if there is none that could still arrive."""
    answer = client.get_all_notifications(template_type="email", reference=letter.message_id)
    found = answer.get("notifications") if isinstance(answer, Mapping) else None
    if not isinstance(found, list):
        raise _OddAnswerError("The list of letters is missing.")
    for each in found:
        if not _is_same(each, letter) or each.get("status") in _FAILURES:
            continue
        status = each.get("status")
        outcome = Outcome.FAILED if status == "permanent-failure" else Outcome.SENT
        return Receipt(
            outcome, f"GOV.UK Notify has had it since an earlier try, as {_read_id(each)}: {status}"
        )
    return None


def _is_same(found: Any, letter: Letter) -> bool:
    return (
        isinstance(found, Mapping)
        and found.get("reference") == letter.message_id
        and str(found.get("email_address", "")).casefold() == letter.recipient.casefold()
    )


def _read_id(answer: Any) -> str:
    number = answer.get("id") if isinstance(answer, Mapping) else None
    if not isinstance(number, str):
        raise _OddAnswerError("The letter's id is missing.")
    return number


def _judge(error: APIError | _OddAnswerError) -> Receipt:
    if isinstance(error, _OddAnswerError):
        return Receipt(Outcome.UNCERTAIN, f"GOV.UK Notify gave an odd answer. {error}")
    if error.response is None:
        return _judge_line(error.__cause__)
    status, words = error.status_code, _quote(error)
    if status == requests.codes.too_many_requests:
        return Receipt(Outcome.RETRY, words)
    if status in {requests.codes.bad_request, requests.codes.request_entity_too_large}:
        return Receipt(Outcome.STOP if _OURS.search(words) else Outcome.FAILED, words)
    if status // 100 in {3, 4}:
        # A wrong key, or a clock that is more than 30 seconds wrong.
        return Receipt(Outcome.STOP, words)
    return Receipt(Outcome.UNCERTAIN, words)


def _judge_line(error: BaseException | None) -> Receipt:
    """Judge a line that broke, by whether the letter can have been read at its other end."""
    words = type(error).__name__
    if isinstance(error, SSLError):
        return Receipt(Outcome.STOP, f"GOV.UK Notify cannot prove who it is ({words}).")
    reason = error.args[0] if error is not None and error.args else None
    if isinstance(error, ConnectTimeout) or isinstance(reason, MaxRetryError):
        return Receipt(Outcome.RETRY, f"GOV.UK Notify cannot be reached ({words}).")
    return Receipt(Outcome.UNCERTAIN, f"The line to GOV.UK Notify broke ({words}).")


def _quote(error: APIError) -> str:
    said: Any = error.message  # whatever the answer held
    if isinstance(said, list):
        parts = [each.get("message", "") for each in said if isinstance(each, Mapping)]
        said = "; ".join(str(part) for part in parts)
    return f"{error.status_code} {said}"


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.query or parts.fragment or parts.username or not parts.hostname:
        raise MailSettingsError("NOTIFY_URL must be an address like https://host.")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname)):
        return
    raise MailSettingsError("NOTIFY_URL must begin with https://.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
