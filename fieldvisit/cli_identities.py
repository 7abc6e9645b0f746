"""``fieldvisit accounts link …``, ``reset-second-factor …``: by what an account is opened, besides its password."""

from datetime import UTC, datetime

from sqlmodel import Session, select

from fieldvisit import db, settings
from fieldvisit.access import federation, second_factor
from fieldvisit.access.account import Account
from fieldvisit.words import Refusal


def mount(accounts) -> None:
    linking = accounts.add_parser("link", help="relie un compte à son identité Pro Santé Connect ou ProConnect")
    linking.add_argument("login", metavar="IDENTIFIANT")
    linking.add_argument("provider", choices=settings.PROVIDER_CODES, help="psc ou proconnect")
    linking.add_argument("subject", metavar="IDENTITE", help="psc : numéro national (RPPS) ; proconnect : adresse mail")
    linking.set_defaults(do=_link)
    taking_off = accounts.add_parser("reset-second-factor", help="retire le second facteur (téléphone perdu)")
    taking_off.add_argument("login", metavar="IDENTIFIANT")
    taking_off.set_defaults(do=_reset_second_factor)


def _reset_second_factor(options) -> None:
    """For when no administrator gets in; noted as done by the account itself, since nobody is logged in here.

    :raises Refusal: if there is no such account in service
    """
    with db.writing() as session:
        account = _in_service(session, options.login)
        second_factor.lose(session, account.id, datetime.now(UTC))
        print(f"{account.name} ({account.login}) n’a plus de second facteur ; ses connexions sont fermées.")


def _link(options) -> None:
    """:raises Refusal: if there is no such account in service, or the identity is empty or another account's"""
    if not options.subject.strip():
        raise Refusal("Indiquez l’identité à relier.")
    with db.writing() as session:
        account = _in_service(session, options.login)
        federation.link(session, account, options.provider, options.subject, datetime.now(UTC))
        print(f"{account.name} ({account.login}) se connecte aussi avec {options.provider}.")


def _in_service(session: Session, login: str) -> Account:
    wanted = select(Account).where(Account.login == login.strip().casefold(), Account.disabled_at.is_(None))
    account = session.exec(wanted).one_or_none()
    if account is None:
        raise Refusal(f"Aucun compte en service ne s’appelle « {login} ».")
    return account
