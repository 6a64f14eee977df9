"""As its sibling."""

import sitecustomize
