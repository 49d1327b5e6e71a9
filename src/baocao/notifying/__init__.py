"""Letters to units about what is open, and to the province about all of them."""

from baocao.notifying.notifying import Notified, notify

__all__ = ["Notified", "notify"]
