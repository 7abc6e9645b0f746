/** Everything of the tablet in one bundle, for the tests to call, and a page that follows the hooks. */
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";

import * as ownKey from "store/authenticator.js";
import * as backups from "sync/backups.js";
import * as clock from "store/clock.js";
import * as device from "store/device.js";
import * as drafts from "store/drafts.js";
import * as elsewhere from "sync/elsewhere.js";
import * as elsewhereList from "screens/elsewhere_list.js";
import * as health from "store/health.js";
import * as lease from "store/lease.js";
import * as mirror from "store/mirror.js";
import * as outbox from "sync/outbox.js";
import * as reads from "store/reads.js";
import * as session from "store/session.js";
import * as store from "store/store.js";
import * as sync from "sync/sync.js";
import * as vault from "store/vault.js";
import * as agreement from "screens/agreement.js";
import * as answers from "screens/answers.js";
import * as contact from "screens/contact.js";
import * as dossier from "screens/dossier.js";
import * as gate from "screens/gate.js";
import * as household from "screens/household.js";
import * as link from "screens/link.js";
import * as school from "screens/school.js";
import * as session_ from "screens/session.js";
import * as sessionClock from "screens/session_clock.js";
import * as sessionDraft from "screens/session_draft.js";
import * as sessionJoined from "screens/session_joined.js";
import * as sessionHours from "rules/session_hours.js";
import * as sessionKinds from "screens/session_kinds.js";
import * as sessionRunning from "screens/session_running.js";
import * as sessionWeek from "screens/session_week.js";
import * as round from "screens/round.js";
import * as dueLines from "screens/due_lines.js";
import * as dueNoting from "screens/due_noting.js";
import * as toDo from "screens/to_do.js";
import * as unplanned from "screens/unplanned.js";
import * as discreet from "screens/discreet.js";
import * as handed from "screens/handed.js";
import * as interview from "screens/interview.js";
import * as growth from "screens/growth.js";
import * as striking from "screens/striking.js";
import * as talks from "screens/talks.js";
import * as view from "screens/view.js";
import * as versions from "screens/versions.js";
import * as visit from "screens/visit.js";
import * as album from "pictures/album.js";
import * as blobs from "sync/blobs.js";
import * as outcome from "screens/outcome.js";
import * as synthesis from "screens/synthesis.js";
import * as pictures from "screens/pictures.js";
import { useLarge, usePictures } from "screens/pictures_view.js";
import * as prepare from "pictures/prepare.js";
import * as signature from "screens/signature.js";
import * as urgent from "screens/urgent.js";
import * as withdrawn from "screens/withdrawn.js";
import { earlierRecords } from "screens/visit_context.js";
import { useReading } from "screens/visit_place.js";

const screens = {
  ...answers, ...round, ...visit, ...pictures, ...signature, addUnplanned: unplanned, versions, elsewhereList, ...view,
  dueLines, dueNoting, toDo, talks, ...handed, itemNote: answers.noteTyped, ...interview, hide: discreet.hide, show: discreet.show,
  ...withdrawn, ...urgent, pickAccount: gate.pickAccount, earlierRecords,
  seance: session_, sessionRunning, sessionWeek, sessionHours, sessionKinds, sessionClock, sessionDraft, sessionJoined,
  agreement, contact, dossier, household, outcome, synthesis, school, growth, striking,
};
window.tablet = {
  ...device, ...reads, ...sync, session, clock, drafts, backups, elsewhere, health, lease, mirror, outbox, store, vault,
  screens, album, blobs, prepare, ownKey,
};
/** Promises that nobody caught: Reflex takes them for faults of the page. */
window.uncaught = [];
addEventListener("unhandledrejection", ({ reason }) => window.uncaught.push(String(reason)));

function Page() {
  const { phase, error, storage_sentence: storage, unsent } = session.useDevice();
  const visits = mirror.useDocs("visit");
  const drafts_ = drafts.useDrafts();
  return h("dl", null, h("dd", { id: "phase" }, phase), h("dd", { id: "error" }, error), h("dd", { id: "storage" }, storage),
    h("dd", { id: "unsent" }, unsent), h("dd", { id: "visits" }, visits.length), h("dd", { id: "drafts" }, drafts_.length));
}

const Reading = () => useReading() || null;
/** The open form of an interview, whose time runs. */
const Talk = () => interview.useTalk() || null;

/** What the screens would show, while the vault is open. */
function Screens() {
  window.shown = {
    ...window.shown, round: round.useRound(), visit: visit.useVisit(), link: link.useLink(), versions: versions.useVersions(),
    elsewhere: elsewhereList.useElsewhere(), pictures: usePictures(), large: useLarge(), pad: signature.usePad(),
    urgent: urgent.useUrgent(), toDo: toDo.useToDo(), noting: dueNoting.useDueNoting(),
    contact: contact.useContact(), school: school.useSchool(), dossier: dossier.useDossier(), growth: growth.useGrowthScreen(), striking: striking.useStriking(), hidden: discreet.useHidden(), handed: handed.useHanded(),
    outcome: outcome.useOutcome(), synthesis: synthesis.useSynthesis(),
    session: session_.useSession(), running: sessionRunning.useRunning(), week: sessionWeek.useWeek(),
  };
  const talks_ = window.shown.visit.stage === "open" && window.shown.visit.interview;
  return ["visite", "seance"].includes(view.useView().name) && h("div", null, h(Reading), talks_ && h(Talk));
}

/** What a withdrawn tablet would show. */
function Outside() {
  window.shown = { ...window.shown, withdrawn: withdrawn.useWithdrawn() };
  return null;
}

const Opened = () => session.useDevice().phase === "open" && h(Screens);

createRoot(document.createElement("div")).render(h(Opened));
createRoot(document.createElement("div")).render(h(Outside));
createRoot(document.querySelector("#page")).render(h(Page));
