"""Groups: who sits with whom."""
