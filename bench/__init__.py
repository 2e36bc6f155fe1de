"""What Foothold costs, as ratios to the same work done bare, in the same run on the same machine."""
