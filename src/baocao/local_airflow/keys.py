"""The secrets of a local Airflow: made once on this machine, kept where only its owner can read."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from baocao.files import write_atomic

OWNER_ONLY = 0o600

# Least privilege: `operator` runs and clears DAGs but sees no connection or variable, `viewer`
# only looks. Nobody needs Airflow's ADMIN role here, so no such account exists.
ROLES = {"operator": "user", "viewer": "viewer"}


@dataclass(frozen=True)
class Keys:
    """The signing and encryption keys of one installation, all random.

    Attributes:
        fernet: encrypts connections and variables in Airflow's database.
        session: signs the web session.
        jwt: signs the tokens of users and of task processes.
    """

    fernet: str
    session: str
    jwt: str


def _new_keys() -> Keys:
    return Keys(
        fernet=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        session=secrets.token_hex(32),
        jwt=secrets.token_hex(64),
    )


def load_or_make_keys(path: Path) -> Keys:
    """Return the keys kept at `path`; make and keep new ones where there are none."""
    if not path.exists():
        write_atomic(path, json.dumps(asdict(_new_keys())), mode=OWNER_ONLY)
    return Keys(**json.loads(path.read_text()))


def load_or_make_passwords(path: Path) -> dict[str, str]:
    """Return user → password as kept at `path`; make random ones where there are none."""
    if not path.exists():
        passwords = {user: secrets.token_urlsafe(18) for user in ROLES}
        write_atomic(path, json.dumps(passwords) + "\n", mode=OWNER_ONLY)
    return json.loads(path.read_text())
