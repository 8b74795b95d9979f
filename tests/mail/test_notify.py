"""Handing letters to GOV.UK Notify, played by a real server on this machine."""

import json
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from risk_register.domain.errors import MailSettingsError
from risk_register.mail.notify import NotifyPost
from risk_register.mail.post import Outcome, open_post_office

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"letters-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
TAKEN = "740e5834-3a29-46b4-9a6f-16142fde533a"


class Notify(ThreadingHTTPServer):
    """Takes letters as Notify does; ``faults`` are used up, one for each letter that comes."""

    def __init__(self):
        self.faults = []
        self.lookup_faults = []
        self.kept = []
        self.looks = 0
        self.status = "sending"
        super().__init__(("127.0.0.1", 0), Desk)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Desk(BaseHTTPRequestHandler):
    """Answers one request."""

    def log_message(self, *words):
        """Say nothing."""

    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault == "drop":
            return
        if fault in {None, "take and hang", "take and drop", "take and fail", "take and mumble"}:
            self.server.kept.append(given)
        if fault == "take and hang":
            time.sleep(0.6)
        elif fault == "take and fail":
            self.refuse(500, "InternalServerError", "Internal server error")
        elif fault == "take and mumble":
            self.reply(201, "<html>")
        elif isinstance(fault, tuple):
            self.refuse(*fault)
        elif fault is None:
            self.check_token()

    def do_GET(self):
        self.server.looks += 1
        asked = parse_qs(urlsplit(self.path).query)
        if self.server.lookup_faults:
            self.refuse(*self.server.lookup_faults.pop(0))
            return
        found = [
            {**given, "id": TAKEN, "status": self.server.status}
            for given in self.server.kept
            if given["reference"] in asked["reference"]
        ]
        self.reply(200, {"notifications": found, "links": {}})

    def check_token(self):
        token = self.headers["Authorization"].removeprefix("Bearer ")
        said = jwt.decode(token, SECRET, algorithms=["HS256"], issuer=SERVICE, leeway=30)
        assert abs(said["iat"] - time.time()) < 30
        self.reply(201, {"id": TAKEN, "reference": self.server.kept[-1]["reference"]})

    def refuse(self, status, error, words):
        self.reply(status, {"status_code": status, "errors": [{"error": error, "message": words}]})

    def reply(self, status, body):
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def notify():
    """Run the server."""
    server = Notify()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def office(notify):
    """A post office for it."""
    return NotifyPost(api_key=KEY, template_id=TEMPLATE, url=notify.url, timeout=0.3)


@pytest.fixture
def letter(write_letter):
    """A letter without a file."""
    return write_letter(attachments=())


def test_a_letter_is_filled_into_the_template_with_its_message_id_as_reference(
    office, notify, letter
):
    receipt = office.deliver(letter)

    assert receipt.outcome is Outcome.SENT
    assert TAKEN in receipt.answer
    assert notify.kept == [
        {
            "email_address": letter.recipient,
            "template_id": TEMPLATE,
            "personalisation": {"subject": letter.subject, "text": letter.text},
            "reference": letter.message_id,
        }
    ]
    assert notify.looks == 0


def test_a_letter_with_a_file_does_not_go(office, notify, write_letter):
    receipt = office.deliver(write_letter())

    assert not office.carries_files
    assert receipt.outcome is Outcome.FAILED
    assert "personal link" in receipt.answer
    assert notify.kept == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ((400, "ValidationError", "email_address Not a valid email address"), Outcome.FAILED),
        ((400, "BadRequestError", "Template not found"), Outcome.STOP),
        ((400, "BadRequestError", "Missing personalisation: text"), Outcome.STOP),
        ((403, "AuthError", "Invalid token: API key not found"), Outcome.STOP),
        ((403, "AuthError", "Error: Your system clock must be accurate"), Outcome.STOP),
        ((302, "Found", "Elsewhere"), Outcome.STOP),
        ((404, "NoResultFound", "No result found"), Outcome.STOP),
        ((413, "Large", "Too large"), Outcome.FAILED),
        ((429, "RateLimitError", "Exceeded rate limit"), Outcome.RETRY),
        ((429, "TooManyRequestsError", "Exceeded send limits for today"), Outcome.RETRY),
        ((500, "Exception", "Internal server error"), Outcome.RETRY),
        ((503, "Exception", "Service unavailable"), Outcome.RETRY),
    ],
)
def test_a_refusal_is_quoted_and_judged(fault, outcome, office, notify, letter):
    notify.faults = [fault]

    receipt = office.deliver(letter)

    assert receipt.outcome is outcome
    assert receipt.answer.startswith(f"{fault[0]} {fault[2]}")
    assert notify.kept == []


