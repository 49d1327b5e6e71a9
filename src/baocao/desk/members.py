"""Who asks, and what is true at the moment of asking."""

from dataclasses import dataclass

from baocao.desk.accounts import Account
from baocao.desk.duties import Duties
from baocao.registry import Registry, Unit
from baocao.settings import Settings


@dataclass(frozen=True)
class Member:
    """A unit that has logged in, with the settings and the duties of this request.

    Attributes:
        token: the token of its session.
        may_send: whether files are taken from it now.
    """

    account: Account
    unit: Unit
    settings: Settings
    duties: Duties
    token: str
    may_send: bool

    @property
    def registry(self) -> Registry:
        """Return the reference data."""
        return self.duties.registry
