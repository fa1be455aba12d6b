"""py-evm's Prague, made faster where it takes longest: the state, the stack and plain arithmetic.

Everything is put in where py-evm lets a fork put in its own: the machine of the chain, its state,
its database of accounts, its computation. Gas, calls, storage rules, precompiles and every
instruction that is not listed in `instructions` remain py-evm's.
"""
