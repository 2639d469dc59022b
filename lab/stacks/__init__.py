"""One module a protocol: the service that a device offers and what a client does with it."""
