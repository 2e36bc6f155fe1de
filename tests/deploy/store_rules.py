"""Rules for Kafka and MongoDB: what they keep, and who may do what with it."""

from deploy.k8s.kafka import IN_SYNC, REPLICAS
from deploy.k8s.wiring import Wiring, wirings

from foothold_events.topics import TOPICS

from .rendering import MEMBER_ACCOUNTS, Object, Objects, called, of, selects

RESTRICTED = {topic.name for topic in TOPICS if topic.restricted}
SIGNING_KEYS = "foothold.identity.signing-key"
OLDEST_MONGO = (8, 0)
"""docs/adr/0010-mongodb-driver.md says what production means."""


def kafka_is_careful(objects: Objects) -> list[str]:
    wrong = []
    for found in of(objects, "Kafka"):
        spec = found["spec"]["kafka"]
        config = spec["config"]
        wanted = {
            "min.insync.replicas": IN_SYNC,
            "default.replication.factor": REPLICAS,
            "unclean.leader.election.enable": False,
            "auto.create.topics.enable": False,
        }
        wrong += [
            f"{called(found)}: {key} is {config.get(key)}"
            for key, value in wanted.items()
            if config.get(key) != value
        ]
        if spec.get("authorization", {}).get("type") != "simple":
            wrong.append(f"{called(found)} lets everybody do everything")
        for listener in spec["listeners"]:
            if not listener["tls"] or listener.get("authentication", {}).get("type") != "scram-sha-512":
                wrong.append(f"{called(found)}: {listener['name']} does not ask who it is")
    for found in of(objects, "KafkaNodePool"):
        if found["spec"]["replicas"] < REPLICAS:
            wrong.append(f"{called(found)} has {found['spec']['replicas']} nodes")
    return wrong


def nodes_may_ask_each_other(objects: Objects) -> list[str]:
    """A client in the pod of one node reaches all nodes: no other pod has both Kafka's tools and a connection."""
    nodes = [
        {**f["spec"]["template"]["pod"]["metadata"]["labels"], **f["metadata"]["labels"]}
        for f in of(objects, "KafkaNodePool")
    ]
    opened = {
        called(found): [peer for rule in found["spec"]["ingress"] for peer in rule["from"]]
        for found in of(objects, "NetworkPolicy")
        if nodes and found["metadata"]["name"] == "kafka-from-clients"
    } | {
        called(found): [
            peer for each in found["spec"]["kafka"]["listeners"] for peer in each["networkPolicyPeers"]
        ]
        for found in of(objects, "Kafka")
    }
    return [
        f"{name} keeps nodes apart"
        for name, peers in opened.items()
        if not all(
            any(selects(peer["podSelector"], node) for peer in peers if "podSelector" in peer)
            for node in nodes
        )
    ]


def topics_are_as_declared(objects: Objects) -> list[str]:
    found = {f["metadata"]["name"]: f["spec"] for f in of(objects, "KafkaTopic")}
    if not found:
        return []
    wrong = [f"{name} is no topic of ours" for name in found.keys() - {topic.name for topic in TOPICS}]
    for topic in TOPICS:
        spec = found.get(topic.name, {})
        config = spec.get("config", {})
        if spec.get("partitions") != topic.partitions or spec.get("replicas") != REPLICAS:
            wrong.append(
                f"{topic.name} has {spec.get('partitions')} partitions, {spec.get('replicas')} times"
            )
        if any(config.get(key) != value for key, value in topic.config().items()) or config.get(
            "min.insync.replicas"
        ) != str(IN_SYNC):
            wrong.append(f"{topic.name} is kept as {config}")
    return wrong


def rights_are_what_the_wiring_needs(objects: Objects) -> list[str]:
    """Each user has the rights that it needs and no others, each by its whole name.

    Only identity may write signing keys, since with that right any token can be forged.
    """
    users = {f["metadata"]["name"]: f["spec"] for f in of(objects, "KafkaUser")}
    if not users:
        return []
    wrong = []
    for name, spec in users.items():
        for acl in spec["authorization"]["acls"]:
            if (
                acl["resource"].get("patternType") != "literal"
                or "*" in acl["resource"].get("name", "*")
                or "All" in acl["operations"]
            ):
                wrong.append(f"{name} may do {acl}")  # noqa: PERF401 - as a comprehension nobody could read it
        if spec["authentication"]["type"] != "scram-sha-512":
            wrong.append(f"{name} is known by {spec['authentication']['type']}")
    for wiring in wirings():
        wrong += [f"{wiring.name} {what}" for what in _differences(wiring, users.get(wiring.name))]
    for topic, operation, who in [(SIGNING_KEYS, "Write", {"identity"})] + [
        # identity reads what it has told itself, after a restore
        (name, "Read", {"matching", "identity"})
        for name in RESTRICTED
    ]:
        may = {name for name, spec in users.items() if operation in _may(spec, "topic").get(topic, ())}
        wrong += [f"{name} may {operation} {topic}" for name in sorted(may ^ who)]
    for name in ("topics", "keda"):
        more = {op for kind in ("topic", "group") for ops in _may(users[name], kind).values() for op in ops}
        wrong += [
            f"{name} may {op}" for op in sorted(more & {"Read", "Write", "Alter", "Delete", "AlterConfigs"})
        ]
    return wrong


