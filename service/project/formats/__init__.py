"""One file a format: `read(path, content, files)` yields what a file of it declares, each item with its place.

What a format cannot read it yields as a note; whatever the bytes are, it does not raise.
"""
