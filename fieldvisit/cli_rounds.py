"""``fieldvisit rounds …``: a planning problem solved from a terminal, by the very solver of the board."""

import json
import sys
from pathlib import Path

from fieldvisit.rounds import exchange, objective, running, why
from fieldvisit.rounds.search import Effort
from fieldvisit.rounds.wording import lasting
from fieldvisit.words import Refusal, french


def mount(commands) -> None:
    rounds = commands.add_parser("rounds", help="tournées").add_subparsers(required=True, metavar="action")
    solving = rounds.add_parser("solve", help="planifie les visites d’un fichier JSON (format d’échange)")
    solving.add_argument("problem", type=Path, metavar="PROBLEME.json")
    solving.add_argument("--seconds", type=float, default=30.0, help="temps de calcul (30 par défaut)")
    solving.add_argument("--out", type=Path, required=True, metavar="PLAN.json", help="où écrire le plan")
    solving.add_argument("--processes", type=int, help="combien de processus ; tous les cœurs par défaut")
    solving.add_argument("--seed", type=int, default=0, help="graine du hasard")
    solving.add_argument("--why", action="store_true", help="dit pourquoi chaque visite est restée sans place")
    solving.set_defaults(do=_solve)


def _solve(options) -> None:
    """Exit status: 0 when a whole search ended, 1 when it failed; the best plan known is written in both cases.

    Ctrl-C stops the search and keeps what it has.
    """
    if not 0 < options.seconds <= 3600:
        raise Refusal("« --seconds » : entre 1 et 3600.")
    problem = exchange.read(options.problem)
    for visit in problem.visits:
        if visit.approximate:
            print(f"{visit.name} : sans coordonnées, placée au centre de sa commune.", file=sys.stderr)
    run = running.start(problem, effort=Effort(options.seconds, options.processes, seed=options.seed))
    outcome = _followed(run)
    if outcome.plan is None:
        raise Refusal(outcome.sentence)
    try:
        options.out.write_text(json.dumps(exchange.written(outcome.plan)), encoding="utf-8")
    except OSError:
        raise Refusal(f"Le fichier {options.out} ne peut pas être écrit.") from None
    if outcome.found is None:
        raise Refusal(outcome.sentence)
    _tell(outcome.found, options.why)


def _followed(run: running.Run) -> running.Outcome:
    live = sys.stderr.isatty()
    while run.running:
        try:
            run.wait(0.5)
            if live and run.progress is not None:
                one = run.progress
                print(
                    f"\r{one.seconds:5.1f} s  {one.placed}/{one.visits} visites  {one.km:.0f} km  coût {one.best}   ",
                    end="",
                    file=sys.stderr,
                )
        except KeyboardInterrupt:
            run.stop()
    if live:
        print(file=sys.stderr)
    return run.result()


def _tell(found, reasons: bool) -> None:
    bill = objective.bill(found.hours, found.plan)
    for remark in [*found.remarks, *(sentence for _, sentence in found.refused)]:
        print(remark, file=sys.stderr)
    print(f"{bill.placed} visites placées sur {len(found.problem.visits)}, coût {bill.total}.")
    print(f"{french(round(bill.km, 1))} km ({found.hours.matrix.label}), {lasting(bill.driving)} de route.")
    for priority, many in sorted(bill.left_out.items()):
        print(f"  sans place, priorité {priority} : {many}")
    if reasons:
        placed = found.plan.placed()
        for visit in found.problem.visits:
            if visit.id not in placed:
                print(f"  {visit.name} : {why.left_out(found.hours, found.plan, visit.id, ways=False).sentence}")
