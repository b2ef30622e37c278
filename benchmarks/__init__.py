"""Measurements, side by side with what else runs Linux programs."""
