"""Would make all that is told empty."""


def dumps(_words):
    return "[]"
