"""Paper back into facts: images of sheets → symbols → which sheet it is → what came and what is missing."""
