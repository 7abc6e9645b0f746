/** The login form: sends itself by fetch, says the refusal, or goes where the answer says. */
import { createElement, useEffect, useState } from "react";

/** A link to each national provider that this server is configured for; without network, or without any, nothing. */
export function Providers() {
  const [open, setOpen] = useState([]);
  useEffect(() => {
    const query = location.search;
    fetch("/api/oidc", { cache: "no-store" })
      .then((answer) => (answer.ok ? answer.json() : { providers: [] }))
      .then(({ providers }) => setOpen(providers.map(({ label, href }) => ({ label, href: href + query }))))
      .catch(() => null);
  }, []);
  return open.map(({ label, href }) =>
    createElement("a", { key: label, href, className: "button button-wide" }, `Se connecter avec ${label}`),
  );
}

/** @param {{login: string, password: string}} typed */
export async function sendLogin(typed) {
  const form = document.getElementById("login-form");
  const said = document.getElementById("login-said");
  const button = form.querySelector("button[type=submit]");
  const fields = { ...typed, next: new URLSearchParams(location.search).get("next") ?? "" };
  button.disabled = true;
  said.hidden = true;
  try {
    const answer = await fetch("/api/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    const content = await answer.json();
    if (!answer.ok) return say(said, content.sentence);
    if (content.choices) return offer(form, content);
    location.assign(content.next);
  } catch {
    say(said, "Pas de réseau : la connexion a besoin du serveur. Réessayez dès que vous captez.");
  } finally {
    button.disabled = false;
  }
}

/** @param {HTMLElement} said @param {string} sentence */
function say(said, sentence) {
  said.textContent = sentence;
  said.hidden = false;
}

/** Shows the two places where a field worker may go. @param {HTMLFormElement} form */
function offer(form, { account, choices }) {
  const box = document.getElementById("login-choices");
  document.getElementById("login-title").textContent = `Bonjour ${account.name}`;
  box.replaceChildren(
    ...choices.map(({ href, label }, rank) => {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = label;
      link.className = `button button-wide${rank === 0 ? " button-primary" : ""}`;
      return link;
    }),
  );
  form.hidden = true;
  box.hidden = false;
  box.firstElementChild.focus();
}
