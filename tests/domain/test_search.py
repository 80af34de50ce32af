"""What a search looks at: the words of answers, in one writing, and no key of a record."""

from proposals.domain.search import words_in


def test_words_of_texts_lists_and_records_without_keys() -> None:
    data = {"objective": "Die ÄOLISCHEN  Reste", "items": [{"name": "Cable-1"}], "trl": 5}
    assert words_in("CE8-0001", data) == "ce8 0001 die äolischen reste cable 1"
