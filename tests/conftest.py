"""What tests share: the shipped documents, and a document made from a text in the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from corpus.base.records import Document
from corpus.formats.folder import load_corpus, make_document

# Timings depend on the machine; the same cases each time keep the suite repeatable.
settings.register_profile("tickmark", deadline=None, derandomize=True)
settings.load_profile("tickmark")


@pytest.fixture(scope="session")
def documents() -> dict[str, Document]:
    """The five shipped disclosures by id."""
    return {document.id: document for document in load_corpus()}


@pytest.fixture(scope="session")
def document_of() -> Callable[[str], Document]:
    """Make a document from a text."""
    return make_document
