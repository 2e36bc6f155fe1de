"""Real Kafka and MongoDB on one machine, the services on top of them, and the demo."""
