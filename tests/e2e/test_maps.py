"""What a partner may have, read by GDAL over OGC API – Features, and CISE messages against their schema."""

import json
import os
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

import pyogrio
import pytest
import xmlschema

from conftest import cordon

SCHEMA = pathlib.Path(__file__).with_name("cise.xsd")


@pytest.fixture(scope="module")
def service(released):
    """Where maps find the drill's picture."""
    command = [os.environ["CORDON_BIN"], "share", "ogc", "TAK", "--listen", "127.0.0.1:0", "--for", "60"]
    with subprocess.Popen([*command, "--data", released], stderr=subprocess.PIPE, text=True) as serving:
        yield re.search(r"http://\S+/", serving.stderr.readline())[0]
        serving.kill()


def get(service, path, **headers):
    request = urllib.request.Request(service + path.lstrip("/"), headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def refused(service, path, **headers):
    with pytest.raises(urllib.error.HTTPError) as told:
        get(service, path, **headers)
    return told.value.code, json.load(told.value)["description"]


def preview(released, kind):
    """The same by another way: what the gate releases."""
    told = cordon("share", "preview", "TAK", "--format", "geojson", data=released)
    return [f for f in json.loads(told.stdout)["features"] if f["properties"]["kind"] == kind]


def test_gdal_reads_what_is_released(service, released):
    layers = {name for name, _ in pyogrio.list_layers(f"OAPIF:{service}")}
    assert layers == {"tracks", "flights", "findings", "warnings"}
    for layer, kind in [("tracks", "track"), ("findings", "finding")]:
        info, rows = pyogrio.read_arrow(f"OAPIF:{service}", layer=layer)
        expected = preview(released, kind)
        assert rows.num_rows == len(expected) > 3
        assert info["geometry_type"] == "Point" and info["crs"] in ("OGC:CRS84", "EPSG:4326")
        assert set(rows.column("exercise").to_pylist()) == {"SOUTH-OF-JEJU"}


def test_the_service_says_what_it_is(service):
    landing = get(service, "/")
    rels = {link["rel"]: link["href"] for link in landing["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= set(rels)
    assert all(href.startswith(service) for href in rels.values())
    core = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
    assert core in get(service, "/conformance")["conformsTo"]
    described = get(service, "/api")
    assert described["openapi"].startswith("3.0")
    assert "/collections/{collectionId}/items" in described["paths"]
    extent = get(service, "/collections/tracks")["extent"]["spatial"]["bbox"][0]
    west, south, east, north = extent
    assert -180 <= west < east <= 180 and -90 <= south < north <= 90


def test_pages_boxes_and_times(service):
    whole = get(service, "/collections/tracks/items")
    assert whole["numberMatched"] == whole["numberReturned"] == len(whole["features"])
    names, page = [], get(service, "/collections/tracks/items?limit=4")
    while True:
        names += [feature["id"] for feature in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        page = get(service, following[0].removeprefix(service))
    assert names == [feature["id"] for feature in whole["features"]]
    lon, lat = whole["features"][0]["geometry"]["coordinates"]
    near = get(service, f"/collections/tracks/items?bbox={lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}")
    assert whole["features"][0]["id"] in [feature["id"] for feature in near["features"]]
    assert near["numberMatched"] < whole["numberMatched"]
    times = [feature["properties"]["time"] for feature in whole["features"]]
    middle = sorted(times)[len(times) // 2]
    early = get(service, f"/collections/tracks/items?datetime=../{middle}")
    assert early["numberMatched"] == sum(time <= middle for time in times)
    one = get(service, f"/collections/tracks/items/{names[0]}")
    assert one["id"] == names[0] and one["links"][0]["rel"] == "collection"


def test_what_is_wrong_is_told(service):
    assert refused(service, "/collections/secrets/items")[0] == 404
    assert refused(service, "/collections/tracks/items/nobody")[0] == 404
    code, why = refused(service, "/collections/tracks/items?colour=red")
    assert code == 400 and "colour" in why
    assert refused(service, "/collections/tracks/items?bbox=1,2")[0] == 400
    assert refused(service, "/collections/tracks/items?datetime=soon")[0] == 400
    assert refused(service, "/", Host="evil.example")[0] == 421


def test_cise_messages_are_by_the_schema(released):
    schema = xmlschema.XMLSchema(SCHEMA)
    spoken = ["share", "cise", "TAK", "--service", "kr.cordon-node01.vessel.push.provider"]
    lines = cordon(*spoken, "--recipient", "fr.node01.vessel.push.consumer", data=released).stdout.splitlines()
    ships = 0
    for line in lines:
        schema.validate(line)
        assert "<ContextID>EXERCISE SOUTH-OF-JEJU<" in line
        ships += line.count("<Vessel>")
        for broken in [line.replace("Green", "Mauve"), line.replace("<MMSI>", "<MMSI>x"), line.replace("Z</StartDate", "T</StartDate")]:
            assert broken != line and not schema.is_valid(broken)
    assert ships == len(preview(released, "track")) > 3
    nobody = cordon("share", "cise", "NOBODY", "--service", "x", data=released, check=False)
    assert nobody.returncode == 1 and nobody.stdout == ""
