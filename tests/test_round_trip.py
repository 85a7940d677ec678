"""Random valid reports, written in every format, are read back exactly and give no error and no warning."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import rulebook
from checker.findings import Review, Severity
from checker.reviewing import review
from checker.specimen import Specimen
from tests.support import reports, writers

BOOK = rulebook.load()
OFFICE_SEEDS = range(20)


def check_read_back(found: Review, s: Specimen, agency: reports.Agency) -> None:
    assert found.outcome == "reviewed", found.message
    report = found.report
    assert report is not None
    assert (report.agency, report.agency_kind, report.year) == (agency.name, agency.kind, s.year)
    assert report.edition == report.edition_due == s.layout
    assert [(x.number, re.sub(r"\s", "", x.heading)) for x in report.sections if x.number] == [
        (n, s.headings[n]) for n in s.order
    ]
    contacts = report.contacts
    assert contacts.address is not None
    assert contacts.postcode is not None
    assert (contacts.address.value, contacts.postcode.value) == (agency.address, agency.postcode)
    assert [f.value for f in contacts.phones] == [agency.phone]
    assert [f.value for f in contacts.emails] == [agency.mail]
    assert report.period is not None
    assert (str(report.period.start), str(report.period.end)) == (f"{s.year}-01-01", f"{s.year}-12-31")
    for key, cells in s.cells.items():
        table = report.table(key)
        assert table.status == "read", (key, table.reason)
        got = {k: str(c.value) for k, c in table.cells.items() if c.state == "read"}
        assert {k: v for k, v in got.items() if v != "0"} == {
            k: re.sub(r"元$", "", v) for k, v in cells.items() if v != "0"
        }, key
        assert all(c.state == "read" for c in table.cells.values())
    grave = [(f.rule, f.message.zh) for f in found.findings if f.severity >= Severity.warning]
    assert grave == []


@pytest.mark.parametrize("form", ["markdown", "text", "html", "docx"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_a_valid_report_is_read_back_and_passes(form: str, seed: int) -> None:
    s, agency = reports.draw(random.Random(seed), BOOK)
    data = writers.WRITERS[form](BOOK, s)
    check_read_back(review(data, path=writers.NAMES[form]), s, agency)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_text_in_other_encodings(encoding: str) -> None:
    s, agency = reports.draw(random.Random(7), BOOK)
    check_read_back(review(writers.tabs(BOOK, s, encoding), path="报告.txt"), s, agency)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_pdf_by_reportlab(seed: int) -> None:
    s, agency = reports.draw(random.Random(seed), BOOK)
    check_read_back(review(writers.pdf(BOOK, s), path="报告.pdf"), s, agency)


@pytest.fixture(scope="session")
def office_pdfs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty DOCX files made into PDFs by one call of LibreOffice."""
    if which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    for seed in OFFICE_SEEDS:
        s, _ = reports.draw(random.Random(1000 + seed), BOOK)
        (folder / f"{seed}.docx").write_bytes(writers.docx(BOOK, s))
    profile = folder / "profile"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir",
         str(folder), *(str(folder / f"{seed}.docx") for seed in OFFICE_SEEDS)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("seed", OFFICE_SEEDS)
def test_pdf_by_libreoffice(seed: int, office_pdfs: Path) -> None:
    s, agency = reports.draw(random.Random(1000 + seed), BOOK)
    data = (office_pdfs / f"{seed}.pdf").read_bytes()
    check_read_back(review(data, path="报告.pdf"), s, agency)
