"""Addresses of runs as people outside reach them; empty where the operator does not say where the service is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """`public` is the address of the service, such as https://upflow.example.org. `closed`: who asks has to sign in."""

    public: str
    closed: bool

    def run(self, run: str) -> str:
        return f"{self.public.rstrip('/')}/runs/{run}" if self.public and run else ""

    def patch(self, run: str) -> str:
        """Empty where a stranger, who may have opened the pull request, would not get it."""
        if self.closed:
            return ""
        return f"{self.public.rstrip('/')}/api/v1/runs/{run}/patch" if self.public and run else ""
