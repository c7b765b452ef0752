"""One file a version, in the order of their numbers. What was released is not changed any more."""
