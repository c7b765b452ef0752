"""Token buckets and places, with the time as an argument."""

import pytest

from assistant.server.limits import MAX_KEYS, KeyedBuckets, Occupancy, Rate, TokenBucket, network_of

pytestmark = pytest.mark.unit


def test_bucket_gives_its_burst_then_its_rate() -> None:
    """Two at once, then one every half second; the wait that is told is exact."""
    bucket = TokenBucket(Rate(per_s=2, burst=2), now_s=0.0)
    assert [bucket.take(1, 0.0) for _ in range(3)] == [0.0, 0.0, 0.5]
    assert bucket.take(1, 0.4) == pytest.approx(0.1)
    assert bucket.take(1, 0.5) == 0.0


def test_bucket_holds_no_more_than_its_burst_and_survives_a_clock_that_goes_back() -> None:
    """A long pause fills it once."""
    bucket = TokenBucket(Rate(per_s=1, burst=2), now_s=0.0)
    assert bucket.take(3, 1e6) == pytest.approx(1.0)
    assert bucket.take(2, 0.0) == 0.0
    assert bucket.take(1, -5.0) == pytest.approx(1.0)


def test_refusal_takes_nothing() -> None:
    """Who asks for too much may still have less."""
    bucket = TokenBucket(Rate(per_s=1, burst=2), now_s=0.0)
    assert bucket.take(5, 0.0) == 3.0
    assert bucket.take(2, 0.0) == 0.0


def test_keys_have_buckets_of_their_own_and_are_not_kept_for_ever() -> None:
    """One address does not pay for another; memory is bounded."""
    buckets = KeyedBuckets(Rate(per_s=1, burst=1))
    assert [buckets.take(key, 1, 0.0) for key in ("a", "b", "a")] == [0.0, 0.0, 1.0]
    for number in range(MAX_KEYS + 5):
        buckets.take(str(number), 1, 0.0)
    assert len(buckets._buckets) == MAX_KEYS


def test_address_holds_so_many_places_and_gives_them_back() -> None:
    """The place of one that left is free."""
    places = Occupancy(2)
    assert [places.enter("a"), places.enter("a"), places.enter("a"), places.enter("b")] == [True, True, False, True]
    places.leave("a")
    assert places.enter("a")
    for key in ("a", "a", "b"):
        places.leave(key)
    assert places._held == {}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("/run/shopkeeper.sock", "/run/shopkeeper.sock"),
    ],
)
def test_addresses_of_one_network_count_as_one(address: str, network: str) -> None:
    """Of IPv6 everybody has 2**64, and would pass any limit on addresses; IPv4 stays itself, however it is written."""
    assert network_of(address) == network
