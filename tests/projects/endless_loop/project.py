"""Never ends."""

print("begun")
while True:
    pass
