/** Everything of the tablet in one bundle, for the tests to call, and a page that follows the hooks. */
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";

import * as device from "device.js";
import * as drafts from "drafts.js";
import * as health from "health.js";
import * as lease from "lease.js";
import * as mirror from "mirror.js";
import * as outbox from "outbox.js";
import * as reads from "reads.js";
import * as session from "session.js";
import * as store from "store.js";
import * as sync from "sync.js";
import * as vault from "vault.js";

window.tablet = { ...device, ...reads, ...sync, session, drafts, health, lease, mirror, outbox, store, vault };

function Page() {
  const { phase, error, storage_sentence: storage, unsent } = session.useDevice();
  const visits = mirror.useDocs("visit");
  const drafts_ = drafts.useDrafts();
  return h("dl", null, h("dd", { id: "phase" }, phase), h("dd", { id: "error" }, error), h("dd", { id: "storage" }, storage),
    h("dd", { id: "unsent" }, unsent), h("dd", { id: "visits" }, visits.length), h("dd", { id: "drafts" }, drafts_.length));
}

createRoot(document.querySelector("#page")).render(h(Page));
