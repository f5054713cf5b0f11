"""What other programs read from the store is what the product says."""

import csv
import io
import json

import duckdb
import pyarrow.parquet


def rows(sql):
    return duckdb.sql(sql).fetchall()


def observations(watched):
    return f"read_parquet('{watched.data}/observations/**/*.parquet', hive_partitioning = true)"


def test_every_position_is_in_the_observations(segments):
    summary = segments.summary
    [(count,)] = rows(f"SELECT count(*) FROM {observations(segments)}")
    assert count == summary["kept"] + sum(summary["set_aside"].values())


def test_positions_are_where_the_source_says(segments):
    [(south, north, west, east)] = rows(
        "SELECT min(lat_e) / 600000.0, max(lat_e) / 600000.0,"
        f" min(lon_e) / 600000.0, max(lon_e) / 600000.0 FROM {observations(segments)}"
    )
    assert -90 <= south < north <= 90 and -180 <= west < east < 180


def test_shards_follow_the_published_hash(segments):
    [(wrong,)] = rows(
        f"SELECT count(*) FROM {observations(segments)}"
        " WHERE shard::INT <> ((mmsi::BIGINT * 2654435769) & 4294967295) >> 26"
    )
    assert wrong == 0


def test_gaps_are_where_duckdb_finds_silence_in_the_points(segments):
    """Gaps over 6 h by a window function over the points, against the detector's."""
    points = segments.run("tracks", "--points", "--format", "csv").stdout
    path = segments.data.parent / "points.csv"
    path.write_text(points)
    expected = rows(
        f"""
        WITH kept AS (SELECT track, time::TIMESTAMP AS time FROM read_csv('{path}') WHERE track IS NOT NULL),
        steps AS (SELECT track, time, lead(time) OVER (PARTITION BY track ORDER BY time) AS next FROM kept)
        SELECT track, strftime(time, '%Y-%m-%dT%H:%M:%SZ') FROM steps
        WHERE next - time > INTERVAL 6 HOUR ORDER BY ALL
        """
    )
    found = sorted(
        (finding["tracks"][0], finding["start"])
        for finding in segments.findings()
        if finding["kind"] == "gap" and finding["status"] == "final"
    )
    assert found == expected


def test_findings_are_geoparquet(drill):
    path = drill.data.parent / "findings.parquet"
    drill.run("findings", "--format", "parquet", "--output", path)
    metadata = pyarrow.parquet.read_metadata(path).metadata
    geo = json.loads(metadata[b"geo"])
    assert geo["version"].startswith("1.")
    assert geo["primary_column"] in geo["columns"]
    assert geo["columns"][geo["primary_column"]]["encoding"] == "WKB"
    [(count,)] = rows(f"SELECT count(*) FROM read_parquet('{path}')")
    assert count == len(drill.findings())


def test_every_format_tells_the_same_findings(drill):
    lines = drill.findings()
    ids = [finding["id"] for finding in lines]
    assert ids
    assert [f["id"] for f in json.loads(drill.run("findings", "--format", "json").stdout)] == ids
    table = list(csv.DictReader(io.StringIO(drill.run("findings", "--format", "csv").stdout)))
    assert [row["id"] for row in table] == ids
    assert [json.loads(row["values"]) for row in table] == [f["values"] for f in lines]
    features = json.loads(drill.run("findings", "--format", "geojson").stdout)["features"]
    assert [feature["properties"]["id"] for feature in features] == ids
    assert {key for f in lines for key in f} == {key for f in features for key in f["properties"]}


def test_every_finding_of_a_drill_is_marked(drill):
    assert all(finding["exercise"] for finding in drill.findings())


def test_evidence_leads_back_to_the_bytes(drill):
    """The cited bytes are in the input, and their hash is right."""
    import hashlib

    source = (drill.data.parent / "drill.nmea").read_bytes()
    cited = [item for finding in drill.findings() for item in finding["evidence"]]
    assert len(cited) > 10
    for item in cited:
        piece = source[item["offset"] : item["offset"] + item["length"]]
        assert hashlib.sha256(piece).hexdigest() == item["sha256"]
        assert b"VDM," in piece
