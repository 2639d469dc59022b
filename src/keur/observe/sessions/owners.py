"""Whose a session is."""

from __future__ import annotations

from keur.observe.sessions.model import Session
from keur.plant.model import Plant
from keur.plant.vendors import Account


class Owners:
    """Vendors by name, account and access path. Case counts in none of them: logs write names as they like."""

    def __init__(self, plant: Plant) -> None:
        accounts = [(vendor.id, account) for vendor in plant.vendors for account in vendor.accounts]
        self._account = {account.id.casefold(): (vendor, account) for vendor, account in accounts}
        self._named = {name.casefold(): one.id for one in plant.vendors for name in (one.id, one.name)}
        self._path = {path.id: path.vendor for path in plant.access}

    def account(self, session: Session) -> Account | None:
        """The account as the plant declares it; a domain before the name (`PLANT\\jan`) may be there or not."""
        name = session.account.casefold()
        found = self._account.get(name) or self._account.get(name.rpartition("\\")[2])
        return found[1] if found else None

    def vendor(self, session: Session) -> str:
        """What the log or its mapping says, else whose the account is, else whose the path is; empty when nothing
        tells."""
        if session.vendor:
            return self._named.get(session.vendor.casefold(), session.vendor)
        name = session.account.casefold()
        found = self._account.get(name) or self._account.get(name.rpartition("\\")[2])
        return found[0] if found else self._path.get(session.path, "")
