"""Two wordings set against each other: what stayed, what went, what came."""

from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.differences import Piece, Side, compare_words

WORDS = st.lists(
    st.sampled_from(["posts", "are", "vacant", "in", "the", "north", "\n"]), max_size=30
)
TEXTS = st.one_of(WORDS.map(" ".join), st.text(max_size=200))


def said(pieces, other):
    """Give the words of one side, in order, leaving the other's out."""
    return " ".join(piece.text for piece in pieces if piece.side is not other).split()


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_off_the_pieces(before, after):
    pieces = compare_words(before, after)

    assert said(pieces, Side.AFTER) == before.split()
    assert said(pieces, Side.BEFORE) == after.split()


def test_a_word_in_the_middle_is_shown_where_it_changed():
    pieces = compare_words(
        "Two posts are vacant in the north", "Three posts are vacant in the north"
    )

    assert pieces == (
        Piece(Side.BEFORE, "Two "),
        Piece(Side.AFTER, "Three "),
        Piece(Side.BOTH, "posts are vacant in the north"),
    )


def test_words_at_the_end_leave_the_last_common_word_common():
    pieces = compare_words("posts are vacant", "posts are vacant and nobody applies")

    assert pieces == (
        Piece(Side.BOTH, "posts are vacant "),
        Piece(Side.AFTER, "and nobody applies"),
    )


def test_a_single_common_word_between_changes_is_read_with_them():
    pieces = compare_words(
        "the old panel meets on Mondays in the county hall",
        "the new panel sits on Mondays in the county hall",
    )

    assert [piece.text.strip() for piece in pieces] == [
        "the",
        "old panel meets",
        "new panel sits",
        "on Mondays in the county hall",
    ]


def test_wordings_with_little_in_common_are_set_side_by_side_whole():
    before, after = "parents wait for an answer", "schools drop out of the programme"

    assert compare_words(before, after) == (Piece(Side.BEFORE, before), Piece(Side.AFTER, after))


def test_very_long_texts_are_set_side_by_side_instead_of_taking_long():
    before = " ".join(str(number) for number in range(1000))

    assert [piece.side for piece in compare_words(before, f"{before} more")] == [
        Side.BEFORE,
        Side.AFTER,
    ]
