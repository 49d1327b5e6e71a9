"""Who stands above a unit, in all trees, and by what names people call them."""

from datetime import date

from baocao.ingesting.unit_names import bare_key, name_key
from baocao.registry import Registry, Unit
from baocao.registry.shapes import TREES


class Superiors:
    """Look-ups of the units above a unit, each answered once."""

    def __init__(self, registry: Registry) -> None:
        """Keep the reference data.

        Args:
            registry: units and trees.
        """
        self._registry = registry
        self._codes: dict[tuple[str, date], frozenset[str]] = {}
        self._keys: dict[tuple[Unit, date], frozenset[str]] = {}

    def codes(self, unit: Unit, on: date) -> frozenset[str]:
        """Return the codes of all units above a unit on a day, its province among them."""
        key = (unit.unit_code, on)
        if key not in self._codes:
            found = {unit.province_code} - {"", unit.unit_code}
            for tree in TREES:
                above = self._registry.parent(unit.unit_code, on, tree)
                while above is not None and above not in found:
                    found.add(above)
                    above = self._registry.parent(above, on, tree)
            self._codes[key] = frozenset(found)
        return self._codes[key]

    def keys(self, unit: Unit, on: date) -> frozenset[str]:
        """Return the names of the units above a unit, with and without the word for their kind."""
        key = (unit, on)
        if key not in self._keys:
            units = (self._registry.unit(code, on) for code in self.codes(unit, on))
            names = [name_key(one.name_vi) for one in units if one is not None]
            self._keys[key] = frozenset([*names, *map(bare_key, names)])
        return self._keys[key]
