"""All that is Kafka: the producer, the consumer and what it stands on, the readers."""
