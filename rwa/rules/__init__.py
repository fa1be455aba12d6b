"""The contracts' rules over the ledger's state: the same refusals, in the same order, with equal
values.

Each check reads the ledger and the clock it is given, and raises the typed refusal or returns
nothing. None of them changes the ledger: a batch is tried on a copy.
"""
