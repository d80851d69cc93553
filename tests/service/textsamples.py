"""A press release of a made-up company, to ask questions in words of."""

from __future__ import annotations

from functools import lru_cache

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import make_document
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine

RELEASE = """# Halvorsen Fisheries plc

Press contact: Ingrid Solberg, ir@halvorsen.example or +47-55-123-4567.

# Half-year results

Halvorsen Fisheries plc (Oslo: HALV) reported its results for the six months ended June 30, 2011.
"We are building the cleanest fleet in the North Sea," said Arne Dahl, Chairman and CEO of \
Halvorsen. "Two of our trawlers now run on hydrogen." The company was founded in 1948.

## Salmon

Salmon revenues were NOK 412 million, an increase of 12.5% compared to the first half of 2010. \
The increase was mainly due to higher spot prices in Japan.

Salmon margin represents salmon revenues less the cost of feed (CF).

## Fleet

In March 2011, Halvorsen opened a new shipyard in Bergen, Norway. As the first customer of the \
yard, Polar Lines has ordered two vessels. Nordbank ASA, a 14.2% shareholder of Halvorsen, \
financed the yard. The yard runs a planning system called "Deep Current".

Repair costs fell because of a milder winter:

- fewer icebreaker calls
- shorter stays in dock

Polar Lines is the second-largest carrier of fish in Norway.

## Wind farm

Halvorsen is in talks with Brightsea, Inc. about a wind farm. Halvorsen is confident that both \
will sign an agreement by the end of October 2011. Key customers of the farm include Nimbus Power \
Company (utility), Calder Steel Corporation (metals) and Pixelhaus (games). In addition, Halvorsen \
upgraded its cable, by laying additional lines between Bergen and Aberdeen.

Halvorsen is developing a new menu of port services called "Harbour by the Hour". This new menu \
of services offers berths that are sold on an hourly basis.

There will be a simultaneous webcast of the results at www.northcast.example. A recording \
will be kept at the same address. More is on the \
Web site of the company (www.halvorsen.example).

(1) Repair costs include dry docking and paint.

## Plant

Place : Tromso
Capacity : 40,000 tons a year
"""

SECOND = """# Kestrel Bakeries

The hurdle rate has consistently been set at 7%. Expense recognized was $2.7 million and \
$2.0 million for the years ended December 31, 2019 and 2018, respectively.

Cost of goods sold consists primarily of flour, yeast and the wages of our bakers.

Inventory is reviewed for obsolescence quarterly.
"""


@lru_cache(maxsize=1)
def words_engine() -> MemoryEngine:
    """An engine over the two releases."""
    documents = [make_document(RELEASE, id="halvorsen"), make_document(SECOND, id="kestrel")]
    return MemoryEngine(read_corpus(documents, processes=1), load_concepts())
