"""What the tablet calls a contact, an agreement or the end of a pregnancy is what the office calls it."""

import json
import subprocess
from pathlib import Path

from fieldvisit.families import agreeing, contacting
from fieldvisit.families.contact import Means, Result
from fieldvisit.families.expecting import Outcome

WORDS = Path(__file__).parents[2] / "fieldvisit" / "offline" / "js" / "rules" / "family_words.js"


def test_both_sides_have_the_same_words():
    script = f'import * as words from "{WORDS.as_uri()}"; console.log(JSON.stringify(words));'
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True, timeout=60
    )
    said = json.loads(done.stdout)
    assert said["MEANS"] == {one.value: one.label for one in Means}
    assert said["RESULTS"] == {one.value: one.label for one in Result}
    assert said["POSSIBLE"] == {means.value: [one.value for one in of] for means, of in contacting.RESULTS.items()}
    assert said["READERS"] == contacting.READERS
    assert list(said["READERS"]) == list(contacting.READERS)
    assert said["MOST_WORDS"] == contacting.LONGEST
    assert said["AGREEMENTS"] == {code: [agreeing.KINDS[code], agreeing.SHORT[code]] for code in agreeing.KINDS}
    assert list(said["AGREEMENTS"]) == list(agreeing.KINDS)
    assert said["MODES"] == list(agreeing.MODES)
    assert {said[one] for one in ("GIVEN", "REFUSED", "WITHDRAWN", "UNASKED")} == set(agreeing.Status)
    assert said["OPPOSITION"] == agreeing.OPPOSITION and said["MOST_SCOPE"] == agreeing.LONGEST
    assert said["OUTCOMES"] == {one.value: one.label for one in Outcome}
