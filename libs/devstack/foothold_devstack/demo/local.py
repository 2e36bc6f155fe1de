"""The platform on this machine as a place to play at."""

from foothold_devstack import roster
from foothold_devstack.demo.play import Place
from foothold_devstack.platform import Platform


def place_of(platform: Platform) -> Place:
    stack = platform.stack
    return Place(
        gateway=platform.gateway_url,
        kafka_bootstrap=stack.kafka_bootstrap,
        operator_email=platform.operator_email,
        operator_password=platform.operator_password,
        kafka=stack.kafka_description,
        mongo=stack.mongo_description,
        services=roster.with_operator_calls(),
        web=platform.web_url,
    )
