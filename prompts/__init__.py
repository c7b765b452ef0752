"""Text only: prompts, intent examples, reply phrases, cues and lexicons, each in English and Chinese."""
