"""One rule family a file; the file's name is the rule's name."""
