"""A state machine over reserves: attest, issue, redeem, deliver, lapse, expiry, price."""
