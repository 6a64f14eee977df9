"""What a project says to upflow itself: one definition, from which the reader, the schema and the page are made."""
