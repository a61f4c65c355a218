"""From a capture table to a population size with its interval."""
