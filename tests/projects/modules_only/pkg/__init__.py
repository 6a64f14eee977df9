"""A package without tests: each of its modules is imported, whatever happened to the one before."""
