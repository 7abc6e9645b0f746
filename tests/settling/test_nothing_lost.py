"""Whatever the order in which two tablets and the office change a household: every value typed is kept."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from fieldvisit.families import correction
from fieldvisit.families.correction import HouseholdChange
from fieldvisit.families.household import Household

FIELDS = ("phone", "city", "languages")
WHO = ("claire", "ines", "helene")
#: Who writes what, and which of the values known so far she had seen: the first, the last, or none of them.
EDIT = st.tuples(st.sampled_from(WHO), st.sampled_from(FIELDS), st.text("ab é", max_size=3), st.integers(0, 2))
CHOICE = st.tuples(st.booleans(), st.booleans())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDIT, min_size=1, max_size=8), choices=st.lists(CHOICE, max_size=8))
def test_every_value_ever_typed_is_in_force_or_in_a_kept_version(engine, cast, now, today, edits, choices):
    with Session(engine.execution_options(writes=True)) as session:
        home = session.get_one(Household, cast.benali.id)
        known = {name: [getattr(home, name)] for name in FIELDS}
        typed = {(name, values[0]) for name, values in known.items()}
        for who, field, value, seen in edits:
            before = {0: known[field][0], 1: known[field][-1], 2: "jamais vu"}[seen]
            correction.correct(session, cast.actor(who), home.id, {field: value}, {field: before}, now)
            known[field].append(value)
            typed.add((field, value))
        waiting = [one.id for one, *_ in correction.open_conflicts(session, cast.actor("helene"), today)]
        for change_id, (decided, take) in zip(waiting, choices, strict=False):
            if decided:
                correction.settle(session, cast.actor("helene"), change_id, take, "vu", now, today)
        changes = session.exec(select(HouseholdChange).where(HouseholdChange.family_id == home.id)).all()
        kept = {(one.field, value) for one in changes for value in (one.after, one.found)}
        kept |= {(name, getattr(home, name)) for name in FIELDS}
        assert typed <= kept
        for name in FIELDS:  # and nobody's value was overwritten without having been seen, or chosen
            held = [one for one in changes if one.field == name and one.applied]
            assert all(one.before == one.found or one.after == one.found for one in held)
        session.rollback()
