"""“I need a moment”: one tap away on every phone, and nobody learns whose."""
