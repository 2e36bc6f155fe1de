"""`python -m deploy.k8s.dev`: a working system on the cluster that KUBECONFIG names, in the namespace `foothold`.

It can run again: it keeps existing secrets, makes finished Jobs anew, and applies the rest.
"""

import secrets
import sys
from base64 import b64decode

from deploy.k8s.kubectl import HERE, apply, exists, kubectl
from foothold_devstack import roster

NAMESPACE = "foothold"
OVERLAY = str(HERE / "overlays" / "dev")
WAIT = "600s"
MONGO_URI = "mongodb://mongo-0.mongo:27017/?replicaSet=rs0"
OPERATOR_EMAIL = "operator@foothold.example"

SHARED_SECRETS = {"foothold_mongo_uri": MONGO_URI}

OWN_SECRETS = {service.name: service.secret_files for service in roster.services()}
"""Secrets that only one service knows, made at random with 256 bits."""

OPERATOR_KEYS = ("email", "password")
"""The keys of the Secret `operator`."""

FIRST = "app.kubernetes.io/component notin (api,worker)"
"""The stores and the Jobs. A service that starts before them waits, and looks for the topics every 10 s."""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def make_secrets(namespace: str = NAMESPACE) -> None:
    """Make the missing secrets. An existing one stays, since with another one no account would be found."""
    wanted: dict[str, dict[str, str]] = {
        f"{service}-secrets": {
            **SHARED_SECRETS,
            **{key: secrets.token_urlsafe(32) for key in keys},
        }
        for service, keys in OWN_SECRETS.items()
    }
    wanted["operator"] = dict(zip(OPERATOR_KEYS, (OPERATOR_EMAIL, secrets.token_urlsafe(18)), strict=True))
    for name, values in wanted.items():
        if not exists("secret", name, namespace):
            apply(
                {
                    "apiVersion": "v1",
                    "kind": "Secret",
                    "metadata": {
                        "name": name,
                        "namespace": namespace,
                        "labels": {"app.kubernetes.io/part-of": "foothold"},
                    },
                    "stringData": values,
                }
            )


def deploy() -> None:
    say("the namespace and its secrets")
    kubectl("apply", "--server-side", "-f", str(HERE / "base" / "namespace.yaml"))
    make_secrets()
    say("Kafka, MongoDB, topics and indexes")
    jobs = "app.kubernetes.io/component=prepare,app.kubernetes.io/part-of=foothold"
    kubectl("-n", NAMESPACE, "delete", "jobs", "-l", jobs, "--ignore-not-found")
    kubectl("apply", "--server-side", "-k", OVERLAY, "-l", FIRST)
    for store in ("kafka", "mongo"):
        kubectl("-n", NAMESPACE, "rollout", "status", f"statefulset/{store}", f"--timeout={WAIT}")
    kubectl("-n", NAMESPACE, "wait", "--for=condition=complete", "jobs", "-l", jobs, f"--timeout={WAIT}")
    say("the services")
    kubectl("apply", "--server-side", "-k", OVERLAY, "-l", "app.kubernetes.io/component in (api,worker)")
    services = kubectl(
        "-n", NAMESPACE, "get", "deployments", "-l", "app.kubernetes.io/part-of=foothold", "-o", "name"
    )
    for service in services.split():
        kubectl("-n", NAMESPACE, "rollout", "status", service, f"--timeout={WAIT}")


def main() -> None:
    deploy()
    encoded = kubectl("-n", NAMESPACE, "get", "secret", "operator", "-o", "jsonpath={.data.password}")
    say(f"Foothold runs. Its door: kubectl -n {NAMESPACE} port-forward service/gateway-api 8080")
    say("export GATEWAY=http://127.0.0.1:8080")
    say(f"export OPERATOR_EMAIL={OPERATOR_EMAIL} OPERATOR_PASSWORD={b64decode(encoded).decode()}")


if __name__ == "__main__":
    main()
