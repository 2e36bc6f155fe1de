"""How long each wait may take, in seconds. Generous: the platform may share two slow cores with everything else."""

CALL = 60.0
"""One call of kubectl that only asks or writes."""

LOOK_EVERY = 1.0
STACK_READY = 900.0
"""From the first object of an empty namespace to the last pod that is ready."""

ROLLOUT = 420.0
MARKET = 900.0
IN_THE_MIDDLE = 420.0
"""Until a market has engagements that are closed and others that are not."""

BURST = 600.0
SCALE_UP = 420.0
SCALE_DOWN = 420.0
NAMESPACE_GONE = 180.0
