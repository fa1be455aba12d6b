"""A state machine over the whole programme: every act goes both roads, every step is compared."""
