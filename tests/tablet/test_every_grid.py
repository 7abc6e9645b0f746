"""Every kind of visit on the real page, without network: each question it shows at first is drawn, each option taps."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.care import CareRelationship
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.forms import catalogue
from fieldvisit.schedule.visit import Visit
from tests.tablet.nurse import Nurse

DOCTOR = "helene.marchand"
KINDS = sorted({kind for code in catalogue.versions() for kind in catalogue.as_document(code)["kinds"]})

#: Taps every choice of every card of the part on screen, waits until the page shows it, and says what did not follow.
WALK = """async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 15)));
  const until = async (holds) => {
    for (let n = 0; n < 200 && !holds(); n++) await painted();
    return holds();
  };
  const seen = {}, wrong = [];
  for (let more = true; more; ) {
    more = false;
    for (const { id } of [...document.querySelectorAll(".card.item")]) {
      const card = () => document.getElementById(id);
      if (seen[id] || !card()) continue;
      more = true;
      const labels = [...card().querySelectorAll(".pill:not(.method)")].map((pill) => pill.textContent);
      const typed = card().querySelectorAll("input:not([type=hidden]), textarea").length;
      seen[id] = { question: card().querySelector("h3").textContent, options: labels.length, typed,
        computed: card().querySelectorAll(".computed").length };
      for (let at = labels.length - 1; at >= 0; at--) { // the first answer stays: « Oui » opens what follows it
        const pill = () => card()?.querySelectorAll(".pill:not(.method)")[at];
        if (!pill()) break;
        if (pill().getAttribute("aria-pressed") !== "true") pill().click();
        if (!(await until(() => pill()?.getAttribute("aria-pressed") === "true"))) wrong.push([id, labels[at]]);
        const problem = card()?.querySelector(".problem:not([hidden])")?.textContent;
        if (problem) wrong.push([id, labels[at], problem]);
        document.querySelector("[role=alertdialog] .button-quiet")?.click();
      }
      if (labels.length) continue;
      const aside = () => card()?.querySelector(".special:not(.suggestion)");
      const special = aside();
      special?.click();
      if (special && !(await until(() => aside()?.getAttribute("aria-pressed") === "true")))
        wrong.push([id, "Non abordé"]);
    }
  }
  return { seen, wrong };
}"""


@pytest.fixture
def visit(county, request) -> str:
    """Today, a visit of this kind for a doctor, in a family with a mother and a child."""
    with db.writing(county.engine()) as session:
        doctor = session.exec(select(Account).where(Account.login == DOCTOR)).one()
        mothers = select(Person.family_id).where(Person.role == Role.MOTHER)
        family = session.exec(
            select(Household)
            .join(Person, Person.family_id == Household.id)
            .where(Person.role == Role.CHILD, Person.deceased_on.is_(None), Household.id.in_(mothers))
            .order_by(Person.birth_date.desc())
        ).first()
        made = Visit(
            family_id=family.id,
            kind=request.param,
            planned_on=date.today(),
            duration_min=30,
            worker_id=doctor.id,
            created_at=datetime.now(UTC),
            created_by=doctor.id,
        )
        session.add(CareRelationship(account_id=doctor.id, family_id=family.id, since=date.today()))
        session.add(made)
        return str(made.id)


@pytest.mark.long
@pytest.mark.parametrize(("visit", "kind"), [(kind, kind) for kind in KINDS], indirect=["visit"], ids=KINDS)
def test_every_question_of_a_grid_is_drawn_and_every_option_taps(county, tablet, visit, kind):
    doctor = Nurse(tablet, DOCTOR)
    doctor.page.set_default_timeout(90_000)
    doctor.prepare()
    county.link.cut()
    doctor.open_visit(visit)
    doctor.start()
    page, seen = doctor.page, {}
    expect(page.locator(".section-link").first).to_be_visible(timeout=20_000)
    for at in range(page.locator(".section-link").count()):
        # By hand of the script: an « Urgent » that an option raised stands over the page until it is answered.
        page.locator(".section-link").nth(at).evaluate("(link) => link.click()")
        page.wait_for_timeout(250)
        found = page.evaluate(WALK)
        assert found["wrong"] == [], at
        seen |= found["seen"]
    grid = catalogue.grid_for(kind)
    always = {
        item["question"]
        for key, item in grid["items"].items()
        if not item["visible_si"]
        and not item["seule"]
        and not grid["sections"][grid["section_of"][key]]["visible_si"]
        and not item.get("roles")
        and item["form"] != "epds"  # the woman answers it in a mode of its own
    }
    assert always <= {each["question"].removesuffix(" (attendu)") for each in seen.values()}
    for each in seen.values():
        assert each["options"] or each["typed"] or each["computed"], each
