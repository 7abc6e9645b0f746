"""What is known of the demo county beside its rounds: notices, carnets, supports, orders, and what it makes due.

It comes last, so that families, visits and rounds stay as they were whatever is added here.
"""

import uuid
from datetime import date

from sqlmodel import Session

from fieldvisit.demo import addresses, arrivals, carnets, chance, households, long_ago, orders
from fieldvisit.demo.arrivals import Post
from fieldvisit.demo.help_given import Helping
from fieldvisit.demo.homes_new import ANNOUNCED, BEREAVED, TWICE
from fieldvisit.demo.households import Settled
from fieldvisit.demo.places import COMMUNES
from fieldvisit.due import listing, position, priority


def keep(
    session: Session,
    families: list[Settled],
    sectors: dict[str, uuid.UUID],
    accounts: dict[str, uuid.UUID],
    new_id: chance.Ids,
    today: date,
) -> None:
    new = [
        households.settle(session, number, home, sectors[COMMUNES[home.commune].sector], accounts, new_id, today)
        for number, home in enumerate((BEREAVED, *ANNOUNCED, *TWICE), start=len(families) + 1)
    ]
    bereaved, announced, twice = new[0], new[1 : 1 + len(ANNOUNCED)], new[1 + len(ANNOUNCED) :]
    _one_family(twice)
    session.add_all(arrivals.planned_before(bereaved, accounts, new_id, today))
    addresses.keep(session, sectors)
    post = Post(session, accounts, today)
    post.of_the_known([*families, bereaved])
    session.flush()
    carnets.keep(session, [*families, bereaved], accounts, today)
    helping = Helping(session, accounts, {one.home.name: one for one in families}, today)
    helping.keep()
    orders.keep(session, helping.by_name, accounts, new_id, today)
    arrivals.come(post, announced, twice, bereaved)
    session.flush()
    every = [one.household.id for one in (*families, *new)]
    listing.refresh(session, every, today)
    helping.decide()
    priority.refresh(session, every, today)
    long_ago.keep(session, sectors, accounts, new_id, today)
    _worked_out(session, today)


def _worked_out(session: Session, today: date) -> None:
    """The lists of this day are there: the first server need not work them out again."""
    at = position.held(session)
    at.computed_on = today
    session.add(at)


def _one_family(twice: list[Settled]) -> None:
    """The same mother, door and phone: what shows that the two are one."""
    first, second = twice
    for name in ("address", "lat", "lon", "phone"):
        setattr(second.household, name, getattr(first.household, name))
    second.mother.birth_date, second.mother.phone = first.mother.birth_date, first.mother.phone
