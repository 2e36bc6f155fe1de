"""What the manifests allow each service at Kafka and MongoDB, granted on a local stack."""

import secrets
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import CreateAclsRequest
from deploy.k8s import kafka, mongodb
from pydantic import SecretStr
from pymongo import AsyncMongoClient

from foothold_devstack.stack import Stack

# numbers of Kafka's protocol, for what the manifests say in words
RESOURCES = {"topic": 2, "group": 3}
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
LITERAL = 3
ALLOW = 3
ANY_HOST = "*"


def users() -> dict[str, SecretStr]:
    """Return every user of the manifests with a password for this run."""
    return {user["metadata"]["name"]: SecretStr(secrets.token_urlsafe()) for user in kafka.users()}


async def grant(stack: Stack) -> None:
    """Allow each user what the manifests allow it."""
    await _grant_at_kafka(stack.kafka_bootstrap)
    await _grant_at_mongodb(stack.mongo_uri)


async def _grant_at_kafka(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        for user in kafka.users():
            for acl in user["spec"]["authorization"]["acls"]:
                for operation in acl["operations"]:
                    await _allow(admin, user["metadata"]["name"], acl["resource"], operation)
    finally:
        await admin.close()


async def _allow(admin: AIOKafkaAdminClient, user: str, resource: dict[str, Any], operation: str) -> None:
    assert resource["patternType"] == "literal", resource
    response = await admin._send_request(
        CreateAclsRequest(
            RESOURCES[resource["type"]],
            resource["name"],
            LITERAL,
            f"User:{user}",
            ANY_HOST,
            OPERATIONS[operation],
            ALLOW,
        )
    )
    [(code, message)] = response.creation_responses
    if code:
        raise for_code(code)(message)


async def _grant_at_mongodb(uri: str) -> None:
    [patch] = mongodb.users()
    async with AsyncMongoClient[dict[str, Any]](uri) as client:
        for user in patch["spec"]["users"]:
            roles = [{"role": role["name"], "db": role["db"]} for role in user["roles"]]
            await client.admin.command("grantRolesToUser", user["name"], roles=roles)