def _may(spec: Object, kind: str) -> dict[str, set[str]]:
    acls = spec["authorization"]["acls"]
    return {
        acl["resource"].get("name", "*"): set(acl["operations"])
        for acl in acls
        if acl["resource"]["type"] == kind
    }


def _differences(wiring: Wiring, spec: Object | None) -> list[str]:
    if spec is None:
        return ["is no user"]
    wanted: dict[str, set[str]] = {}
    for topics, operation in (
        (wiring.consumes, "Read"),
        (wiring.follows, "Read"),
        (wiring.produces, "Write"),
        (wiring.produces, "Read"),
    ):
        for topic in topics:
            wanted.setdefault(topic, {"Describe"}).add(operation)
    groups = {wiring.group: {"Read"}} if wiring.group else {}
    kinds = {acl["resource"]["type"] for acl in spec["authorization"]["acls"]}
    wrong = [f"may something with {kind}" for kind in sorted(kinds - {"topic", "group"})]
    if (topics := _may(spec, "topic")) != wanted:
        wrong.append(f"may {topics}, and needs {wanted}")
    if (found := _may(spec, "group")) != groups:
        wrong.append(f"may read {found}, and needs {groups}")
    return wrong


def databases_are_apart(objects: Objects) -> list[str]:
    wrong = []
    for found in of(objects, "MongoDBCommunity"):
        spec = found["spec"]
        roles = {user["name"]: user["roles"] for user in spec["users"]}
        wanted = {w.name: [{"name": "readWrite", "db": w.database}] for w in wirings()}
        wrong += [
            f"{name} may {roles.get(name)}"
            for name in sorted(roles.keys() | wanted)
            if roles.get(name) != wanted.get(name)
        ]
        if (
            spec["members"] < 3
            or not spec["security"]["tls"]["enabled"]
            or spec["security"]["authentication"]["modes"] != ["SCRAM"]
        ):
            wrong.append(f"{called(found)} is open, or has too few members")
    return wrong


def members_are_recent(objects: Objects) -> list[str]:
    """MongoDB is as new as the decision says, and the image has the version that its operator is given."""
    wrong = []
    for found in of(objects, "MongoDBCommunity"):
        version = found["spec"]["version"]
        if tuple(int(part) for part in version.split(".")) < OLDEST_MONGO:
            wrong.append(f"{called(found)} is {version}")
        template = found["spec"]["statefulSet"]["spec"]["template"]["spec"]
        [image] = [c["image"] for c in template["containers"] if c["name"] == "mongod"]
        if not image.partition(":")[2].startswith(f"{version}-"):
            wrong.append(f"{called(found)} is declared as {version} and runs {image}")
    return wrong


def members_have_their_account(objects: Objects) -> list[str]:
    """The accounts that the operator gives its pods are there, which makes neither; no other account has rights."""
    databases = list(of(objects, "MongoDBCommunity"))
    roles = {found["metadata"]["name"]: found["rules"] for found in of(objects, "Role")}
    bound = {
        (found["roleRef"]["name"], subject["kind"], subject["name"], subject.get("namespace"))
        for found in of(objects, "RoleBinding")
        for subject in found["subjects"]
    }
    spaces = {found["metadata"]["namespace"] for found in databases}
    accounts = {
        (found["metadata"]["name"], found["metadata"]["namespace"]) for found in of(objects, "ServiceAccount")
    }
    wanted = {(name, space) for name in MEMBER_ACCOUNTS for space in spaces}
    wrong = [f"account {name} is not in {space}" for name, space in sorted(wanted - accounts)]
    if bound != {("mongodb-database", "ServiceAccount", name, space) for name, space in wanted}:
        wrong.append(f"rights are given: {sorted(bound, key=str)}")
    if roles != ({"mongodb-database": _needed_by_members(databases[0])} if databases else {}):
        wrong.append(f"roles are {roles}")
    wrong += [
        f"{called(found)} is for the whole cluster"
        for found in of(objects, "ClusterRole", "ClusterRoleBinding")
    ]
    return wrong


def _needed_by_members(database: Object) -> list[Object]:
    """Return the rights of the agent beside mongod: it reads its configuration, and patches or restarts its pod.

    Without names it could read every Secret of the namespace, identity's keys among them.
    """
    name = database["metadata"]["name"]
    members = [f"{name}-{n}" for n in range(database["spec"]["members"])]
    return [
        {"apiGroups": [""], "resources": ["secrets"], "resourceNames": [f"{name}-config"], "verbs": ["get"]},
        {
            "apiGroups": [""],
            "resources": ["pods"],
            "resourceNames": members,
            "verbs": ["get", "patch", "delete"],
        },
    ]
