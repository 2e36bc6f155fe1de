"""MongoDB's part: one user for each service, with one database."""

from typing import Any

from deploy.k8s.wiring import wirings

NAME = "mongodb"
MEMBERS = 3


def users() -> list[dict[str, Any]]:
    """Return a patch by which each service's user may read and write its own database, and nothing else."""
    return [
        {
            "apiVersion": "mongodbcommunity.mongodb.com/v1",
            "kind": "MongoDBCommunity",
            "metadata": {"name": NAME},
            "spec": {
                "users": [
                    {
                        "name": wiring.name,
                        "db": "admin",
                        "passwordSecretRef": {"name": f"{wiring.name}-secrets", "key": "mongo_password"},
                        "scramCredentialsSecretName": wiring.name,
                        "roles": [{"name": "readWrite", "db": wiring.database}],
                    }
                    for wiring in wirings()
                ]
            },
        }
    ]


def uri(user: str) -> str:
    """Return the address as a template of External Secrets: the password is fetched, the rest is known."""
    hosts = [f"{NAME}-{n}.{NAME}-svc.foothold.svc.cluster.local:27017" for n in range(MEMBERS)]
    options = f"replicaSet={NAME}&authSource=admin&tls=true&tlsCAFile=/run/secrets/mongodb-ca.crt"
    return f"mongodb://{user}:{{{{ .mongo_password | urlquery }}}}@{','.join(hosts)}/?{options}"
