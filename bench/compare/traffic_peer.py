"""`traffic_peer.py VESSELS SECONDS`: straight-and-turn traffic in BlueSky, and one JSON line: entity-seconds, CPU seconds.

Everybody sails 480 s straight and turns by 90°, again and again; steps of one second; no conflict detection, no
files. Starting the simulator and putting everybody down are not on the clock.
"""

import contextlib
import io
import json
import sys
import time

TURN_EVERY_S = 480


def main(vessels, seconds):
    with contextlib.redirect_stdout(io.StringIO()):
        spent = played(vessels, seconds)
    print(json.dumps({"entity_s": vessels * seconds, "cpu_s": spent}))


def played(vessels, seconds):
    import bluesky as bs
    from bluesky.core import simtime

    bs.init(mode="sim", detached=True)
    simtime.setdt(1.0)
    bs.traf.cd.setmethod("OFF")
    wide = int(vessels**0.5) + 1
    for n in range(vessels):
        lat, lon = -55 + 25 * (n // wide) / wide, -130 + 45 * (n % wide) / wide
        bs.traf.cre(f"EX{n:05d}", "A320", lat, lon, (37 * n) % 360, 3_000.0, 150.0)
    bs.sim.op()
    start = time.process_time()
    for second in range(seconds):
        if second and second % TURN_EVERY_S == 0:
            for n in range(vessels):
                bs.traf.ap.selhdgcmd(n, (37 * n + 90 * (second // TURN_EVERY_S)) % 360)
        bs.sim.step()
    assert bs.traf.ntraf == vessels, f"{bs.traf.ntraf} of {vessels} are left"
    assert bs.sim.simt >= 0.9 * seconds, f"only {bs.sim.simt} s were simulated"
    return time.process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
