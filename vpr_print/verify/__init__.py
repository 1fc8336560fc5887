"""Opens what was written and proves it, by code that shares nothing with the drawing."""
