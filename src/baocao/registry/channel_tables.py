"""The shape of the seed files about channels: where files come from, whose address is whose."""

from baocao.registry.fields import boolean, one_of, optional_text, text
from baocao.registry.shapes import VALIDITY, Reference, Table

# Reached through fsspec, but for the mailbox; `fsspec` is any other place that it can read.
FILE_KINDS = ("sftp", "s3", "fsspec")
KINDS = (*FILE_KINDS, "imap")
SENDER_RULES = ("folder", "address", "unit")
AFTER_TAKING = ("leave", "mark")


def address(value: str) -> str:
    """Return an e-mail address in lower case: one name, one @, one domain."""
    name, _, domain = value.partition("@")
    odd = set(value) & set(" ,;<>()\"'\\/")
    if not name or "." not in domain or "@" in domain or odd or value != value.casefold():
        raise ValueError(
            f"tìm thấy / found {value!r}; cần địa chỉ thư viết thường / "
            "expected an e-mail address in lower case"
        )
    return value


CHANNEL_TABLES = {
    "channels": Table(
        "reference/channels.csv",
        {
            "channel_code": text,
            "kind": one_of(*KINDS),
            "location": text,
            "connection_id": optional_text,
            "sender_rule": one_of(*SENDER_RULES),
            "unit_code": optional_text,
            "after_taking": one_of(*AFTER_TAKING),
            "trusted_authserv_id": optional_text,
            "is_active": boolean,
        },
        ("channel_code",),
        (Reference("unit_code", "units", "unit_code"),),
    ),
    "senders": Table(
        "reference/senders.csv",
        {"address": address, "unit_code": text, **VALIDITY},
        ("address", "valid_from"),
        (Reference("unit_code", "units", "unit_code"),),
    ),
}
