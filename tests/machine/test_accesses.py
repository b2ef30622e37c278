"""The packed log of accesses reads as the tuples that it stands for, and what is asked of it in C is what Python finds."""

import random
from array import array

from forkingpaths.machine.accesses import Accesses
from forkingpaths.machine.cpu import ACCESS, Access

NOT_KNOWN = (1 << 64) - 1  # the address of a frame that is mapped nowhere


def some(count: int, seed: int) -> list[Access]:
    chance = random.Random(seed)
    pages = [chance.randrange(1 << 35) << 12 for _ in range(6)]
    made = []
    for number in range(count):
        address = chance.choice(pages) + chance.randrange(4096)
        if chance.random() < 0.02:
            address = NOT_KNOWN
        size = chance.choice((1, 2, 4, 8, 8, 16))
        made.append((number, address, size, chance.random() < 0.3, chance.randrange(1 << 30)))
    return made


def packed(accesses: list[Access]) -> Accesses:
    return Accesses(bytearray(b"".join(ACCESS.pack(*access) for access in accesses)))


def stretches(access: Access, bits: int) -> range:
    _, address, size, _, _ = access
    last = min(address + size - 1, NOT_KNOWN)
    return range(address >> bits, (last >> bits) + 1)


def test_it_reads_as_tuples() -> None:
    tuples = some(200, 1)
    log = packed(tuples)
    assert list(log) == tuples
    assert len(log) == 200
    assert log[7] == tuples[7]
    assert log[-1] == tuples[-1]
    assert log[5:9] == tuples[5:9]
    log.cut(150)
    log.cut(10, 20)
    assert list(log) == tuples[:10] + tuples[20:150]
    assert not Accesses()


def test_what_was_touched() -> None:
    for seed in range(20):
        tuples = some(300, seed)
        log = packed(tuples)
        for bits in (3, 6, 12):
            for write in (None, False, True):
                wanted = {n for a in tuples if write is None or a[3] == write for n in stretches(a, bits)}
                assert log.distinct(bits, write).tolist() == sorted(wanted)


def test_who_touched_it() -> None:
    for seed in range(20):
        tuples = some(300, seed)
        log = packed(tuples)
        for bits in (3, 6):
            every = sorted({n for a in tuples for n in stretches(a, bits)})
            some_of_them = every[seed % 3 :: 7]
            wanted = [
                (i, a) for i, a in enumerate(tuples) if not set(stretches(a, bits)).isdisjoint(some_of_them)
            ]
            assert list(log.touching(array("Q", some_of_them), bits)) == wanted
    assert list(packed(some(5, 1)).touching(array("Q"), 3)) == []


def test_names_stand_for_physical_addresses() -> None:
    tuples = [a for a in some(300, 3) if a[1] != NOT_KNOWN]
    pages = sorted({a[1] & -4096 for a in tuples} | {a[1] + a[2] & -4096 for a in tuples})
    names = {page: 0 if index == 0 else (index << 70) + (index << 12) for index, page in enumerate(pages)}
    log = packed(tuples)
    log.names = names
    named = [
        (
            n,
            address,
            size,
            write,
            names[address & -4096] + address % 4096 if names[address & -4096] else place,
        )
        for n, address, size, write, place in tuples
    ]
    assert list(log) == named
    assert log[11] == named[11]
    words = {place >> 3 for _, address, _, _, place in named[::9] if names[address & -4096]}
    found = [i for i, _ in log.on(words)]
    assert set(found) >= {i for i, a in enumerate(named) if a[4] >> 3 in words}
    for _, (_, _, size, _, place) in log.on(words):
        assert not words.isdisjoint(range(place >> 3, (place + size + 7) >> 3))
