"""What people are told: on the site first, by mail as well."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from faceproof.service.models import Account, Notice

SENTENCES: Mapping[str, object] = {
    "request-submitted": _("Somebody asks for data."),
    "request-late": _("A request waits longer than was promised."),
    "request-approved": _("You may fetch %(release)s."),
    "request-refused": _("Your request for %(release)s was refused. The reason is on its page."),
    "request-expired": _("Your access to %(release)s has ended."),
    "grant-revoked": _("Your access to %(release)s was revoked. The reason is on its page."),
    "actor-withdrew": _(
        "Somebody in %(release)s has withdrawn, or their consent has run out. Use it no longer. "
        "The next version follows; you need not ask again."
    ),
    "release-replaced": _(
        "%(release)s is there, without whoever withdrew, and you may fetch it. Delete their "
        "clips: run the fetch command again with --sync."
    ),
    "steward-made": _("You are a steward of this site now."),
    "steward-unmade": _("You are no steward of this site any more."),
    "submission-scored": _("Your submission is scored."),
    "submission-invalid": _("Your submission is not valid. It has cost no attempt."),
    "hidden-stopped": _(
        "Somebody in a hidden set has withdrawn. It is stopped; hide its release's next version."
    ),
    "actor-left": _("An actor has withdrawn. Their releases are stopped and made anew."),
}


def tell(account: Account, about: str, link: str = "", **values: str) -> None:
    """Tell one person; the mail goes out once what it tells is sure."""
    notice = Notice.objects.create(account=account, about=about, link=link, values=values)
    transaction.on_commit(lambda: _mail(notice))


def tell_stewards(about: str, *, link: str, once: bool = False) -> None:
    """Tell every steward; with ``once`` only who was not told the same before."""
    for steward in Account.objects.filter(is_staff=True, is_active=True):
        if once and steward.notices.filter(about=about, link=link).exists():
            continue
        tell(steward, about, link)


def sentence(notice: Notice) -> str:
    """A notice in the language of whoever reads."""
    return str(SENTENCES[notice.about]) % notice.values


def _mail(notice: Notice) -> None:
    with override(settings.LANGUAGE_CODE):  # not that of whoever has caused it
        told = sentence(notice)
    send_mail(
        f"[{settings.SITE_NAME}] {told}",
        f"{told}\n\n{settings.PLACE.url}{notice.link}\n",
        None,
        [notice.account.email],
        fail_silently=True,  # the site shows it whether or not a mail server is in the mood
    )
