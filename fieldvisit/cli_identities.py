"""``fieldvisit accounts link …``: which account a national provider's word opens."""

from datetime import UTC, datetime

from sqlmodel import select

from fieldvisit import db, settings
from fieldvisit.access import federation
from fieldvisit.access.account import Account
from fieldvisit.words import Refusal


def mount(accounts) -> None:
    linking = accounts.add_parser("link", help="relie un compte à son identité Pro Santé Connect ou ProConnect")
    linking.add_argument("login", metavar="IDENTIFIANT")
    linking.add_argument("provider", choices=settings.PROVIDER_CODES, help="psc ou proconnect")
    linking.add_argument("subject", metavar="IDENTITE", help="psc : numéro national (RPPS) ; proconnect : adresse mail")
    linking.set_defaults(do=_link)


def _link(options) -> None:
    """:raises Refusal: if there is no such account in service, or the identity is empty or another account's"""
    if not options.subject.strip():
        raise Refusal("Indiquez l’identité à relier.")
    with db.writing() as session:
        wanted = select(Account).where(Account.login == options.login.strip().casefold(), Account.disabled_at.is_(None))
        account = session.exec(wanted).one_or_none()
        if account is None:
            raise Refusal(f"Aucun compte en service ne s’appelle « {options.login} ».")
        federation.link(session, account, options.provider, options.subject, datetime.now(UTC))
        print(f"{account.name} ({account.login}) se connecte aussi avec {options.provider}.")
