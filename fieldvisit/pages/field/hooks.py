"""The device-store values that the screens are fed by, and the verbs they call. None of them reaches the server."""

from reflex.vars.function import ArgsFunctionOperation

from fieldvisit.offline.modules import hook_var, js_fn
from fieldvisit.pages.field import session_shapes, shapes

device = hook_var("device", "store/session.js", "useDevice", shapes.Device)
own_key = hook_var("ownKey", "screens/own_key.js", "useOwnKey", shapes.OwnKey)
link = hook_var("link", "screens/link.js", "useLink", shapes.Link)
view = hook_var("view", "screens/view.js", "useView", shapes.View)
round_ = hook_var("tour", "screens/round.js", "useRound", shapes.Round)
chosen_day = hook_var("chosenDay", "screens/round.js", "useChosenDay", str)
visit = hook_var("visit", "screens/visit.js", "useVisit", shapes.Visit)
versions = hook_var("versions", "screens/versions.js", "useVersions", shapes.Versions)
elsewhere = hook_var("elsewhere", "screens/elsewhere_list.js", "useElsewhere", shapes.Drafts)
looking = hook_var("looking", "screens/elsewhere_list.js", "useLooking", str)
urgent = hook_var("urgent", "screens/urgent.js", "useUrgent", shapes.Urgent)
outcome = hook_var("outcome", "screens/outcome.js", "useOutcome", shapes.Outcome)
synthesis = hook_var("synthese", "screens/synthesis.js", "useSynthesis", shapes.Synthesis)
panel_keys = hook_var("panelKeys", "screens/urgent.js", "usePanelKeys", str)
reading = hook_var("reading", "screens/visit_place.js", "useReading", str)
place = hook_var("place", "screens/visit_place.js", "usePlace", str)
pictures = hook_var("pictures", "screens/pictures_view.js", "usePictures", shapes.Pictures)
large = hook_var("large", "screens/pictures_view.js", "useLarge", shapes.Picture)
pad = hook_var("pad", "screens/signature.js", "usePad", shapes.Pad)
canvas = hook_var("canvas", "screens/signature.js", "useCanvas", str)
unplanned = hook_var("unplanned", "screens/unplanned.js", "useUnplanned", shapes.Unplanned)
school = hook_var("ecole", "screens/school.js", "useSchool", shapes.School)
to_do = hook_var("toDo", "screens/to_do.js", "useToDo", shapes.ToDo)
due_noting = hook_var("dueNoting", "screens/due_noting.js", "useDueNoting", shapes.DueNoting)
household = hook_var("foyer", "screens/household.js", "useHousehold", shapes.HouseholdForm)
dossier = hook_var("dossier", "screens/dossier.js", "useDossier", shapes.Dossier)
contact = hook_var("contact", "screens/contact.js", "useContact", shapes.ContactForm)
concern = hook_var("inquietude", "screens/concern.js", "useConcern", shapes.ConcernForm)
carnet = hook_var("carnet", "screens/carnet.js", "useCarnet", shapes.Carnet)
growth = hook_var("croissance", "screens/growth.js", "useGrowthScreen", shapes.GrowthScreen)
striking = hook_var("rature", "screens/striking.js", "useStriking", shapes.MeasureStriking)
update = hook_var("update", "shell/update.js", "useUpdate", shapes.Update)
withdrawn = hook_var("withdrawn", "screens/withdrawn.js", "useWithdrawn", shapes.Withdrawn)
talk = hook_var("talk", "screens/interview.js", "useTalk", str)
handed = hook_var("handed", "screens/handed.js", "useHanded", shapes.Handed)
held = hook_var("held", "screens/handed.js", "useHeld", str)
clock = hook_var("clock", "screens/discreet.js", "useClock", shapes.Clock)
session = hook_var("seance", "screens/session.js", "useSession", session_shapes.SessionScreen)
session_place = hook_var("seancePlace", "screens/session_view.js", "useSessionPlace", str)
running = hook_var("enCours", "screens/session_running.js", "useRunning", session_shapes.RunningSession)
week = hook_var("semaine", "screens/session_week.js", "useWeek", session_shapes.SessionWeek)
hidden = hook_var("hidden", "screens/discreet.js", "useHidden", bool)


def tap(module: str, name: str, *arguments) -> ArgsFunctionOperation:
    """``on_click`` that calls a function of a module of the tablet with these arguments and nothing after them.

    Reflex would add what it says of the tap, which a function with an optional argument takes for that argument.
    """
    return ArgsFunctionOperation.create((), js_fn(module, name).call(*arguments))


def verb(module: str, name: str, *arguments):
    """A trigger that calls a function of a module of the tablet, with these arguments first and the event last."""
    function = js_fn(module, name)
    return function.partial(*arguments) if arguments else function
