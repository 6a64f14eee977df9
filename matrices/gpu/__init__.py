"""GPUs: what each wheel was built for, what the documentation tested, cards, drivers, toolkits and the cliffs."""
