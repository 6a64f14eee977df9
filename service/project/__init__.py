"""Stage: a project's files, what it declares, and how it is run."""
