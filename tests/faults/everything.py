"""Every fault: importing a file puts its faults on the list, in the order in which they stand there."""

from tests.faults import of_people, of_presses, of_services, of_the_disk, of_the_network, of_the_server, of_time, the_end
from tests.faults.catalogue import FAULTS

__all__ = ["FAULTS", "of_people", "of_presses", "of_services", "of_the_disk", "of_the_network", "of_the_server", "of_time", "the_end"]
