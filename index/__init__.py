"""Which passages answer this?"""
