"""A name that archives can have, and no disk."""


def test_it():
    pass
