"""One module for each paper: plans with numbers → bytes of PDF files and what they hold. Writes nothing."""
