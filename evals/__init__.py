"""Scripted conversations, labelled utterances and benchmarks."""
