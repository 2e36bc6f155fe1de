from foothold_chassis.testing.spans import spans

__all__ = ["spans"]
