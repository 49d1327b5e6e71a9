"""Passwords: made here, kept as scrypt hashes, compared in constant time."""

import base64
import hashlib
import hmac
import re
import secrets

# Letters and digits that nobody takes for one another, in print or on the telephone.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4
# 32 MiB and some 0.1 s a try.
COST, BLOCK, LANES = 2**15, 8, 1
LONGEST = 200


def generate() -> str:
    """Return a new password of 79 random bits, in groups that can be read out."""
    letters = [[secrets.choice(ALPHABET) for _ in range(GROUP)] for _ in range(GROUPS)]
    return "-".join("".join(group) for group in letters)


def hashed(password: str) -> str:
    """Return what is kept of a password: parameters, salt and scrypt hash."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(password, salt, COST, BLOCK, LANES)
    parts = (base64.b64encode(part).decode() for part in (salt, digest))
    return "$".join(("scrypt", str(COST), str(BLOCK), str(LANES), *parts))


def matches(password: str, kept: str) -> bool:
    """Tell whether a password is the one of which `kept` is the hash."""
    _, cost, block, lanes, salt, digest = kept.split("$")
    found = _scrypt(password, base64.b64decode(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(found, base64.b64decode(digest))


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    typed = re.sub(r"[\s-]", "", password).lower()[:LONGEST].encode("utf-8", "replace")
    memory = 2 * 128 * cost * block
    return hashlib.scrypt(typed, salt=salt, n=cost, r=block, p=lanes, maxmem=memory, dklen=32)


# Compared with when there is no account, so that the answer takes as long as with one.
NOBODY = hashed(generate())
