"""From plain JSON to HTTP: entity tags, pages with cursors, representations.

Comes in: the payload of a view. Goes out: a Flask response. Not for: what is in the payload.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

import orjson
from flask import Response, current_app, g, request
from pydantic import BaseModel

from corpus.base.errors import NotFoundError
from service.cite.exports import EXPORTS, export
from service.web.api.filters import VALUES, settle
from service.web.edge.accept import MEDIA_TYPES, choose, forms_of
from service.web.edge.fastask import CACHE_CONTROL, entity_tag
from service.web.edge.middleware import PURE
from service.web.edge.problems import ApiProblem

if TYPE_CHECKING:
    from index.engine import Engine
    from service.web.context import Tickmark

PAGE = "html"
"""The form of what has but one, for people."""
Asked = TypeVar("Asked", bound=BaseModel)
_CURSOR = struct.Struct(">8s8sI4s")


def tickmark() -> Tickmark:
    """What the running application was made of."""
    return current_app.extensions["tickmark"]  # type: ignore[no-any-return]


def engine() -> Engine:
    """The engine of this request: one generation from its first line to its last."""
    if "engine" not in g:
        g.engine = tickmark().engines.current()
    return g.engine  # type: ignore[no-any-return]


def base_url() -> str:
    """What links begin with: configured, or nothing; never taken from the request."""
    return tickmark().settings.base_url


def reply(payload: dict[str, Any], status: int = 200) -> Response:
    """A JSON response, encoded without detours."""
    return Response(orjson.dumps(payload), status, mimetype="application/json")


def pure(view: Callable[..., Response]) -> Callable[..., Response]:
    """Declare that a GET view is a function of the request and the generation.

    It gets an entity tag before it is computed, so that 304 costs nothing, and the edge may keep
    it.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        query = kwargs.get("query_data")
        form = wanted_form(query) if query is not None else PAGE
        generation = engine().generation
        tag = _entity_tag(generation, form)
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304)
        else:
            response = view(*args, **kwargs)
        if response.status_code in (200, 304):
            generation = engine().generation
            response.set_etag(_entity_tag(generation, form), weak=True)
            response.headers["Cache-Control"] = CACHE_CONTROL
            response.headers["X-Generation"] = generation
            response.vary.update(("Accept", "Accept-Encoding"))
            request.environ[PURE] = generation
        return response

    return answer


def _entity_tag(generation: str, form: str) -> str:
    return entity_tag(generation, request.path, request.args.items(multi=True), form)


def wanted_form(query: BaseModel) -> str:
    """`format=` where it is given, else what the Accept header likes best of what there is.

    Raises: ApiProblem, 406 where nothing fits.
    """
    given: str | None = getattr(query, "format", None)
    return given or acceptable(forms_of(type(query)))


def acceptable(forms: Sequence[str]) -> str:
    """The form that the Accept header likes best. Raises: ApiProblem, 406."""
    form = choose(request.headers.get("Accept", ""), forms)
    if form is None:
        offered = ", ".join(MEDIA_TYPES[name] for name in forms)
        raise ApiProblem("not-acceptable", f"there is {offered}")
    return form


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a longer list."""

    start: int
    end: int
    next: str | None


def one(payload: dict[str, Any]) -> Response:
    """A single thing: its members, and the generation."""
    return reply({"generation": engine().generation} | payload)


def page(
    rows: Sequence[Any],
    render: Callable[[Any], Any],
    *,
    limit: int | None = None,
    cursor: str | None = None,
    together: bool = False,
    **more: Any,
) -> Response:
    """A list: `generation`, `total`, `next`, `items`, with a Link header to the next page.

    `render` makes an item of a row; with `together`, all items of all rows of the page.
    """
    cut = _cut(len(rows), limit or max(len(rows), 1), cursor)
    shown = rows[cut.start : cut.end]
    payload = {
        "generation": engine().generation,
        "total": len(rows),
        "next": cut.next,
        **more,
        "items": render(shown) if together else list(map(render, shown)),
    }
    response = reply(payload)
    if cut.next:
        query = {**request.args.to_dict(), "cursor": cut.next}
        address = f"{base_url()}{request.path}?{urlencode(query)}"
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


def exported(
    rows: Sequence[Any], table: Callable[..., Any], *, name: str, query: BaseModel
) -> Response | None:
    """The table of all rows as CSV, XLSX or Parquet, streamed; None where JSON is wanted."""
    wanted = wanted_form(query)
    if wanted == "json":
        return None
    pieces = export(wanted, rows, partial(table, engine()))
    response = Response(pieces, mimetype=EXPORTS[wanted].media_type)
    filename = f"tickmark-{name}.{wanted}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def use_cursor(cursor: str | None) -> None:
    """Hold the generation that a cursor walks, for as long as it is still served.

    Raises: ApiProblem, 404 for what is no cursor, 400 for one of another list, 410 for one whose
    generation is gone.
    """
    if cursor is None:
        return
    mark, _, _ = _read_cursor(cursor)
    engines = tickmark().engines
    if mark == _digest(engine().generation):
        return
    before = engines.before
    if before is None or mark != _digest(before.generation):
        raise ApiProblem("cursor-expired", "begin again with the first page")
    g.engine = before


def _cut(total: int, limit: int, cursor: str | None) -> Slice:
    start = 0
    if cursor is not None:
        _, scope, start = _read_cursor(cursor)
        if scope != _scope():
            raise ApiProblem("cursor-mismatch", "a cursor continues the list that it came from")
    end = min(start + limit, total)
    return Slice(start, end, _make_cursor(end) if end < total else None)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _scope() -> bytes:
    filters = {k: v for k, v in request.args.items() if k not in ("cursor", "limit", "format")}
    return _digest(f"{request.path}?{urlencode(sorted(filters.items()))}")


def _make_cursor(offset: int) -> str:
    head = _digest(engine().generation) + _scope()
    check = blake2b(head + offset.to_bytes(4, "big"), digest_size=4).digest()
    packed = _CURSOR.pack(head[:8], head[8:], offset, check)
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def _read_cursor(cursor: str) -> tuple[bytes, bytes, int]:
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        generation, scope, offset, check = _CURSOR.unpack(packed)
    except (ValueError, struct.error):
        raise ApiProblem("not-found", "this is no cursor of this service") from None
    head = generation + scope
    if blake2b(head + offset.to_bytes(4, "big"), digest_size=4).digest() != check:
        raise ApiProblem("not-found", "this is no cursor of this service")
    return generation, scope, offset


def settled(query: Asked) -> Asked:
    """A query with its filters' values as they are written here.

    Raises: UnknownValueError for a value that nothing here has.
    """
    given = query.model_dump(include=set(VALUES), exclude_none=True)
    return query.model_copy(update=settle(engine(), given))


def get_or_404(kind: str, table: Any, key: str) -> Any:
    """A member of a mapping. Raises: NotFoundError naming what there is not."""
    try:
        return table[key]
    except KeyError:
        raise NotFoundError(f"no {kind} {key[:128]!r} here") from None
