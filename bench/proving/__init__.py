"""Sets of packages that `upflow resolve` answered, installed and imported for real."""
