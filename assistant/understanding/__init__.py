"""Utterance → `Understanding`: the grammar of constraints, the intents, the references, and the two parsers."""
