"""The extension taxonomy of an export: a schema, its labels, and how totals are made of parts.

Comes in: a `Naming`. Goes out: the text of three XML files. Not for: facts
(`service.papers.xbrl`).

Source: XBRL 2.1 sections 5.1 and 5.2; XBRL Dimensions 1.0 section 2.5; Calculations 1.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from service.papers.xbrl_concepts import NAMESPACE, PREFIX, Element, Naming

SCHEMA, LABELS, CALCULATIONS = "tickmark.xsd", "tickmark-labels.xml", "tickmark-calculations.xml"
ROLE = f"{NAMESPACE}:role:parts"
SUMMATION = "https://xbrl.org/2023/arcrole/summation-item"
SUMMATION_SCHEMA = "https://www.xbrl.org/2023/calculation-1.1.xsd"
DTR = "https://www.xbrl.org/dtr/type/2022-03-31/types.xsd"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

SCENARIO_AXIS, BOUND_AXIS, GIVEN_AXIS = "ScenarioAxis", "BoundAxis", "GivenAxis"
AXES: Mapping[str, str] = {
    SCENARIO_AXIS: "What kind of figure: without this axis, an actual one",
    BOUND_AXIS: "A figure that is a limit or is hedged: which end of a range, or about",
    GIVEN_AXIS: "The day on which a forecast was published",
}
TYPED_DOMAIN = "GivenDomain"
MEMBERS: Mapping[str, str] = {
    "Guidance": "Forecast of the reporting entity",
    "ConvenienceTranslation": "Translated at a stated rate for the reader's convenience",
    "Low": "Low end",
    "High": "High end",
    "Around": "Printed as an approximate figure",
}


def taxonomy_files(naming: Naming) -> dict[str, str]:
    """File name to text."""
    return {
        SCHEMA: _schema(naming),
        LABELS: _labels(naming),
        CALCULATIONS: _calculations(naming),
    }


def _schema(naming: Naming) -> str:
    lines = [
        _HEAD
        + f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:{PREFIX}="{NAMESPACE}"',
        '  xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"',
        '  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xbrldt="http://xbrl.org/2005/xbrldt"',
        '  xmlns:dtr="http://www.xbrl.org/dtr/type/2022-03-31"',
        f'  targetNamespace="{NAMESPACE}" elementFormDefault="qualified">',
        "<xsd:annotation><xsd:appinfo>",
        _linkbase(LABELS, "label"),
        _linkbase(CALCULATIONS, "calculation"),
        f'<link:roleType id="parts" roleURI="{ROLE}">',
        "<link:definition>Totals and their parts</link:definition>",
        "<link:usedOn>link:calculationLink</link:usedOn></link:roleType>",
        "</xsd:appinfo></xsd:annotation>",
        _import(
            "http://www.xbrl.org/2003/instance",
            "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd",
        ),
        _import("http://www.xbrl.org/dtr/type/2022-03-31", DTR),
        _import("http://xbrl.org/2005/xbrldt", "http://www.xbrl.org/2005/xbrldt-2005.xsd"),
        *map(_item, naming),
        *_axes(),
        "</xsd:schema>\n",
    ]
    return "\n".join(lines)


def _linkbase(href: str, kind: str) -> str:
    return (
        f'<link:linkbaseRef xlink:type="simple" xlink:href="{href}" '
        f'xlink:role="http://www.xbrl.org/2003/role/{kind}LinkbaseRef" '
        'xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>'
    )


def _import(namespace: str, location: str) -> str:
    return f'<xsd:import namespace="{namespace}" schemaLocation="{location}"/>'


def _item(element: Element) -> str:
    balance = f' xbrli:balance="{element.balance}"' if element.balance else ""
    return (
        f'<xsd:element name="{element.name}" id="{PREFIX}_{element.name}" type="{element.type}" '
        'substitutionGroup="xbrli:item" nillable="true" '
        f'xbrli:periodType="{element.period_type}"{balance}/>'
    )


def _axes() -> Iterator[str]:
    for name in AXES:
        typed = f' xbrldt:typedDomainRef="#{PREFIX}_{TYPED_DOMAIN}"' if name == GIVEN_AXIS else ""
        yield _abstract(name, "xbrldt:dimensionItem", "xbrli:stringItemType", typed)
    for name in MEMBERS:
        yield _abstract(name, "xbrli:item", "xbrli:stringItemType")
    yield f'<xsd:element name="{TYPED_DOMAIN}" id="{PREFIX}_{TYPED_DOMAIN}" type="xsd:date"/>'


def _abstract(name: str, group: str, data_type: str, more: str = "") -> str:
    return (
        f'<xsd:element name="{name}" id="{PREFIX}_{name}" type="{data_type}" abstract="true" '
        f'substitutionGroup="{group}" nillable="true" xbrli:periodType="duration"{more}/>'
    )


def _labels(naming: Naming) -> str:
    rows: list[tuple[str, str, str]] = []
    for element in naming:
        rows.append((element.name, "label", element.label))
        if element.known is not None and element.known.definition:
            rows.append((element.name, "documentation", element.known.definition))
    rows += [(name, "label", text) for name, text in {**AXES, **MEMBERS}.items()]
    body: list[str] = []
    for number, (name, role, text) in enumerate(rows):
        body += [
            _locator(name, f"c{number}"),
            f'<link:label xlink:type="resource" xlink:label="l{number}" xml:lang="en" '
            f'xlink:role="http://www.xbrl.org/2003/role/{role}">{_text(text)}</link:label>',
            f'<link:labelArc xlink:type="arc" xlink:from="c{number}" xlink:to="l{number}" '
            'xlink:arcrole="http://www.xbrl.org/2003/arcrole/concept-label"/>',
        ]
    return _linkbase_file("labelLink", "http://www.xbrl.org/2003/role/link", body)


def _calculations(naming: Naming) -> str:
    body: list[str] = []
    for total in naming:
        for place, (part, weight) in enumerate(_parts(total, naming), start=1):
            ends = f"t_{total.name}_{place}", f"p_{total.name}_{place}"
            body += [_locator(total.name, ends[0]), _locator(part.name, ends[1])]
            body.append(
                f'<link:calculationArc xlink:type="arc" xlink:arcrole="{SUMMATION}" '
                f'xlink:from="{ends[0]}" xlink:to="{ends[1]}" order="{place}" weight="{weight}"/>'
            )
    refs = (
        f'<link:roleRef roleURI="{ROLE}" xlink:type="simple" xlink:href="{SCHEMA}#parts"/>',
        f'<link:arcroleRef arcroleURI="{SUMMATION}" xlink:type="simple" '
        f'xlink:href="{SUMMATION_SCHEMA}#summation-item"/>',
    )
    return _linkbase_file("calculationLink", ROLE, body, refs)


def _parts(total: Element, naming: Naming) -> list[tuple[Element, int]]:
    """The parts of a total, all of them or none.

    XBRL adds only what has one period type; and where a document reports a total with only some of
    its parts, the calculation would be wrong there, so it is not stated.
    """
    if total.known is None or total.name != total.concept:
        return []
    found = [(naming.plain(part), weight) for part, weight in total.known.parts]
    usable = [
        (part, weight)
        for part, weight in found
        if part is not None
        and (part.type, part.period_type) == (total.type, total.period_type)
        and _balances(total, part, weight)
    ]
    whole = len(usable) == len(found) and naming.always_together(total, [p for p, _ in usable])
    return usable if whole else []


def _balances(total: Element, part: Element, weight: int) -> bool:
    """XBRL 2.1 table 6: equal balances add, opposite ones subtract."""
    if total.balance is None or part.balance is None:
        return True
    return (weight > 0) == (total.balance == part.balance)


def _locator(name: str, label: str) -> str:
    return (
        f'<link:loc xlink:type="locator" xlink:href="{SCHEMA}#{PREFIX}_{name}" '
        f'xlink:label="{label}"/>'
    )


def _linkbase_file(kind: str, role: str, body: Iterable[str], refs: Iterable[str] = ()) -> str:
    return "\n".join(
        (
            _HEAD + '<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" '
            'xmlns:xlink="http://www.w3.org/1999/xlink">',
            *refs,
            f'<link:{kind} xlink:type="extended" xlink:role={quoteattr(role)}>',
            *body,
            f"</link:{kind}>",
            "</link:linkbase>\n",
        )
    )


def _text(text: str) -> str:
    """Text for XML 1.0, which has no place for control characters."""
    return escape("".join(c if c.isprintable() else " " for c in text))
