"""The command line: parse, call a journey, show. Words for people are in ``texts.py`` and in the help."""
