"""The assistant: understands, remembers, decides and explains; knows dialogue, never vectors."""
