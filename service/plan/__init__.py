"""Plans: the ways that a project can go from where it is, what each costs, and which to take."""
