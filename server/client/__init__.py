"""How does a Python program ask a Citewell that runs elsewhere?

    with Client("https://library.example.org") as library:
        for quote in library.ask("Is fever common?").quotes:
            print(quote.text, quote.citation.title)

Importing this loads neither flask, nor numpy, nor any model.
"""

from citewell.server.client.connection import Client, EndpointError

__all__ = ["Client", "EndpointError"]
