"""Words of the field as frozen values. Pure: no disk, clock, randomness, PDF or database."""
