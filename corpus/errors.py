"""What can go wrong with a publisher's files?

CitewellError            one sentence for people: what happened, the value, the command or change that mends it
└── Refused              a file that cannot become an article; nothing of it is stored
"""


class CitewellError(Exception):
    """Something a person can mend. `str(error)` is one clear sentence."""


class Refused(CitewellError):  # noqa: N818 - reads as the status printed beside the file
    """This file cannot become an article; nothing of it has been stored."""
