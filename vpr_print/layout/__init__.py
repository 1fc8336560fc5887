"""The layout language: TOML text → ``Layout``. Pure."""
