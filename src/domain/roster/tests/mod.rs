//! What the roster does, told as sentences.
