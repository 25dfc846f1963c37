"""How do I fetch and submit? No Django inside."""

from faceproof.client.address import Address, read_address
from faceproof.client.aria import write_list
from faceproof.client.fetch import Report, fetch
from faceproof.client.folder import claimed
from faceproof.client.receipt import Kept, Receipt, await_receipt, keep_receipt, receipt_places
from faceproof.client.scores import Entry, Reported, Scores, read_scores
from faceproof.client.site import Site, Wanted, open_site
from faceproof.client.submission import Card, State, Submission
from faceproof.client.submit import await_score, choose_challenge, submit

__all__ = [
    "Address",
    "Card",
    "Entry",
    "Kept",
    "Receipt",
    "Report",
    "Reported",
    "Scores",
    "Site",
    "State",
    "Submission",
    "Wanted",
    "await_receipt",
    "await_score",
    "choose_challenge",
    "claimed",
    "fetch",
    "keep_receipt",
    "open_site",
    "read_address",
    "read_scores",
    "receipt_places",
    "submit",
    "write_list",
]
