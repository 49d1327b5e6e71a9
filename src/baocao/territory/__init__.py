"""Where the history of each unit stands on the map of a day: successions applied in advance."""

from baocao.territory.closing import ClosingLineage, closing_lineages
from baocao.territory.compiling import Territory, compile_territory, map_digest
from baocao.territory.model import BASES, RestatedLineage, RestatedUnit, UnitGroup

__all__ = [
    "BASES",
    "ClosingLineage",
    "RestatedLineage",
    "RestatedUnit",
    "Territory",
    "UnitGroup",
    "closing_lineages",
    "compile_territory",
    "map_digest",
]
