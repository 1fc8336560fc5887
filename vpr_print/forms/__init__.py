"""Official forms: the electronic protocol filled in, and the year's register of codes."""
