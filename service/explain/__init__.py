"""Why something failed: from the words of a log to a cause, and to what mends it."""
