"""Independent clients of what is exchanged, unmodified: PyMISP, taxii2-client, stix2-validator, and a reader of MISP feeds written from
MISP's published format. Prints TAP. Usage: exchange_clients.py SERVER DATABASE KEY N"""

import csv
import hashlib
import io
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

server, database, key, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
number = 0
logging.disable(logging.CRITICAL)


def check(name, good, detail=""):
    global number
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {name}{'' if good else ' # ' + str(detail)[:400]}", flush=True)


def skip(name, why):
    global number
    number += 1
    print(f"ok {number} - {name} # SKIP {why}", flush=True)


process = subprocess.Popen([server, database, key, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
base = f"http://127.0.0.1:{int(process.stdout.readline())}"


def tell(line):
    process.stdin.write(line + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n", line


def get(path, headers=None, data=None):
    request = urllib.request.Request(base + path, headers={"Authorization": key} if headers is None else headers, data=data)
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.read().decode(), reply.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def feed():
    """A MISP instance that fetches a feed: the manifest, then each event whose time is another than the one it has."""
    status, body, headers = get("/misp/manifest.json")
    check("feed: the manifest is there", status == 200 and headers["Content-Type"].startswith("application/json"), status)
    manifest = json.loads(body)
    needed = {"info", "Orgc", "timestamp", "date", "analysis", "threat_level_id"}
    check("feed: every event has what the format wants", manifest and all(needed <= set(e) and uuid.UUID(u).version == 4 for u, e in manifest.items()))
    check("feed: again it costs nothing", get("/misp/manifest.json", {"Authorization": key, "If-None-Match": headers["ETag"]})[0] == 304)
    events, hashes = {}, {}
    for u in manifest:
        events[u] = json.loads(get(f"/misp/{u}.json")[1])["Event"]
    check("feed: each event is the one that the manifest announces",
          all(e["uuid"] == u and e["timestamp"] == manifest[u]["timestamp"] and e["info"] == manifest[u]["info"] for u, e in events.items()))
    for value, u in csv.reader(io.StringIO(get("/misp/hashes.csv")[1])):
        hashes.setdefault(u, set()).add(value)
    check("feed: the digests are those of the values", all(
        {hashlib.md5(a["value"].encode()).hexdigest() for a in e["Attribute"] if not a["deleted"]} == hashes[u] for u, e in events.items()))
    return events


def pymisp(events):
    try:
        from pymisp import MISPEvent, PyMISP
    except ImportError as error:
        skip("PyMISP", error)
        return
    misp = PyMISP(base + "/misp/", key)
    check("PyMISP: it connects, and knows who it is", misp.misp_instance_version["version"] and misp._current_user.email == "interop", vars(misp._current_user))
    loaded = []
    for e in events.values():
        event = MISPEvent()
        event.load(json.dumps({"Event": e}))
        loaded.append(event)
    check("PyMISP: it loads every event of the feed", sum(len(e.attributes) for e in loaded) == sum(len(e["Attribute"]) for e in events.values()))
    check("PyMISP: what it would make of them as a feed has our digests", all(
        set(e.attributes_hashes("md5")) == {hashlib.md5(a["value"].encode()).hexdigest() for a in events[e.uuid]["Attribute"]} for e in loaded))
    found = misp.search("attributes", type_attribute="ip-dst", pythonify=True)
    check("PyMISP: attributes of a type", {a.value for a in found} >= {"25.1.3.0/24", "2a00:1:2::/48"}, [a.value for a in found])
    check("PyMISP: what scans comes from there", [a.value for a in misp.search("attributes", type_attribute="ip-src", value="2a00:%", pythonify=True)] == ["2a00:1::7"])
    check("PyMISP: a value", [a.type for a in misp.search("attributes", value="d0.bad.example", pythonify=True)] == ["hostname"])
    check("PyMISP: a part of a value", len(misp.search("attributes", value="%.wild.example", pythonify=True)) == 1)
    check("PyMISP: by label", not misp.search("attributes", tags="tlp:red", pythonify=True) and misp.search("attributes", tags=["tlp:green"], limit=3, pythonify=True))
    names = [misp.search("attributes", type_attribute="hostname", limit=7, page=p, pythonify=True) for p in (1, 2)]
    check("PyMISP: pages", len(names[0]) == 7 and len(names[1]) == 7 and not {a.uuid for a in names[0]} & {a.uuid for a in names[1]})
    check("PyMISP: nothing before its time", misp.search("attributes", timestamp=int(time.time()) + 60, pythonify=True) == [])
    check("PyMISP: events", {e.uuid for e in misp.search("events", pythonify=True)} == set(events))
    some = next(iter(events))
    check("PyMISP: one event", misp.get_event(some, pythonify=True).uuid == some)
    rows = misp.search("attributes", return_format="csv", type_attribute="url", pythonify=True)
    check("PyMISP: as CSV", {r["value"] for r in rows} == {"https://evil.example/a?b=c", "http://evil.example/b;c?d=%22e%22"}, rows)
    text = misp.search("attributes", return_format="text", type_attribute="domain")
    check("PyMISP: as text", text == "wild.example\n" or text == "wild.example", text)
    error = misp.search("attributes", return_format="openioc")
    check("PyMISP: a format that is not spoken is refused", "errors" in error if isinstance(error, dict) else "cannot be answered" in str(error), error)
    seen = misp.add_sighting({"value": "d1.bad.example", "source": "sensor 7"})
    check("PyMISP: a sighting", seen.get("Sighting", {}).get("type") == "0", seen)
    seen = misp.add_sighting({"type": "1"}, attribute=misp.search("attributes", value="d2.bad.example", pythonify=True)[0])
    check("PyMISP: a false positive, by its attribute", seen.get("Sighting", {}).get("type") == "1", seen)
    check("PyMISP: nothing is seen of what is not there", "errors" in misp.add_sighting({"value": "restricted.example"}))
    check("PyMISP: warning lists answer", misp.values_in_warninglist(["d1.bad.example"]) == {})
    tell("withdraw d3.bad.example")
    gone = misp.search("attributes", value="d3.bad.example", pythonify=True)
    dead = misp.search("attributes", value="d3.bad.example", deleted=1, pythonify=True)
    check("PyMISP: what is withdrawn is a deleted attribute", gone == [] and len(dead) == 1 and dead[0].deleted, (gone, dead))
    fresh = json.loads(get("/misp/manifest.json")[1])
    changed = [u for u in fresh if fresh[u]["timestamp"] != events[u]["timestamp"]]
    now = json.loads(get(f"/misp/{changed[0]}.json")[1])["Event"]["Attribute"] if len(changed) == 1 else []
    check("feed: one event has changed, and it has the deleted one", any(a["value"] == "d3.bad.example" and a["deleted"] for a in now), changed)
    try:
        PyMISP(base + "/misp/", "vbl_wrong")
        check("PyMISP: a wrong key is refused", False)
    except Exception as refused:
        check("PyMISP: a wrong key is refused", "401" in str(refused), refused)


def taxii():
    try:
        from taxii2client.v21 import ApiRoot, Collection, Server, as_pages
        from taxii2client.common import TokenAuth
        from taxii2client.exceptions import AccessError
        import requests
    except ImportError as error:
        skip("taxii2-client", error)
        return []
    found = Server(base + "/taxii2/", user="interop", password=key)
    check("taxii2-client: discovery", found.title and found.default is not None and len(found.api_roots) == 1)
    # The address that the server tells is the portal's; here it is a test's.
    root = ApiRoot(base + "/taxii2/api/", auth=TokenAuth(key))
    check("taxii2-client: the API root", root.versions == ["application/taxii+json;version=2.1"], root.versions)
    collections = root.collections
    check("taxii2-client: collections", [c.title for c in collections] == ["Indicators", "Sign-ins"] and not collections[0].can_write)
    main = collections[0]
    objects = []
    for page in as_pages(main.get_objects, per_request=50):
        objects += page.get("objects", [])
    kinds = {}
    for o in objects:
        kinds.setdefault(o["type"], []).append(o)
    check("taxii2-client: all pages, each object once", len(objects) == len({o["id"] for o in objects}) and len(kinds["indicator"]) >= count, {k: len(v) for k, v in kinds.items()})
    check("taxii2-client: nothing is RED", not any("restricted.example" in o.get("pattern", "") for o in objects) and "TLP:RED" not in {m["name"] for m in kinds["marking-definition"]})
    check("taxii2-client: every marking that is used is there", {m for o in objects for m in o.get("object_marking_refs", [])} <= {o["id"] for o in kinds["marking-definition"]})
    check("taxii2-client: a sighting, without who saw", len(kinds["sighting"]) == 1 and kinds["sighting"][0]["count"] == 1 and "where_sighted_refs" not in kinds["sighting"][0])
    check("taxii2-client: what is withdrawn is revoked", [o["pattern"] for o in kinds["indicator"] if o.get("revoked")] == ["[domain-name:value = 'd3.bad.example']"])
    one = next(o for o in kinds["indicator"] if "25.1.2.3" in o["pattern"])
    check("taxii2-client: one object", main.get_object(one["id"])["objects"] == [one])
    check("taxii2-client: its versions", main.object_versions(one["id"])["versions"] == [one["modified"]])
    check("taxii2-client: by id, type and version", main.get_objects(id=one["id"], type="indicator", version="all")["objects"] == [one])
    check("taxii2-client: another version is none", main.get_objects(id=one["id"], version="2020-01-01T00:00:00.000Z").get("objects") is None)
    manifest = main.get_manifest(type="identity")["objects"]
    check("taxii2-client: the manifest", [m["id"] for m in manifest] == [kinds["identity"][0]["id"]] and manifest[0]["media_type"] == "application/stix+json;version=2.1")
    last = max(o.get("modified", o["created"]) for o in objects)
    check("taxii2-client: nothing is newer than the newest", main.get_objects(added_after=last).get("objects") is None)
    tell("withdraw d4.bad.example")
    newer = main.get_objects(added_after=last)["objects"]
    check("taxii2-client: only what changed since", [(o["pattern"], o["revoked"]) for o in newer] == [("[domain-name:value = 'd4.bad.example']", True)], newer)
    auth = {"Authorization": "Token " + key}
    for name, path, headers, status in (
        ("no key", "/taxii2/", {}, 401),
        ("another media type", "/taxii2/", {**auth, "Accept": "application/xml"}, 406),
        ("another version", "/taxii2/", {**auth, "Accept": "application/taxii+json;version=2.0"}, 406),
        ("no such collection", "/taxii2/api/collections/x/objects/", auth, 404),
        ("no such object", f"/taxii2/api/collections/{main.id}/objects/indicator--00000000-0000-4000-8000-000000000000/", auth, 404),
        ("a filter that is none", f"/taxii2/api/collections/{main.id}/objects/?added_after=yesterday", auth, 400),
    ):
        got, body, reply = get(path, headers)
        check(f"TAXII: {name}: {status}, as the standard says it",
              got == status and json.loads(body)["http_status"] == str(status) and reply["Content-Type"] == "application/taxii+json;version=2.1", (got, body))
    try:
        main.add_objects({"objects": []})
        check("TAXII: nothing can be added", False)
    except (AccessError, requests.exceptions.HTTPError) as refused:
        check("TAXII: nothing can be added", True, refused)
    return objects


def stix(objects):
    try:
        import stix2validator
    except ImportError as error:
        skip("stix2-validator", error)
        return
    kinds = {}
    for o in objects:
        kinds.setdefault((o["type"], o.get("pattern_type"), o.get("pattern", "").split(" ")[0], bool(o.get("revoked"))), o)
    bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": list(kinds.values())}
    result = stix2validator.validate_instance(bundle, stix2validator.ValidationOptions(version="2.1", strict=True))
    check(f"stix2-validator: {len(kinds)} kinds of object hold in strict mode", result.is_valid and len(kinds) > 10,
          [str(e) for e in result.errors])
    print(f"# warnings: {[str(w) for w in result.warnings][:5]}")


def suricata():
    """Suricata's own test of a configuration, with all files beside each other as a member has them."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("varde.rules", "varde-lists.rules", "varde-rest.rules", "varde-domains.lst", "varde-ip.lst", "varde-sha256.lst",
                     "varde-sha1.lst", "varde-md5.lst", "varde-ja3.lst", "varde-ja4.lst"):
            status, body, _ = get("/suricata/" + name)
            assert status == 200, name
            with open(os.path.join(folder, name), "w") as file:
                file.write(body)
        rules = open(os.path.join(folder, "varde.rules")).read().splitlines()
        sids = [line.split("sid:")[1].split(";")[0] for line in rules]
        check("Suricata: every rule has a number of its own", len(set(sids)) == len(rules) > count, len(rules))
        program = shutil.which("suricata")
        if not program:
            skip("Suricata loads rules and lists", "suricata is not installed")
            return
        with open(os.path.join(folder, "suricata.yaml"), "w") as file:
            file.write(f"""%YAML 1.1
---
vars: {{address-groups: {{HOME_NET: "[10.0.0.0/8]"}}}}
default-rule-path: {folder}
default-log-dir: {folder}
classification-file: {folder}/classification.config
rule-files: [varde.rules, varde-lists.rules]
app-layer: {{protocols: {{dns: {{tcp: {{enabled: yes}}, udp: {{enabled: yes}}}}, tls: {{enabled: yes, ja3-fingerprints: yes}}, http: {{enabled: yes}}, smtp: {{enabled: yes}}, smb: {{enabled: yes}}}}}}
""")
        with open(os.path.join(folder, "classification.config"), "w") as file:
            file.write("config classification: attempted-recon,recon,2\nconfig classification: attempted-dos,dos,2\nconfig classification: trojan-activity,trojan,1\n")
        ran = subprocess.run([program, "-T", "-c", os.path.join(folder, "suricata.yaml"), "-l", folder], cwd=folder, capture_output=True, text=True)
        check("Suricata loads rules and lists", ran.returncode == 0 and "0 rules failed" in ran.stdout + ran.stderr, (ran.stdout + ran.stderr)[-1500:])
        print("# " + next((line for line in (ran.stdout + ran.stderr).splitlines() if "rules successfully loaded" in line), ""))


try:
    events = feed()
    pymisp(events)
    objects = taxii()
    if objects:
        stix(objects)
    suricata()
    times = []
    for path in ("/misp/manifest.json", "/misp/hashes.csv", "/taxii2/api/collections/indicators/objects/?limit=2000", "/suricata/varde.rules"):
        at = time.monotonic()
        status, body, _ = get(path)
        times.append(time.monotonic() - at)
        print(f"# {path}: {len(body)} bytes in {times[-1] * 1000:.0f} ms")
    check("none takes long", max(times) < 3, times)
finally:
    process.stdin.close()
    process.wait(20)
print(f"1..{number}")
