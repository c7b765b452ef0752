"""How much of something is too much: token buckets, pure, with the time as an argument."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Network, ip_address

MAX_KEYS = 20_000
"""Buckets kept at once; the one that was not asked for the longest goes first, and it is full by then or nearly so."""


IPV6_SITE_BITS = 64
"""What one customer of a provider has at least (RFC 6177): all addresses with these bits in common are as one to us."""


def network_of(address: str) -> str:
    """Whose address it is, as far as limits go: of IPv6 the network, since everybody has 2**64 addresses in theirs."""
    try:
        ip = ip_address(address)
    except ValueError:  # the socket of a proxy on this machine has no such address
        return address
    if isinstance(ip, IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Network((int(ip), IPV6_SITE_BITS), strict=False))


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once (`burst`), then so many a second."""

    per_s: float
    burst: float


class TokenBucket:
    """Holds up to `burst` tokens and gains `per_s` of them a second; it begins full."""

    __slots__ = ("_at_s", "_level", "_rate")

    def __init__(self, rate: Rate, now_s: float) -> None:
        self._rate = rate
        self._level = rate.burst
        self._at_s = now_s

    def take(self, n: float, now_s: float) -> float:
        """0.0 where `n` tokens were taken; else none is, and this is after how many seconds they will be there."""
        self._fill(now_s)
        if n <= self._level:
            self._level -= n
            return 0.0
        return (n - self._level) / self._rate.per_s

    def spend(self, n: float, now_s: float) -> None:
        """Takes `n` tokens, owing those that are not there."""
        self._fill(now_s)
        self._level -= n

    def has_any(self, now_s: float) -> bool:
        """Whether there is any token left."""
        self._fill(now_s)
        return self._level > 0

    def _fill(self, now_s: float) -> None:
        self._level = min(self._rate.burst, self._level + max(0.0, now_s - self._at_s) * self._rate.per_s)
        self._at_s = now_s


class KeyedBuckets:
    """A bucket for each address, session or shop."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, key: str, n: float, now_s: float) -> float:
        """See `TokenBucket.take`."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = TokenBucket(self._rate, now_s)
            if len(self._buckets) > MAX_KEYS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket.take(n, now_s)


class Occupancy:
    """How many connections each address holds."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, int] = {}

    def enter(self, key: str) -> bool:
        """False, and nothing changes, where the address holds as many as it may."""
        held = self._held.get(key, 0)
        if held >= self._most:
            return False
        self._held[key] = held + 1
        return True

    def leave(self, key: str) -> None:
        """Gives a place back that `enter` gave."""
        left = self._held[key] - 1
        if left:
            self._held[key] = left
        else:
            del self._held[key]


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """What one connection may send. Audio is counted in seconds of sound."""

    messages: Rate = Rate(per_s=20, burst=60)
    frames: Rate = Rate(per_s=100, burst=300)
    turns: Rate = Rate(per_s=1, burst=15)
    images: Rate = Rate(per_s=0.1, burst=6)
    edits: Rate = Rate(per_s=5, burst=30)
    audio: Rate = Rate(per_s=1.5, burst=30)
    max_audio_s: float = 30.0
    start_within_s: float = 10.0
    silent_for_s: float = 90.0
    max_faults: int = 20
