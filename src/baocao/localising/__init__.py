"""Which cells of an inconsistent report are likely to be wrong: the fewest that explain it all.

The principle of Fellegi and Holt (JASA 71, 1976): change the smallest weighted number of fields so
that every edit holds. See `docs/methods.md`.
"""

from baocao.localising.model import Constraint, Localised, Report, Suspect
from baocao.localising.solving import localise

__all__ = ["Constraint", "Localised", "Report", "Suspect", "localise"]
