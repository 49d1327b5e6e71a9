"""Where the history of each unit stands on the map of a day: successions applied in advance."""

from baocao.territory.compiling import Territory, compile_territory, map_digest
from baocao.territory.model import BASES, RestatedLineage, RestatedUnit, UnitGroup

__all__ = [
    "BASES",
    "RestatedLineage",
    "RestatedUnit",
    "Territory",
    "UnitGroup",
    "compile_territory",
    "map_digest",
]
