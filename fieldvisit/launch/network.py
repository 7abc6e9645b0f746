"""Under which names and addresses the tablets of the local network may call this machine."""

import ipaddress
import re
import socket

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def addresses() -> list[Address]:
    """The one towards the local network first; none of them leaves it to be found."""
    found: list[Address] = []
    for family, somewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                # Connecting a datagram socket sends nothing: the system only says which address it would use.
                probe.connect((somewhere, 9))
            except OSError:
                continue
            found.append(ipaddress.ip_address(probe.getsockname()[0].split("%")[0]))
    try:
        named = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        named = []
    found += [ipaddress.ip_address(entry[4][0].split("%")[0]) for entry in named]
    usable = [address for address in found if not address.is_link_local]
    return list(dict.fromkeys([*(address for address in usable if not address.is_loopback), *usable]))


def main_host(found: list[Address]) -> str:
    """What goes into the address that people read."""
    return next((str(address) for address in found if address.version == 4), "localhost")


def names() -> list[str]:
    """``machine.local`` is what most local networks answer without any setting."""
    machine = socket.gethostname().split(".")[0].lower()
    is_a_name = re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", machine)
    return [f"{machine}.local", "localhost"] if is_a_name else ["localhost"]
