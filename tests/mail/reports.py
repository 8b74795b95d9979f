"""Reports as mail servers write them, saying only what a test cares about."""

FAILED = "5.1.1", "smtp; 550 5.1.1 <director@example.org> User unknown", "failed"
DELAYED = "4.4.1", "smtp; 451 4.4.1 Connection timed out", "delayed"


def write_report(
    message_id, *, what=FAILED, address="director@example.org", returned="message/rfc822", day=5
):
    """Write a report about a letter.

    :param returned: how the letter's headers come with it; None if they do not
    """
    status, words, action = what
    letter = f"Message-ID: {message_id}\nTo: The director <{address}>\nSubject: June\n\nText\n"
    last = f"--b\nContent-Type: {returned}\n\n{letter}\n" if returned else ""
    return (
        f"From: MAILER-DAEMON@mail.example.org\nTo: risk-register@example.org\n"
        f"Date: Tue, {day} Jun 2018 10:00:00 +0100\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt did not arrive.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\n"
        f"Original-Message-ID: {message_id}\n\nFinal-Recipient: rfc822; {address}\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: {words}\n\n{last}--b--\n"
    ).encode()
