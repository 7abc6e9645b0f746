"""The device-store values that the screens are fed by, and the verbs they call. None of them reaches the server."""

from fieldvisit.offline.modules import hook_var, js_fn
from fieldvisit.pages.field import shapes

device = hook_var("device", "store/session.js", "useDevice", shapes.Device)
link = hook_var("link", "screens/link.js", "useLink", shapes.Link)
view = hook_var("view", "screens/view.js", "useView", shapes.View)
round_ = hook_var("tour", "screens/round.js", "useRound", shapes.Round)
chosen_day = hook_var("chosenDay", "screens/round.js", "useChosenDay", str)
visit = hook_var("visit", "screens/visit.js", "useVisit", shapes.Visit)
versions = hook_var("versions", "screens/versions.js", "useVersions", shapes.Versions)
elsewhere = hook_var("elsewhere", "screens/elsewhere_list.js", "useElsewhere", shapes.Drafts)
looking = hook_var("looking", "screens/elsewhere_list.js", "useLooking", str)
urgent = hook_var("urgent", "screens/urgent.js", "useUrgent", shapes.Urgent)
panel_keys = hook_var("panelKeys", "screens/urgent.js", "usePanelKeys", str)
reading = hook_var("reading", "screens/visit_place.js", "useReading", str)
place = hook_var("place", "screens/visit_place.js", "usePlace", str)
pictures = hook_var("pictures", "screens/pictures_view.js", "usePictures", shapes.Pictures)
large = hook_var("large", "screens/pictures_view.js", "useLarge", shapes.Picture)
pad = hook_var("pad", "screens/signature.js", "usePad", shapes.Pad)
canvas = hook_var("canvas", "screens/signature.js", "useCanvas", str)
unplanned = hook_var("unplanned", "screens/unplanned.js", "useUnplanned", shapes.Unplanned)
household = hook_var("foyer", "screens/household.js", "useHousehold", shapes.HouseholdForm)
carnet = hook_var("carnet", "screens/carnet.js", "useCarnet", shapes.Carnet)
update = hook_var("update", "shell/update.js", "useUpdate", shapes.Update)
withdrawn = hook_var("withdrawn", "screens/withdrawn.js", "useWithdrawn", shapes.Withdrawn)
hidden = hook_var("hidden", "screens/discreet.js", "useHidden", bool)


def verb(module: str, name: str, *arguments):
    """A trigger that calls a function of a module of the tablet, with these arguments first."""
    function = js_fn(module, name)
    return function.partial(*arguments) if arguments else function
