"""Upgrades as a project merges them: commits, a pull request with its evidence, when it comes, and when it goes."""
