"""Two versions of one visit put together, run by Node on the very module of the tablet."""

from tests import twins

WORK = """
import { differs, withMissing } from "{js}/screens/visit_joined.js";
const empty = { notes: [], answers: {}, child_answers: {}, children: [], outcome_detail: {} };
export default ([here, there]) => {
  const joined = withMissing({ ...empty, referrals: here }, { ...empty, referrals: there }, "2026-11-23T09:00:00.000Z");
  return [joined.referrals ?? [], differs(joined, { ...empty, referrals: there })];
};
"""


def said(code="laep", state="", words="", to=None, sources=()) -> dict:
    return {"code": code, "child_id": None, "state": state, "to": to, "words": words, "sources": list(sources)}


def joined(here: list, there: list):
    [found] = twins.in_node(WORK, [[here, there]])
    return found


def test_the_words_of_a_referral_come_from_the_other_version_when_here_are_none():
    here, there = said(state="acceptee"), said(state="acceptee", words="Mme Roy, jeudi")
    assert joined([here], [there]) == [[there], False]


def test_an_answer_not_given_here_comes_from_the_other_version_with_what_was_put_in_its_place():
    here = said(words="lundi", sources=[{"item": "I4", "rule": None}])
    there = said(state="acceptee", to="cpam", sources=[{"item": "F7", "rule": None}])
    [[one], differs] = joined([here], [there])
    assert (one["state"], one["to"], one["words"], differs) == ("acceptee", "cpam", "lundi", False)
    assert [each["item"] for each in one["sources"]] == ["I4", "F7"]


def test_nothing_said_here_changes_and_what_the_other_says_otherwise_is_told():
    here, there = said(state="refusee", words="plus tard"), said(state="acceptee", words="lundi")
    assert joined([here], [there]) == [[here], True]
    assert joined([here], [said(state="refusee", words="lundi")]) == [[here], True]


def test_a_referral_that_only_the_other_version_has_comes_whole():
    other = said("mdph", "acceptee", "jeudi")
    assert joined([said(state="refusee")], [other]) == [[said(state="refusee"), other], False]
