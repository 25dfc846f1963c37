"""The first minutes of a service: a steward, the log's key, an agreement."""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from faceproof.core.errors import ConsentError, SignatureError
from faceproof.provenance.keys import read_key_file, write_secret
from faceproof.service import journal
from faceproof.service.models import Account, Agreement
from faceproof.service.place import CODE_FILE
from faceproof.service.work import make_key

AGREEMENT = """\
1. I use the data for research on telling manipulated video from recordings, and for nothing else.
2. I do not hand it on. Colleagues ask for themselves.
3. I do not try to find out who the people in it are, and make no new fakes of them.
4. When somebody in it withdraws I delete their clips within 30 days of being told.
5. I publish no picture of a person in it unless the release says that I may.
6. I say which release and which version I used.
"""


def setup_code() -> str:
    """What the wizard asks for, so that only who started the service can use it."""
    path = settings.PLACE.data / CODE_FILE
    if not path.exists():
        with suppress(SignatureError):  # another process was first
            write_secret(path, secrets.token_hex(4).encode())
    return read_key_file(path, secret=True).decode()


def is_code(text: str) -> bool:
    """Whether somebody knows it."""
    return hmac.compare_digest(text.strip().lower().encode(), setup_code().encode())


def begin(*, email: str, password: str, name: str, agreement: str = AGREEMENT) -> Account:
    """Make the first steward, the log's key and the first agreement.

    Raises:
        ConsentError: there is a steward already.
        StorageError: something cannot be written.
    """
    taken = "this service has a steward already; sign in"
    if Account.objects.filter(is_staff=True).exists():
        raise ConsentError(taken)
    try:
        with transaction.atomic():
            made = Agreement.objects.create(number=1, text=agreement)  # there is one first
            steward = make_steward(email=email, password=password, name=name)
            journal.note("agreement.published", who=steward, agreement=made.sha256)
            make_key()
    except IntegrityError as error:
        raise ConsentError(taken) from error
    (settings.PLACE.data / CODE_FILE).unlink(missing_ok=True)
    return steward


def checked_password(password: str) -> str:
    """A password, once it is long enough and on no list.

    Raises:
        ConsentError: saying what is wrong with it.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise ConsentError(" ".join(error.messages)) from error
    return password


def make_steward(*, email: str, password: str, name: str) -> Account:
    """An account that answers requests; its address counts as checked.

    Raises:
        ConsentError: the address has an account.
    """
    if Account.objects.filter(email__iexact=email).exists():
        raise ConsentError("there is an account with this address; name another")
    steward = Account.objects.create_superuser(email, password, name=name)
    EmailAddress.objects.create(user=steward, email=steward.email, verified=True, primary=True)
    journal.note("steward.made", who=None, account=steward.pk)
    return steward
