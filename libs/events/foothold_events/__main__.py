"""`python -m foothold_events topics apply --bootstrap HOST:PORT`: create or check the topics of a cluster."""

import asyncio
from typing import Annotated

import typer

from foothold_events import schemas, topics

app = typer.Typer(no_args_is_help=True, help="Foothold's published language.")
topics_app = typer.Typer(no_args_is_help=True, help="The topics, declared in foothold_events/topics.py.")
app.add_typer(topics_app, name="topics")


@topics_app.command("apply")
def apply_topics(
    bootstrap: Annotated[str, typer.Option(envvar="FOOTHOLD_KAFKA_BOOTSTRAP", help="host:port of a broker")],
    replication: Annotated[int, typer.Option(min=1, help="copies of each partition; 3 in production")] = 1,
) -> None:
    """Create the topics that are missing, and check those that exist against the declaration."""
    try:
        created = asyncio.run(topics.apply(bootstrap, replication=replication))
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


if __name__ == "__main__":
    app()
