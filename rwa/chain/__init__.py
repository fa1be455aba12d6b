"""The chain: engines, contract handles, compiler. Nothing outside this package imports web3."""
