"""What tests share: the shipped documents, and a document made from a text in the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import Any

import pytest
from hypothesis import settings

from corpus.base.records import Document
from corpus.formats.folder import load_corpus, make_document

# Timings depend on the machine; the same cases each time keep the suite repeatable.
settings.register_profile("tickmark", deadline=None, derandomize=True)
settings.load_profile("tickmark")


def refuse_skips(report: Any) -> Any:
    """In continuous integration nothing is left out: what would be skipped fails instead."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and CI skips nothing: {report.longrepr[-1]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Hold tests to `refuse_skips`."""
    return refuse_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """Hold modules to `refuse_skips`."""
    return refuse_skips((yield))


@pytest.fixture(scope="session")
def documents() -> dict[str, Document]:
    """The five shipped disclosures by id."""
    return {document.id: document for document in load_corpus()}


@pytest.fixture(scope="session")
def document_of() -> Callable[[str], Document]:
    """Make a document from a text."""
    return make_document
