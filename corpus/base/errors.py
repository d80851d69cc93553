"""The exception tree of the whole project.

TickmarkError
├── CorpusError            a folder, catalog or document that cannot be read
│   ├── CatalogError       the catalog contradicts the documents (missing file, other SHA-256)
│   └── DocumentError      one document is unreadable (encoding, size, no text)
├── ParseError             a printed text is not what the caller asked to parse
│   ├── NumberError        not one printed figure
│   └── PeriodError        not one period
├── IndexStoreError        an index that cannot be built or trusted
│   ├── BuildError         a build failed; the generation before it still serves
│   ├── DamagedError       a generation does not match its manifest
│   ├── LockedError        another process is building
│   └── EngineUnavailable  an engine does not answer now, and may in a moment
├── QuestionError          a question that is refused before it is read (too long, empty, control
characters)
├── NotFoundError          no such document, fact, citation or table
│   └── UnknownValueError  a filter's value that nothing here has
└── ConfigurationError     a setting has an unusable value

Problems in the *data* (a total that does not foot) are values, `corpus.base.records.Problem`, not
exceptions.
"""

from __future__ import annotations


class TickmarkError(Exception):
    """Base of all errors that Tickmark raises on purpose; the message says what to do."""


class CorpusError(TickmarkError):
    """A corpus folder cannot be read."""


class CatalogError(CorpusError):
    """The catalog and the documents disagree."""


class DocumentError(CorpusError):
    """One document cannot be read; `code` says why to programs."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


class ParseError(TickmarkError, ValueError):
    """A text is not what the caller asked to parse."""


class NumberError(ParseError):
    """Not exactly one printed figure."""


class PeriodError(ParseError):
    """Not exactly one period."""


class IndexStoreError(TickmarkError):
    """An index cannot be built or trusted."""


class BuildError(IndexStoreError):
    """A build failed; the generation before it still serves."""


class DamagedError(IndexStoreError):
    """A generation's files do not match its manifest."""


class LockedError(IndexStoreError):
    """Another process holds the builder's lock."""


class EngineUnavailable(IndexStoreError):  # noqa: N818 - it says what is so
    """An engine that was open does not answer now; the same request may be answered later."""


class QuestionError(TickmarkError):
    """A question is refused before it is read."""


class NotFoundError(TickmarkError, LookupError):
    """Nothing goes by this id."""


class UnknownValueError(NotFoundError):
    """A filter names what nothing here has; `parameter` is the filter's name."""

    def __init__(self, parameter: str, value: str) -> None:
        super().__init__(f"no {parameter} {value[:128]!r} here")
        self.parameter = parameter


class ConfigurationError(TickmarkError):
    """A setting has an unusable value."""
