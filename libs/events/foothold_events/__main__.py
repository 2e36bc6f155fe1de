"""The command line of the published language.

`python -m foothold_events topics apply` creates or checks the topics of the cluster that `FOOTHOLD_KAFKA_…` names;
`python -m foothold_events schemas write` writes the JSON Schema of every event type.
"""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from foothold_events import json_schemas, schemas, topics
from foothold_events.connection import KafkaSettings
from foothold_events.settings import WrongSettings

app = typer.Typer(no_args_is_help=True, help="Foothold's published language.")
topics_app = typer.Typer(no_args_is_help=True, help="The topics, declared in foothold_events/topics.py.")
app.add_typer(topics_app, name="topics")
schemas_app = typer.Typer(no_args_is_help=True, help="The event types, as JSON Schema 2020-12.")
app.add_typer(schemas_app, name="schemas")


@topics_app.command("apply")
def apply_topics(
    bootstrap: Annotated[
        str | None, typer.Option(help="host:port of a broker, instead of FOOTHOLD_KAFKA_BOOTSTRAP")
    ] = None,
    replication: Annotated[int, typer.Option(min=1, help="copies of each partition; 3 in production")] = 1,
) -> None:
    """Create the topics that are missing, and check those that exist against the declaration."""
    try:
        settings = KafkaSettings() if bootstrap is None else KafkaSettings(kafka_bootstrap=bootstrap)
    except WrongSettings as error:
        typer.echo(f"no settings to reach Kafka: {error}", err=True)
        raise typer.Exit(2) from error
    try:
        created = asyncio.run(
            topics.apply(settings.kafka, replication=replication, say=partial(typer.echo, err=True))
        )
    except topics.TopicMismatch as error:
        typer.echo(f"not as declared: {error}", err=True)
        raise typer.Exit(1) from error
    for topic in topics.TOPICS:
        typer.echo(f"{'created' if topic.name in created else 'present'}  {topic.name}")


@topics_app.command("list")
def list_topics() -> None:
    """List the declared topics and the event types each carries."""
    for topic in topics.TOPICS:
        typer.echo(f"{topic.name}  ({topic.partitions} partitions, {topic.cleanup})")
        for event in schemas.BY_TYPE.values():
            if event.topic() == topic.name:
                typer.echo(f"  {event.TYPE}")


@schemas_app.command("write")
def write_schemas(
    folder: Annotated[
        Path, typer.Option("--to", help="the folder to write to; other JSON files in it are removed")
    ] = json_schemas.FOLDER,
) -> None:
    """Write one file for each event type."""
    json_schemas.write(folder)
    typer.echo(f"{len(schemas.BY_TYPE)} schemas in {folder}")


if __name__ == "__main__":
    app()
