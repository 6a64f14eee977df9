"""A plan over HTTP: the same as on the command line, at once."""

from service.plan.parts import SCHEMA


def test_an_upload_is_planned_at_once(client, packed):
    sent = client.post("/api/v1/plan", files={"archive": ("p.tar.gz", packed())}, data={"gpu": "RTX 4090"})
    assert sent.status_code == 200, sent.text
    found = sent.json()
    assert found["schema"] == SCHEMA
    assert [route["rank"] for route in found["routes"]] == list(range(1, len(found["routes"]) + 1))
    assert {route["name"] for route in found["routes"]} == {"hold", "tf-keras", "newest"}
    assert client.get("/api/v1/runs").json()["runs"] == []


def test_what_cannot_be_meant_is_told(client, packed):
    for data, expected in (({"gpu": "RTX 9999"}, "is not a known card"), ({"from": "2.99"}, "is not a known release")):
        sent = client.post("/api/v1/plan", files={"archive": ("p.tar.gz", packed())}, data=data)
        assert sent.status_code == 422
        assert expected in sent.json()["detail"]
    assert client.post("/api/v1/plan", json={"url": "file:///etc"}).status_code == 422


def test_it_is_written_for_people_too(client, packed):
    sent = client.post("/api/v1/plan?format=markdown", files={"archive": ("p.tar.gz", packed())})
    assert (sent.status_code, sent.headers["content-type"]) == (200, "text/markdown; charset=utf-8")
    assert sent.text.startswith("#")
    assert client.post("/api/v1/plan?format=xml", files={"archive": ("p.tar.gz", packed())}).status_code == 422
