"""The service: reads a project, judges it, tries it in containers, and hands back a proven patch."""
