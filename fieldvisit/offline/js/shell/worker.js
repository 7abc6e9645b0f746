/**
 * The service worker: keeps the shell of the field pages on the tablet and serves it without network.
 * A template: offline/plugin.py fills in the three names in capitals and writes it at /sw.js.
 *
 * It answers GET of the shell only. Anything else – /api/, /_event, any POST, the office's pages while
 * there is network – never passes through it, so it can neither hold back nor repeat what is sent.
 * It never replaces an older worker by itself: the page asks when no draft is open (update.js).
 */
const VERSION = self.__VERSION__;
const FIELD = self.__FIELD__;
/** @type {Record<string, string>} address → SHA-256 of its content */
const SHELL = self.__SHELL__;

const PREFIX = "fieldvisit-shell-";
const CACHE = PREFIX + VERSION;
/** Which page runs on which version: it must outlive the worker, which the browser stops at will. */
const CLIENTS = "fieldvisit-clients";
const OFFLINE = "/hors-ligne.html";
const FALLBACK = "/__spa-fallback.html";
const LIVE = ["/api/", "/_event", "/_upload", "/ping", "/_health"];
const ANY = { ignoreVary: true, ignoreSearch: true };

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data?.type === "activate") event.waitUntil(self.skipWaiting());
  if (event.data?.type === "version") event.source?.postMessage({ type: "version", version: VERSION });
});
self.addEventListener("fetch", (event) => {
  const answer = answerFor(event);
  if (answer) event.respondWith(answer);
});

async function install() {
  const cache = await caches.open(CACHE);
  const older = await olderShells();
  const missing = [];
  for (const [url, digest] of Object.entries(SHELL)) {
    if (!(await keepFrom([cache, ...older], cache, url, digest))) missing.push([url, digest]);
  }
  const fetchNext = async () => {
    for (let next = missing.pop(); next; next = missing.pop()) await fetchInto(cache, ...next);
  };
  await Promise.all(Array.from({ length: 6 }, fetchNext));
  if (!self.registration.active) await self.skipWaiting();
}

/** Copies what an older version already holds under the same digest: an update costs only what changed. */
async function keepFrom(caches_, cache, url, digest) {
  for (const candidate of caches_) {
    const held = await candidate.match(url, ANY);
    if (held?.headers.get("x-shell-digest") === digest) {
      if (candidate !== cache) await cache.put(url, held);
      return true;
    }
  }
  return false;
}

/** @throws when the server answers anything but the listed content: this version is then not installed */
async function fetchInto(cache, url, digest) {
  const answer = await fetch(url, { cache: "no-cache", credentials: "same-origin", redirect: "follow" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  if (Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("") !== digest) {
    throw new Error(`${url} is not the listed one: the server changed meanwhile`);
  }
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "vary", "set-cookie"]) headers.delete(name);
  headers.set("x-shell-digest", digest);
  await cache.put(url, new Response(bytes, { status: 200, headers }));
}

async function activate() {
  await forgetUnused();
  await self.clients.claim();
}

async function olderShells() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  return Promise.all(names.map((name) => caches.open(name)));
}

/** Drops the shells that no open page runs on: a page opened yesterday may still load a chunk of its own version. */
async function forgetUnused() {
  const open = new Set((await self.clients.matchAll({ type: "window", includeUncontrolled: true })).map(({ id }) => id));
  const register = await caches.open(CLIENTS);
  const inUse = new Set([CACHE]);
  for (const request of await register.keys()) {
    const id = new URL(request.url).pathname.slice(1);
    if (open.has(id)) inUse.add(await (await register.match(request)).text());
    else await register.delete(request);
  }
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && !inUse.has(name)) await caches.delete(name);
  }
}

/** @returns {Promise<Response>|null} null leaves the request to the browser */
function answerFor(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return null;
  if (LIVE.some((path) => pathname.startsWith(path)) || pathname === "/sw.js") return null;
  if (request.mode === "navigate") return navigation(event, pathname);
  if (pathname in SHELL || pathname.startsWith("/assets/")) return fromShell(request);
  return null;
}

async function navigation(event, pathname) {
  const page = pathname.length > 1 ? pathname.replace(/\/$/, "") : pathname;
  if (page === FIELD || page.startsWith(`${FIELD}/`)) {
    const cache = await caches.open(CACHE);
    const held = (await cache.match(page, ANY)) ?? (await cache.match(FALLBACK, ANY));
    if (held) {
      event.waitUntil(remember(event.resultingClientId));
      return held;
    }
  }
  try {
    return await fetch(event.request);
  } catch (failure) {
    if (page === "/") return Response.redirect(FIELD);
    const held = await caches.match(OFFLINE, ANY);
    if (held) return held;
    throw failure;
  }
}

async function remember(id) {
  if (!id) return;
  const register = await caches.open(CLIENTS);
  await register.put(`/${id}`, new Response(CACHE));
}

/** This version first, then any other: hashed names never mean two things, and an old page needs its own. */
async function fromShell(request) {
  const held = (await (await caches.open(CACHE)).match(request, ANY)) ?? (await caches.match(request, ANY));
  return held ?? fetch(request);
}
