"""Room folders and the work's folder, whole or not at all. The only room that writes papers."""
