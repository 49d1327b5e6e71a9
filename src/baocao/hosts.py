"""What is known of a host by its name."""

import ipaddress


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this machine: what goes there passes no network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
