"""Citations over HTTP: look one up by its id, verify what was pasted.

Comes in: ids and pasted citations. Goes out: citations, annotations, verdicts. Not for: judging
(`service.cite.verify`).
"""

from __future__ import annotations

import orjson
from apiflask import APIBlueprint
from flask import Response

from service.cite.citations import citation_of, resolve_id, to_annotation
from service.cite.originals import Originals, originals_in
from service.cite.shelf import shelf_of
from service.cite.verify import Verifier
from service.say.records import fact_row
from service.web.api import shapes
from service.web.api.responses import (
    base_url,
    engine,
    one,
    page,
    pure,
    tickmark,
    wanted_form,
)
from service.web.api.schemas import CitationQuery, VerifyBody

bp = APIBlueprint("citations", __name__, url_prefix="/api/v1/citations", tag="Citations")


@bp.get("/<string(minlength=14):citation_id>")  # shorter than any id: verify, which is a POST
@bp.input(CitationQuery, location="query")
@bp.output(shapes.OneCitation)
@pure
def get_citation(citation_id: str, query_data: CitationQuery) -> Response:
    """Look up a citation

    By the id that an answer, a fact or a workpaper carries. 404 where no document here, in the
    version that is here, has it. With `format=annotation`, or where JSON-LD is accepted and JSON
    is not, the W3C Web Annotation alone.
    """
    held = engine()
    document, start, end = resolve_id(citation_id, shelf_of(held))
    block = held.block_at(document.id, start)
    citation = citation_of(document, start, end, block=block, base_url=base_url())
    annotation = to_annotation(citation, document, base_url=base_url())
    if wanted_form(query_data) == "annotation":
        return Response(
            orjson.dumps(annotation),
            content_type='application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        )
    facts = held.facts_at(document.id, start, end)
    rows = [fact_row(fact, held, base_url=base_url()) for fact in facts[:100]]
    return one(citation.to_json() | {"annotation": annotation, "facts": rows})


@bp.post("/verify")
@bp.input(VerifyBody, location="json")
@bp.output(shapes.Verdicts)
def verify_citations(json_data: VerifyBody) -> Response:
    """Verify citations

    Takes ids, citations of an answer, W3C annotations, or just `document` with `quote`; with or
    without offsets. Says of each: holds, moved, altered, document_altered or unknown.
    """
    held = engine()
    verifier = Verifier(
        shelf_of(held),
        held.block_at,
        base_url=base_url(),
        originals=Originals(originals_in(tickmark().settings.documents)),
    )
    verdicts = [verifier.verify(item) for item in json_data.citations]
    return page(
        verdicts,
        lambda verdict: verdict.to_json(),
        holds=all(verdict.state == "holds" for verdict in verdicts),
    )
