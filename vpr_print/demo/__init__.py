"""The synthetic school: invented materials that look like the real ones (site 000000)."""
