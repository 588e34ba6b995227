"""Simulated phones for a rehearsal and for measuring: real HTTP and real sockets, from this machine to itself."""
