"""The sandbox: environments installed once, and a project's command tried in them in closed containers."""
