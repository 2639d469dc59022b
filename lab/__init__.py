"""The virtual plant: network namespaces, real protocol stacks, a day of production, and captures of it."""
