"""The report in the forms that other programs read: one form a file, each a pure function from report to text."""
