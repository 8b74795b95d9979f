"""The public edition's files, read as a stranger would: no word of what is exempt is in them."""

import io
import json
import subprocess
import zipfile

import pikepdf
import pytest

from risk_register.documents.summaries import draw_summary
from risk_register.domain.errors import LeakError
from risk_register.domain.leaks import check_leaks
from risk_register.domain.packs import Form
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.sheets.packs import draw_register_table, draw_register_workbook
from tests.documents.june_pack import build_order, find_line
from tests.domain.test_editions import build, closed_line, exempt, publish, write_everywhere

MARK = "zanzibarine"  # one word, so that no line break can hide it


def build_marked():
    """Give the June snapshot with a word in every text of R-002, one cause, and a closed risk."""
    snapshot = build(closed=[closed_line(title=f"A {MARK} merger", reason=MARK, exempt=True)])
    hidden = find_line(snapshot, "R-002")
    write_everywhere(hidden, MARK)
    hidden["owner"]["name"] = f"Anneke {MARK}"
    exempt(snapshot, "R-006", "cause")
    find_line(snapshot, "R-006")["cause"] = f"budgets that {MARK}s cut"
    return snapshot


@pytest.fixture(scope="module")
def marked():
    return build_marked()


@pytest.fixture(scope="module")
def files(marked, remembering_press):
    """Draw every form of the public edition once."""
    public = publish(marked)
    print_of = fingerprint(canonical_json(public))
    order = build_order(public, fingerprint=print_of, edition="public")
    return {
        "pdf": remembering_press.print_pack(order).files[Form.PDF],
        "docx": draw_summary(order),
        "xlsx": draw_register_workbook(public, fingerprint=print_of),
        "csv": draw_register_table(public, fingerprint=print_of),
        "json": canonical_json(public).encode(),
    }


def read_pdf(content):
    """Read text, metadata, bookmarks, attachments and every string of a PDF."""
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    raw = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    )
    found = [text.stdout.decode(), raw.stdout.decode()]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_outline() as outline:
            found += [item.title for item in outline.root]
        found += list(pdf.attachments)
        found += [
            attached.get_file().read_bytes().decode() for attached in pdf.attachments.values()
        ]
        for each in pdf.objects:
            found += strings_of(each)
            if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/Metadata":
                found.append(each.read_bytes().decode())
    return "\n".join(found)


def strings_of(value):
    """List the strings of one object; those it refers to are looked at in their own turn."""
    if isinstance(value, pikepdf.String):
        return [str(value)]
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        value = list(value.values())
    elif not isinstance(value, pikepdf.Array):
        return []
    own = [part for part in value if not getattr(part, "is_indirect", False)]
    return [text for part in own for text in strings_of(part)]


def read_office(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


READERS = {
    "pdf": read_pdf,
    "docx": read_office,
    "xlsx": read_office,
    "csv": bytes.decode,
    "json": bytes.decode,
}


@pytest.mark.parametrize("form", READERS)
def test_no_file_of_the_public_edition_holds_a_word_of_what_is_exempt(files, form):
    said = READERS[form](files[form])

    assert MARK not in said.casefold()
    assert "R-006" in said
    assert "Fixed-term exclusions come down too slowly" in " ".join(said.split())


@pytest.mark.parametrize("form", READERS)
def test_the_leak_check_passes_the_public_files(files, marked, form):
    check_leaks(marked, publish(marked), READERS[form](files[form]))


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv", "json"])
def test_the_leak_check_refuses_each_full_file(marked, form):
    order = build_order(marked)
    full = {
        "docx": lambda: draw_summary(order),
        "xlsx": lambda: draw_register_workbook(marked, fingerprint="ab" * 32),
        "csv": lambda: draw_register_table(marked, fingerprint="ab" * 32),
        "json": lambda: json.dumps(marked, ensure_ascii=False).encode(),
    }
    with pytest.raises(LeakError, match="would have shown withheld text of"):
        check_leaks(marked, publish(marked), READERS[form](full[form]()))


def test_the_leak_check_refuses_the_full_pdf(drawn, marked):
    snapshot = build()
    with pytest.raises(LeakError, match="withheld text of R-002, so it was not made"):
        check_leaks(snapshot, publish(snapshot), read_pdf(drawn.bytes("june")))
