"""Whether the packages of a set import beside each other: their wheels are read, nothing of them is run."""
