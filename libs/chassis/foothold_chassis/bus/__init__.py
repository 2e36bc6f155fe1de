"""Everything about Kafka: the producer, the consumer with its parts, the readers."""
