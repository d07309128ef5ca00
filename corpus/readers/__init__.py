"""How is a file read? One reader for each format: each turns bytes into a `Draft`."""
