"""The school folder: its ``vpr-print.toml``, its places, its lock; and where layouts and fonts are."""
