"""One module for each journey: the order of steps is written here, once."""
