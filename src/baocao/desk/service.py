"""The desk itself: everything that answers a request, put together once."""

import logging
import time
from collections.abc import Callable

from baocao.desk.accounts import Account, Accounts
from baocao.desk.duties import Duties
from baocao.desk.intake import Intake
from baocao.desk.ledger import Ledger
from baocao.desk.limits import Limits
from baocao.desk.members import Member
from baocao.desk.open_flags import OpenFlags
from baocao.desk.papers import Papers
from baocao.desk.sessions import Sessions, secret_of
from baocao.desk.store import Store
from baocao.errors import ConfigError
from baocao.registry import Registry
from baocao.settings import Settings

log = logging.getLogger(__name__)


class Desk:
    """Accounts, what is due, intake and receipts of one state."""

    def __init__(
        self,
        read_settings: Callable[[], Settings],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open the state.

        Args:
            read_settings: returns the settings; called for each request, since the present is one
                of them.
            clock: the real time in seconds since 1970, by which sessions and locks end.

        Raises:
            UsageError: a setting cannot be used.
            ConfigError: the reference data have faults.
        """
        settings = read_settings()
        self.read_settings = read_settings
        self.store = Store(settings.desk, clock)
        self.accounts = Accounts(self.store)
        self.limits = Limits(self.store)
        self.sessions = Sessions(self.store, secret_of(settings))
        self.ledger = Ledger()
        self.papers = Papers(self.store, self.ledger)
        self.flags = OpenFlags()
        self.intake = Intake(self.store, read_settings)
        self._duties = Duties(Registry.load(settings.seeds))

    def duties(self, settings: Settings) -> Duties:
        """Return the duties by the reference data as they are now.

        While somebody is in the middle of changing them, they are as they were.
        """
        try:
            registry = Registry.load(settings.seeds)
        except ConfigError as error:
            log.error("seeds: %d fault(s); the page goes on with what it had", len(error.faults))
            return self._duties
        if registry is not self._duties.registry:
            self._duties = Duties(registry)
        return self._duties

    def member(self, account: Account, token: str) -> Member | None:
        """Return who an account stands for at this moment, None when its unit is gone."""
        settings = self.read_settings()
        duties = self.duties(settings)
        unit = account.unit(duties.registry)
        if unit is None:
            return None
        self.ledger.refresh(settings)
        return Member(account, unit, settings, duties, token, duties.may_send(unit, settings.today))
