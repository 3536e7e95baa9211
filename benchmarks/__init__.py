"""What cfngw costs, side by side with what one would use instead, in one run: ``make bench``."""
