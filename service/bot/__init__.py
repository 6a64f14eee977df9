"""The bot on pull requests: deliveries come in, base and head are run, and one comment and one check say the rest."""
