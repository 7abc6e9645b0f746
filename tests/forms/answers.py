"""Random drafts of a real grid, sound ones and odd ones, for tests that compare Python and JavaScript."""

import random

FAMILY = {
    "id": "f",
    "persons": [
        {"id": "m", "role": "mere", "first_name": "Samia", "birth_date": "1997-03-02"},
        {
            "id": "k1",
            "role": "enfant",
            "first_name": "Lina",
            "birth_date": "2026-08-30",
            "sex": "F",
            "term_weeks": 34,
            "term_days": 2,
            "birth_weight_g": 2250,
            "measurements": [
                {"kind": "poids", "value": 2400, "taken_at": "2026-09-12T09:00:00.000Z", "doubtful": False},
                {"kind": "poids", "value": 4100, "taken_at": "2026-11-02T09:00:00.000Z", "doubtful": False},
                {"kind": "taille", "value": 52.5, "taken_at": "2026-11-02T09:00:00.000Z", "method": "couche"},
                {"kind": "pc", "value": 36.0, "taken_at": "2026-11-02T09:00:00.000Z", "doubtful": False},
            ],
        },
        {
            "id": "k2",
            "role": "enfant",
            "first_name": "Adam",
            "birth_date": "2024-02-29",
            "sex": "M",
            "term_weeks": 40,
            "term_days": 0,
            "birth_weight_g": 3400,
            "measurements": [
                {"kind": "poids", "value": 9200, "taken_at": "2025-03-01", "doubtful": False},
                {"kind": "taille", "value": 80, "taken_at": "2026-01-05", "method": "couche", "doubtful": False},
                {"kind": "poids", "value": 9900, "taken_at": "2026-01-05", "doubtful": True},
            ],
        },
    ],
    "pregnancies": [{"id": "p", "mother_id": "m", "due_date": "2026-10-09", "parity": 1, "ended_on": "2026-08-30"}],
    "agreements": [{"kind": "accord_vad", "status": "Accordé", "expires_on": None}],
}
CHILDREN = ["k1", "k2"]
CONTEXT = {"on": "2026-11-22", "role": "puericultrice", "family": FAMILY}


def answer(item: dict, chance: random.Random):
    """An answer to one item: none, special, odd or sound."""
    kind = chance.random()
    if kind < 0.2:
        return None
    if kind < 0.3:
        return {"special": chance.choice(["non_aborde", "ne_souhaite_pas_repondre"])}
    if kind < 0.35:
        return {"v": chance.choice([None, "", [], True, 3, "oui"]), "note": "é"}
    codes = [option["code"] for option in item["options"] or []]
    if item["type"] == "multi":
        return {"v": chance.sample(codes, chance.randint(0, min(3, len(codes))))}
    if item["type"] == "echelle":
        return {"v": chance.randint(int(item["min"]), int(item["max"]))}
    if codes:
        return {"v": chance.choice(codes)}
    if item["type"] in ("nombre", "mesure"):
        low, high = item["min"], item["max"]
        value = chance.choice([low, high, round(chance.uniform(low, high), 1), 38, 6, 5200, 57.5, 38.5])
        return {"v": value, "doubtful": chance.random() < 0.1}
    return {"v": "2026-11-22" if item["type"] == "date" else "des mots"}


def draft(grid: dict, chance: random.Random) -> dict:
    """Answers to a whole grid for the visit and for two children."""

    def some(children: bool) -> dict:
        drawn = {k: answer(item, chance) for k, item in grid["items"].items() if item["par_enfant"] is children}
        return {key: given for key, given in drawn.items() if given is not None}

    made = {"answers": some(False), "child_answers": {child: some(True) for child in CHILDREN}, "children": CHILDREN}
    if "n_presents" in grid["items"] and chance.random() < 0.6:
        made["answers"]["n_presents"] = {"v": ["mere"]}
    return made | {"kind": grid["kind"], "forms": grid["forms"]}
