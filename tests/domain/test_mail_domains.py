"""Which addresses letters may go to, and which domains only look like a known one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.mail_domains import find_bar, is_look_alike, read_domains

KNOWN = ("oxfordshire.gov.uk", "example.org")
#: Letters of which no two together are read as another one.
letters = st.text("abdefghjkmopqstuxyz", min_size=12, max_size=40)


@pytest.mark.parametrize(
    "domain",
    [
        "0xfordshire.gov.uk",
        "oxfordsh1re.gov.uk",
        "oxfordshlre.gov.uk",
        "oxfordshire-gov.uk",
        "oxfordshiire.gov.uk",
        "oxfordshir.gov.uk",
        "oxfrodshire.gov.uk",
        "oxfordshire.gov.uk.",
        "\u043exfordshire.gov.uk",
        "xn--xfordshire-dvi.gov.uk",
        "exarnple.org",
        "examp1e.org",
    ],
)
def test_a_domain_that_only_looks_like_a_known_one_is_found(domain):
    assert any(is_look_alike(domain, known) for known in KNOWN)
    assert find_bar(f"pat@{domain}", allowed=None, known=KNOWN)


@pytest.mark.parametrize(
    "domain", ["oxford.gov.uk", "buckinghamshire.gov.uk", "example.com", "nhs.net", "school.sch.uk"]
)
def test_another_domain_is_not_taken_for_one(domain):
    assert not any(is_look_alike(domain, known) for known in KNOWN)


def test_letters_go_to_the_domains_of_the_agency_and_nowhere_else():
    allowed = ["example.org"]

    assert find_bar("Pat@Example.ORG", allowed=allowed, known=KNOWN) is None
    assert find_bar("pat@mail.example.org", allowed=allowed, known=KNOWN) == (
        "Letters of this agency may not go to mail.example.org."
    )
    assert find_bar("pat@example.com", allowed=allowed, known=KNOWN) == (
        "Letters of this agency may not go to example.com."
    )
    assert find_bar("pat@nhs.net", allowed=None, known=KNOWN) is None
    assert find_bar("pat@nhs.net", allowed=[], known=KNOWN)


def test_a_domain_that_is_allowed_may_look_like_another():
    assert find_bar("pat@examples.org", allowed=["examples.org"], known=KNOWN) is None


@given(letters, st.integers(0, 11))
def test_one_slip_anywhere_is_found(domain, at):
    slips = {domain[:at] + domain[at + 1 :], domain[:at] + "q" + domain[at:]}
    slips.add(domain[:at] + domain[at : at + 2][::-1] + domain[at + 2 :])
    assert all(is_look_alike(slip, domain) for slip in slips - {domain})


@given(letters)
def test_no_domain_looks_like_itself(domain):
    assert not is_look_alike(domain, domain)


def test_domains_are_read_as_people_type_them():
    assert read_domains([" Example.org", "@example.org", "nhs.net"]) == ["example.org", "nhs.net"]


@pytest.mark.parametrize("said", ["", "example", "pat@example.org", "a b.org", "ex..org", "-a.org"])
def test_what_is_no_domain_is_refused(said):
    with pytest.raises(RuleError, match="not a domain"):
        read_domains([said])
