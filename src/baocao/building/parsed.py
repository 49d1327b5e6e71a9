"""The parsed dbt project, kept from one build to the next.

Parsing takes longer than most builds need for everything else, and dbt's own partial parsing starts
over whenever a variable changes, as the day and the periods of a build do. What models refer to
depends on the project and on whether there is a list of periods, not on what is in the list.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baocao.building.records import config_hash
from baocao.files import short_hash, write_atomic
from baocao.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

KEPT = "parsed"
# One for builds of everything and one for builds of some periods.
MOST_KEPT = 2


def parsed_file(settings: Settings, project: Path, variables: Mapping[str, Any]) -> Path:
    """Return the path under which the parsed project is kept, whether it is there or not.

    Args:
        settings: where the project comes from; its content is part of the name.
        project: the copy that dbt works on, whose path the parsed project holds.
        variables: dbt's variables.
    """
    from dbt.adapters.duckdb.__version__ import version as adapter_version
    from dbt.version import __version__

    listed = sorted(name for name, value in variables.items() if value)
    versions = (__version__, adapter_version)
    name = short_hash(*versions, config_hash(settings), str(project), *listed)
    return settings.warehouse / "dbt" / KEPT / f"{name}.msgpack"


def load_parsed(path: Path) -> "Manifest | None":
    """Return the parsed project as it was kept, or None."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    manifest = Manifest.from_msgpack(content, decoder=extended_mashumuro_decoder)
    # What is kept leaves these out: they follow from the rest.
    manifest.build_parent_and_child_maps()
    manifest.build_flat_graph()
    return manifest


def keep_parsed(path: Path, manifest: "Manifest") -> None:
    """Keep a parsed project; those of other configurations go."""
    from dbt.parser.manifest import extended_mashumaro_encoder

    encoder: Any = extended_mashumaro_encoder
    content = manifest.to_msgpack(encoder)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, content)
    kept = sorted(path.parent.glob("*.msgpack"), key=lambda one: one.stat().st_mtime_ns)
    for old in kept[:-MOST_KEPT]:
        old.unlink()
