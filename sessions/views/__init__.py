"""One file a screen. A view is a few lines: who asks, which object, one action, one fragment."""
