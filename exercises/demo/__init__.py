"""A whole workshop that plays by itself: a server of its own, a facilitator and twelve phones, all over real HTTP and sockets."""
