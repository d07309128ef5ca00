"""What can a publisher do on the command line? One module for each kind of work."""
