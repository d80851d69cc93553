"""The picture of the rooms is of the code as it is."""

from __future__ import annotations

from xml.etree import ElementTree

from bench.picture import PICTURE, arrows, drawn, rising, rooms
from tests.test_layers import FLOORS, RISING


def test_picture_is_of_the_code_as_it_is() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(), "run `make picture`"


def test_every_room_has_a_row_and_every_arrow_a_dot() -> None:
    root = ElementTree.fromstring(drawn())
    said = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert set(FLOORS) <= said
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == len(arrows())
    assert rooms()[-1] == "corpus.base"


def test_a_dot_above_the_diagonal_is_an_arrow_that_rises() -> None:
    assert set(rising(arrows())) == RISING
    assert rising([("corpus.base", "service.web")]) == [("corpus.base", "service.web")]
