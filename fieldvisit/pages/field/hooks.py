"""The device-store values that the screens are fed by, and the verbs they call. None of them reaches the server."""

from fieldvisit.offline.modules import hook_var, js_fn
from fieldvisit.pages.field import shapes

device = hook_var("device", "session.js", "useDevice", shapes.Device)
link = hook_var("link", "link.js", "useLink", shapes.Link)
view = hook_var("view", "view.js", "useView", shapes.View)
round_ = hook_var("tour", "round.js", "useRound", shapes.Round)
chosen_day = hook_var("chosenDay", "round.js", "useChosenDay", str)
visit = hook_var("visit", "visit.js", "useVisit", shapes.Visit)
reading = hook_var("reading", "visit_place.js", "useReading", str)
place = hook_var("place", "visit_place.js", "usePlace", str)
unplanned = hook_var("unplanned", "unplanned.js", "useUnplanned", shapes.Unplanned)
update = hook_var("update", "update.js", "useUpdate", shapes.Update)
hidden = hook_var("hidden", "discreet.js", "useHidden", bool)


def verb(module: str, name: str, *arguments):
    """A trigger that calls a function of a module of the tablet, with these arguments first."""
    function = js_fn(module, name)
    return function.partial(*arguments) if arguments else function
