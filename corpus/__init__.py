"""What do we hold, and in whose words?"""
