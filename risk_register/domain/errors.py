"""What can go wrong, in the words of the register.

The docstring of each error is the sentence a user reads when no better one
is given, so it is written for them and not for us.
"""


class RegisterError(Exception):
    """The register could not do that."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class NotFoundError(RegisterError):
    """There is nothing at this address."""


class NotAllowedError(RegisterError):
    """Your role does not include this action."""


class RuleError(RegisterError):
    """The register's rules do not allow that."""

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field  #: name of the form's field the sentence belongs to, if one does


class OffScaleError(RuleError):
    """The score lies outside the programme's scale."""


class ReasonMissingError(RuleError):
    """Say why the score has changed."""


class ChangedMeanwhileError(RegisterError):
    """Somebody else changed this while you were working on it."""


class AlreadyDoneError(RegisterError):
    """That has already been done."""


class BusyError(RegisterError):
    """The register is busy. Nothing was saved; try again in a few seconds."""


class PublishingError(RegisterError):
    """The published files could not be written."""


class SettingsError(RegisterError):
    """The service cannot start with these settings."""


class LetterWritingError(RegisterError):
    """A letter that is due could not be written."""


class BadAddressError(RegisterError):
    """Enter an e-mail address in the right form, like name@example.org."""


class MailSettingsError(SettingsError):
    """The service cannot send mail with these settings."""


class MailboxError(RegisterError):
    """The mailbox for letters that came back could not be read."""


class PackDrawingError(RegisterError):
    """The pack could not be drawn."""


class LeakError(PackDrawingError):
    """The public edition would have shown withheld text, so it was not made."""


class ChangedFileError(RegisterError):
    """This file is no longer the one that was added, so it is not handed out. Tell the auditor."""


class TooManyTriesError(RegisterError):
    """There were too many tries to sign in. Wait 5 minutes and try again."""


class DirectoryError(RegisterError):
    """Your organisation's sign-in does not answer as it should."""


class UnrecordedChangeError(RegisterError):
    """A change was about to be saved without its line in the record."""


class ChangedRecordError(RegisterError):
    """The register does not agree with its record."""


class BackupError(RegisterError):
    """The backup could not be made or used."""


class UnheardError(RegisterError):
    """The outside address did not answer as it should."""
