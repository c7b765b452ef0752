"""Training of the pocket Whisper: `shopkeeper train whisper`."""
