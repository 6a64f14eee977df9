"""The commands, one a file: each declares its words in `add_to` and answers in `run`."""
