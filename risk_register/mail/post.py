"""The post office that the settings name, and what all post offices have in common."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from risk_register.domain.errors import BadAddressError, MailSettingsError
from risk_register.mail.folders import FolderPost
from risk_register.mail.letters import check_address
from risk_register.mail.notify import NotifyPost
from risk_register.mail.receipts import Outcome, PostOffice, Receipt
from risk_register.mail.smtp import Security, SmtpPost

__all__ = [
    "FolderPost",
    "NotifyPost",
    "Outcome",
    "PostOffice",
    "Receipt",
    "Security",
    "SmtpPost",
    "open_post_office",
]


def open_post_office(settings: Mapping[str, Any]) -> PostOffice:
    """Open the post office that ``MAIL_TRANSPORT`` names; nothing is sent yet.

    :raises MailSettingsError: if the transport is unknown or its settings cannot work
    """
    try:
        check_address(settings["MAIL_FROM"])
    except BadAddressError:
        raise MailSettingsError("MAIL_FROM must be one plain e-mail address.") from None
    transport = settings["MAIL_TRANSPORT"]
    if transport == "folder":
        return _open_folder(settings)
    if transport == "smtp":
        return _open_smtp(settings)
    if transport == "notify":
        return NotifyPost(
            api_key=settings["NOTIFY_API_KEY"],
            template_id=settings["NOTIFY_TEMPLATE_ID"],
            url=settings["NOTIFY_URL"],
        )
    raise MailSettingsError(f"MAIL_TRANSPORT is {transport!r}; it can be folder, smtp or notify.")


def _open_folder(settings: Mapping[str, Any]) -> FolderPost:
    if not settings["MAIL_FOLDER"]:
        raise MailSettingsError("MAIL_FOLDER must name a folder.")
    return FolderPost(Path(settings["MAIL_FOLDER"]))


def _open_smtp(settings: Mapping[str, Any]) -> SmtpPost:
    try:
        security = Security(settings["SMTP_SECURITY"])
    except ValueError:
        raise MailSettingsError("SMTP_SECURITY can be starttls, tls or none.") from None
    return SmtpPost(
        host=settings["SMTP_HOST"],
        port=settings["SMTP_PORT"],
        username=settings["SMTP_USERNAME"],
        password=settings["SMTP_PASSWORD"],
        security=security,
        timeout=settings["SMTP_TIMEOUT_SECONDS"],
        ca_file=_find_path(settings["SMTP_CA_FILE"]),
        client_certificate=_find_path(settings["SMTP_CLIENT_CERTIFICATE_FILE"]),
        client_key=_find_path(settings["SMTP_CLIENT_KEY_FILE"]),
    )


def _find_path(name: str) -> Path | None:
    return Path(name) if name else None
