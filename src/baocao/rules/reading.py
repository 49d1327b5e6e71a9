"""YAML files with the place of every value, so that each fault can name its line and column."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from baocao.errors import ConfigError, ConfigFault

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Mark:
    """Where a value starts in its file; line and column count from 1.

    `is_plain` says that the value stands in the file as it is read, letter by letter.
    """

    line: int
    column: int
    is_plain: bool = False


@dataclass(frozen=True)
class Document:
    """The values of a YAML file and their places.

    `places` maps the path of each value (keys and list positions from the root) to its mark;
    numbers are Decimal or int, dates stay text.
    """

    name: str
    data: Any
    places: dict[Path_, Mark]

    def fault(self, path: Path_, message: str) -> ConfigFault:
        """Return a fault at a value, or at the nearest value around it where it is absent."""
        field = ".".join(str(part) for part in path[1:])
        return ConfigFault(self.name, self.mark(path).line, field, message)

    def fault_in_text(self, path: Path_, message: str, line: int, column: int) -> ConfigFault:
        """Return a fault inside a text value, `line` and `column` counted from its first letter."""
        mark = self.mark(path)
        field = ".".join(str(part) for part in path[1:])
        if mark.is_plain:
            field = f"{field}, column {mark.column + column - 1}"
        else:  # folded over lines: the file's own columns cannot be told from the text's
            field = f"{field}, line {line} of the text, character {column}"
        return ConfigFault(self.name, mark.line, field, message)

    def mark(self, path: Path_) -> Mark:
        """Return where a value starts, or the nearest value around it where it is absent."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Mark(1, 1))


def read_document(path: Path, name: str) -> Document:
    """Read one YAML file.

    Raises:
        ConfigError: the file is not there or not YAML, or a mapping names a key twice.
    """
    try:
        node = _compose(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError([ConfigFault(name, 0, "", "không có tệp / file is missing")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([ConfigFault(name, 0, "", "không phải UTF-8 / not UTF-8")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = f"không phải / not YAML: {error.problem}"
        raise ConfigError([ConfigFault(name, line, f"column {column}", message)]) from error
    places: dict[Path_, Mark] = {}
    data = _build(node, (), places, name) if node is not None else None
    return Document(name=name, data=data, places=places)


def _compose(text: str) -> Node | None:
    """Return the nodes of a YAML document, read by the library in C where there is one."""
    try:
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        # The one in Python says better what is wrong.
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _build(node: Node, path: Path_, places: dict[Path_, Mark], name: str) -> Any:
    quoted = isinstance(node, ScalarNode) and node.style in ("'", '"')
    places[path] = Mark(
        node.start_mark.line + 1,
        node.start_mark.column + 1 + quoted,
        isinstance(node, ScalarNode)
        and node.style not in ("|", ">")
        and node.start_mark.line == node.end_mark.line,
    )
    if isinstance(node, MappingNode):
        return _mapping(node, path, places, name)
    if isinstance(node, SequenceNode):
        return [
            _build(child, (*path, position), places, name)
            for position, child in enumerate(node.value)
        ]
    return _scalar(node)


def _mapping(
    node: MappingNode, path: Path_, places: dict[Path_, Mark], name: str
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in result:
            mark = key_node.start_mark
            fault = ConfigFault(
                name, mark.line + 1, key, "lặp khóa / this key stands twice in one mapping"
            )
            raise ConfigError([fault])
        result[key] = _build(value_node, (*path, key), places, name)
    return result


def _scalar(node: Node) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    if kind == "int" and node.value.lstrip("+-").isdigit():
        return int(node.value)
    if kind == "float":
        return Decimal(node.value)
    return node.value


def parse_day(text: str) -> date | None:
    """Return an ISO day, or None where the text is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
