"""Hearing and speaking: audio in, transcripts and spoken words out."""
