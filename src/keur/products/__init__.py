"""Which product an asset is, and what advisories say of it."""
