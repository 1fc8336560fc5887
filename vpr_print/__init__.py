"""Paper exams from the archive of variants to the sealed packet of a room, and back."""

__version__ = "0.1.0"
