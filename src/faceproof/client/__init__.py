"""How do I fetch and submit? No Django inside."""

from faceproof.client.address import Address, read_address
from faceproof.client.aria import write_list
from faceproof.client.fetch import Report, fetch
from faceproof.client.folder import claimed
from faceproof.client.site import Site, Wanted, open_site

__all__ = [
    "Address",
    "Report",
    "Site",
    "Wanted",
    "claimed",
    "fetch",
    "open_site",
    "read_address",
    "write_list",
]
