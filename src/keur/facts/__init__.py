"""Facts: the tables and views that checks ask. The views of `docs/facts.md` are the contract."""
