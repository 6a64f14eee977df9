"""Makes empty files until there can be no more."""

number = 0
while True:
    open(f"{number}", "w").close()
    number += 1
