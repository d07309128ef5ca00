"""What health records are told by the starter library, with the real encoder."""

import pytest
from flask.testing import FlaskClient

from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.connect_codes import load_codes

pytestmark = [pytest.mark.model, pytest.mark.slow]

SILENT = {"Amyloidosis", "Plasma cell leukaemia", "Ferritin", "C-reactive protein"}
"""Topics of which the starter library tells nothing."""

ELSEWHERE = ("Essential hypertension", "Type 2 diabetes mellitus", "Asthma", "Osteoarthritis of knee", "Otitis media")


def told(client: FlaskClient, **asked: str) -> list[str]:
    asked = {f"mainSearchCriteria.v.{name}": value for name, value in asked.items()}
    feed = client.get("/connect", query_string=asked | {"knowledgeResponseType": "application/json"}).json["feed"]
    return [entry["title"]["_value"] for entry in feed["entry"]]


def test_the_starter_library_tells_of_every_topic_but_the_known_gaps(starter: Snapshot) -> None:
    client = create_app(lambda: starter).test_client()
    oids = {system.name: system.oid for system in load_codes().systems}
    silent = set()
    for topic in load_codes().topics:
        system, codes = next(iter(topic.codes.items()))
        if not told(client, c=next(iter(codes)), cs=oids[system]):
            silent.add(topic.topic)
    assert silent == SILENT


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_diagnosis_that_the_library_does_not_cover_gets_an_empty_feed(starter: Snapshot, name: str) -> None:
    assert told(create_app(lambda: starter).test_client(), dn=name) == []
