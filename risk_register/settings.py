"""Settings: TOML files, then the environment; secrets only from the environment or files."""

import logging.config
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from risk_register.domain.errors import SettingsError
from risk_register.domain.permissions import Role
from risk_register.domain.two_persons import TwoPersons

CONFIG_DIR = Path(__file__).parents[1] / "config"
PREFIX = "RISK_REGISTER_"
ENVIRONMENTS = ("development", "testing", "production")
SHORTEST_SECRET = 32  # characters
SECRETS = (
    "SECRET_KEY",
    "SMTP_PASSWORD",
    "NOTIFY_API_KEY",
    "BOUNCE_IMAP_PASSWORD",
    "DATABASE_URL",
    "DEMONSTRATION_PASSWORD",
    "HEARTBEAT_URL",
    "OIDC_CLIENT_SECRET",
)


def load_settings(config_dir: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Read ``default.toml``, the environment's own file and ``RISK_REGISTER_*``; later wins.

    :raises SettingsError: if a setting is unknown, unreadable or unsafe
    """
    environment = environ.get(f"{PREFIX}ENVIRONMENT", "development")
    if environment not in ENVIRONMENTS:
        raise SettingsError(
            f"RISK_REGISTER_ENVIRONMENT is {environment!r}; it can be {', '.join(ENVIRONMENTS)}."
        )
    settings = _read(config_dir / "default.toml")
    known = set(settings)
    own = _read(config_dir / f"{environment}.toml")
    _check_known(set(own), known, f"{environment}.toml")
    settings |= own
    settings |= _from_environment(settings, known, environ)
    settings["ENVIRONMENT"] = environment
    settings["CONFIG_DIR"] = config_dir
    settings["CLOCK_START"] = _instant(settings["CLOCK_START"])
    _check_sound(settings)
    if environment == "production":
        _check_safe(settings, is_debugging=environ.get("FLASK_DEBUG", "0") not in {"", "0"})
    return settings


def start_logging(config_dir: Path = CONFIG_DIR) -> None:
    """Set the logs up as ``config/logging.toml`` says."""
    logging.config.dictConfig(_read(config_dir / "logging.toml"))


def list_cautions(settings: Mapping[str, Any]) -> list[str]:
    """List what is allowed in production and better not so, in a sentence each."""
    if settings["ENVIRONMENT"] != "production":
        return []
    named = {role.strip() for role in settings["SECOND_FACTOR_ROLES"].split(",")}
    if Role.ADMINISTRATOR in named:
        return []
    return [f"{PREFIX}SECOND_FACTOR_ROLES spares administrators: a password opens all they may."]


def _check_known(given: set[str], known: set[str], where: str) -> None:
    """Refuse a name that would do nothing, because it is most likely misspelt."""
    unknown = sorted(given - known)
    if unknown:
        raise SettingsError(f"There is no setting {', '.join(unknown)} ({where}).")


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        raise SettingsError(f"The settings file {path} is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}.") from None


def _from_environment(
    settings: Mapping[str, Any], known: set[str], environ: Mapping[str, str]
) -> dict[str, Any]:
    names = {name.removeprefix(PREFIX) for name in environ if name.startswith(PREFIX)}
    files = {f"{name}_FILE" for name in SECRETS}
    _check_known(names - {"ENVIRONMENT"} - files, known, "an environment variable")
    found: dict[str, Any] = {}
    for name in known:
        given = _given(name, environ)
        if given is not None:
            found[name] = _as_type_of(settings[name], given, name)
    return found


def _given(name: str, environ: Mapping[str, str]) -> str | None:
    path = environ.get(f"{PREFIX}{name}_FILE")
    if name in SECRETS and path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"{PREFIX}{name}_FILE cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise SettingsError(f"{PREFIX}{name}_FILE is not UTF-8 text.") from None
    return environ.get(f"{PREFIX}{name}")


def _as_type_of(example: Any, given: str, name: str) -> Any:
    if isinstance(example, bool):
        if given.lower() not in {"true", "false"}:
            raise SettingsError(f"{PREFIX}{name} must be true or false.")
        return given.lower() == "true"
    if isinstance(example, int):
        try:
            return int(given)
        except ValueError:
            raise SettingsError(f"{PREFIX}{name} must be a whole number.") from None
    return given


def _instant(given: Any) -> datetime | None:
    if not given:
        return None
    try:
        instant = datetime.fromisoformat(str(given))
    except ValueError:
        raise SettingsError("RISK_REGISTER_CLOCK_START is not an instant.") from None
    if instant.tzinfo is None:
        raise SettingsError("RISK_REGISTER_CLOCK_START needs an offset, like +01:00.")
    return instant


def _check_sound(settings: Mapping[str, Any]) -> None:
    """Refuse what cannot work anywhere.

    :raises SettingsError: naming the setting
    """
    if settings.get("BACKUP_KEEP", 1) < 1:
        raise SettingsError("RISK_REGISTER_BACKUP_KEEP must be at least 1.")
    if settings.get("RETAIN_PEOPLE_YEARS", 1) < 1:
        raise SettingsError("RISK_REGISTER_RETAIN_PEOPLE_YEARS must be at least 1.")
    for name in ("MAIL_PER_MINUTE", "MAIL_MOST_BYTES"):
        if settings.get(name, 0) < 0:
            raise SettingsError(f"{PREFIX}{name} must be 0 or more.")
    _choice("TWO_PERSONS", settings.get("TWO_PERSONS", TwoPersons.OFF))
    named = settings.get("SECOND_FACTOR_ROLES", "").split(",")
    unknown = sorted({role.strip() for role in named if role.strip()} - set(Role))
    if unknown:
        raise SettingsError(
            f"RISK_REGISTER_SECOND_FACTOR_ROLES names no role of ours: {', '.join(unknown)}."
        )
    outside = settings.get("HEARTBEAT_URL")
    if outside and urlsplit(outside).scheme not in {"http", "https"}:
        raise SettingsError("RISK_REGISTER_HEARTBEAT_URL must begin with https://.")
    _check_directory(settings)


def _choice(name: str, given: str) -> None:
    if given not in set(TwoPersons):
        choices = ", ".join(f"“{choice.value}”" for choice in TwoPersons)
        raise SettingsError(f"{PREFIX}{name} must be one of {choices}.")


def _check_directory(settings: Mapping[str, Any]) -> None:
    """Refuse half a directory, and one that would let people of any organisation in.

    :raises SettingsError: naming the setting
    """
    issuer = settings.get("OIDC_ISSUER")
    if not issuer:
        return
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        if not settings[name]:
            raise SettingsError(f"RISK_REGISTER_{name} is missing, and OIDC_ISSUER needs it.")
    parts = urlsplit(issuer)
    is_here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or (parts.scheme != "https" and not is_here):
        raise SettingsError("RISK_REGISTER_OIDC_ISSUER must begin with https:// and name a host.")
    if set(parts.path.split("/")) & {"common", "organizations", "consumers", "{tenantid}"}:
        raise SettingsError(
            "RISK_REGISTER_OIDC_ISSUER must be of one tenant; at this one everybody has an account."
        )


def _check_safe(settings: Mapping[str, Any], *, is_debugging: bool) -> None:
    """Refuse what must not run in production.

    :param is_debugging: whether Flask would show its debugger
    :raises SettingsError: with every objection in one sentence each
    """
    address, issuer = urlsplit(settings["PUBLIC_URL"]), settings["OIDC_ISSUER"]
    outside = settings["HEARTBEAT_URL"]
    found = {
        "SECRET_KEY needs at least 32 characters.": len(settings["SECRET_KEY"].strip())
        < SHORTEST_SECRET,
        "SECRET_KEY is one that anybody can read.": "never use this key" in settings["SECRET_KEY"],
        "PUBLIC_URL must begin with https:// and name a host.": address.scheme != "https"
        or not address.hostname,
        "CLOCK_START is for demonstrations only.": bool(settings["CLOCK_START"]),
        "DEMONSTRATION_PASSWORD is for demonstrations only.": bool(
            settings["DEMONSTRATION_PASSWORD"]
        ),
        "SMTP_SECURITY must be starttls or tls.": settings["MAIL_TRANSPORT"] == "smtp"
        and settings["SMTP_SECURITY"] == "none",
        "HEARTBEAT_URL must begin with https://.": bool(outside)
        and urlsplit(outside).scheme != "https",
        "OIDC_ISSUER must begin with https://.": bool(issuer)
        and urlsplit(issuer).scheme != "https",
    }
    objections = [f"{PREFIX}{words}" for words, is_so in found.items() if is_so]
    if is_debugging:
        objections.append("FLASK_DEBUG is for development only.")
    if objections:
        raise SettingsError(" ".join(objections))
