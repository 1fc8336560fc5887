"""A page in mm, symbols and fonts turned into PDF operators. Knows no exam word."""
