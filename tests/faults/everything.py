"""Every fault, in the order of the files they stand in: importing a file puts its faults on the list."""

from tests.faults import of_the_server
from tests.faults.catalogue import FAULTS

__all__ = ["FAULTS", "of_the_server"]