@pytest.mark.parametrize(
    "fault", ["take and hang", "take and drop", "take and fail", "take and mumble"]
)
def test_a_letter_that_was_taken_without_a_clear_answer_is_found_and_not_sent_twice(
    fault, office, notify, letter
):
    notify.faults = [fault]

    first = office.deliver(letter)
    second = office.deliver(replace(letter, may_have_gone=True))

    assert (first.outcome, second.outcome) == (Outcome.SENT, Outcome.SENT)
    assert "earlier try" in second.answer
    assert len(notify.kept) == 1


def test_while_nobody_can_look_it_is_uncertain_and_no_copy_goes(office, notify, letter):
    notify.faults = ["take and hang"]
    notify.lookup_faults = [(503, "Exception", "Away")] * 2

    first = office.deliver(letter)
    second = office.deliver(replace(letter, may_have_gone=True))
    third = office.deliver(replace(letter, may_have_gone=True))

    assert first.outcome is Outcome.UNCERTAIN
    assert second.outcome is Outcome.UNCERTAIN
    assert third.outcome is Outcome.SENT
    assert len(notify.kept) == 1


def test_a_letter_that_never_came_is_sent_by_the_next_try(office, notify, letter):
    notify.faults = ["drop"]

    first = office.deliver(letter)
    second = office.deliver(replace(letter, may_have_gone=True))

    assert first.outcome is Outcome.RETRY
    assert second.outcome is Outcome.SENT
    assert len(notify.kept) == 1


def test_a_letter_that_went_to_another_address_goes_to_the_corrected_one(office, notify, letter):
    office.deliver(replace(letter, recipient="wrong@example.org"))

    receipt = office.deliver(replace(letter, may_have_gone=True))

    assert receipt.outcome is Outcome.SENT
    assert [kept["email_address"] for kept in notify.kept] == [
        "wrong@example.org",
        letter.recipient,
    ]


def test_a_letter_that_notify_could_not_deliver_is_not_called_sent(office, notify, letter):
    office.deliver(letter)
    notify.status = "permanent-failure"

    receipt = office.deliver(replace(letter, may_have_gone=True))

    assert receipt.outcome is Outcome.FAILED
    assert len(notify.kept) == 1


def test_a_server_that_is_not_there_is_tried_again(letter):
    office = NotifyPost(api_key=KEY, template_id=TEMPLATE, url="http://127.0.0.1:1")

    assert office.deliver(letter).outcome is Outcome.RETRY


def test_nothing_goes_by_a_proxy_that_the_environment_names(office, notify, letter, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert office.deliver(letter).outcome is Outcome.SENT


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"NOTIFY_API_KEY": ""}, "NOTIFY_API_KEY"),
        ({"NOTIFY_API_KEY": SECRET}, "NOTIFY_API_KEY"),
        ({"NOTIFY_TEMPLATE_ID": "letters"}, "NOTIFY_TEMPLATE_ID"),
        ({"NOTIFY_URL": "http://api.example.org"}, "NOTIFY_URL"),
        ({"NOTIFY_URL": "api.example.org"}, "NOTIFY_URL"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(wrong, named, settings):
    chosen = {
        "MAIL_TRANSPORT": "notify",
        "NOTIFY_API_KEY": KEY,
        "NOTIFY_TEMPLATE_ID": TEMPLATE,
    }
    assert isinstance(open_post_office(settings | chosen), NotifyPost)

    with pytest.raises(MailSettingsError, match=named):
        open_post_office(settings | chosen | wrong)
