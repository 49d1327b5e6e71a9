"""The shape of the seed file of the quality score: its weights and thresholds."""

from baocao.registry.fields import number, one_of, text
from baocao.registry.shapes import Table

# The parts of the score, in the order in which they are shown.
PARTS = ("submitted", "timely", "filled", "passed")
WEIGHTS = tuple(f"weight_{part}" for part in PARTS)
THRESHOLDS = ("min_reports", "min_peers", "interval_z")

SCORE_TABLES = {
    "score_settings": Table(
        "reference/score_settings.csv",
        {
            "setting_code": one_of(*WEIGHTS, *THRESHOLDS),
            "setting_value": number,
            "about_vi": text,
            "about_en": text,
        },
        ("setting_code",),
    ),
}
