"""Customer due diligence: who the customers are, kept encrypted and off the chain."""
