"""Finding the loops of risks that drive each other round."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.relations import RelationKind, find_loop

LINKS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=15)


def test_a_chain_is_no_loop():
    assert find_loop([(3, 6), (6, 4)], 3) == ()


def test_a_loop_is_told_from_where_one_stands():
    links = [(3, 6), (6, 4), (4, 3)]

    assert find_loop(links, 6) == [6, 4, 3, 6]
    assert find_loop([*links, (6, 3)], 3) == [3, 6, 3]


def test_a_loop_further_on_is_not_the_risks_own():
    assert find_loop([(1, 2), (2, 3), (3, 2)], 1) == ()


@given(links=LINKS, start=st.integers(1, 6))
def test_every_step_of_a_loop_is_a_link_and_it_ends_where_it_began(links, start):
    way = find_loop(links, start)

    if way:
        assert way[0] == way[-1] == start
        assert set(pairwise(way)) <= set(links)
        assert len(set(way)) == len(way) - 1


@given(links=LINKS, start=st.integers(1, 6))
def test_a_loop_is_found_if_and_only_if_one_can_come_back(links, start):
    reached, size = {second for first, second in links if first == start}, -1
    while len(reached) > size:
        size = len(reached)
        reached |= {second for first, second in links if first in reached}

    assert bool(find_loop(links, start)) is (start in reached)


def test_duplicates_read_the_same_from_both_ends():
    for kind in RelationKind:
        assert kind.is_mutual is (kind.says(from_second=True) == kind.says(from_second=False))
