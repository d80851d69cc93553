"""What tests share: the shipped documents, and a document made from a text in the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.documents import load_corpus, make_document
from corpus.model import Document


@pytest.fixture(scope="session")
def documents() -> dict[str, Document]:
    """The five shipped disclosures by id."""
    return {document.id: document for document in load_corpus()}


@pytest.fixture(scope="session")
def document_of() -> Callable[[str], Document]:
    """Make a document from a text."""
    return make_document
