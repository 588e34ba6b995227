"""Private notes on what makes these conversations hard, beside the slides."""
