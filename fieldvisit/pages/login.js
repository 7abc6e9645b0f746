/** The login form: sends itself by fetch, asks for the second factor, says the refusal, or goes where the answer says. */
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

const part = (name) => document.getElementById(`login-${name}`);

/** @param {{login: string, password: string, code: string}} typed */
export async function sendLogin(typed) {
  const form = part("form");
  const said = part("said");
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
    if (content.second_step) askForCode(content);
    if (!answer.ok) return content.second_step && !typed.code ? undefined : say(said, content.sentence);
    if (content.codes) return giveCodes(form, content);
    go(form, content);
  } catch {
    say(said, "Pas de réseau : la connexion a besoin du serveur. Réessayez dès que vous captez.");
  } finally {
    button.disabled = false;
  }
}

/** A recovery code has letters too. */
export function useRecoveryCode() {
  const field = codeField();
  field.inputMode = "text";
  field.placeholder = "XXXX-XXXX-XXXX-XXXX";
  field.value = "";
  field.focus();
}

/** Another login, another password. */
export const beginAgain = () => location.reload();

const codeField = () => part("code").querySelector("input");

/** @param {HTMLElement} said @param {string} sentence */
function say(said, sentence) {
  said.textContent = sentence;
  said.hidden = false;
}

/**
 * The password was right. What is typed already stays in the form and is sent again with the code.
 * @param {{second_step: "code" | "set_up", square?: string, key?: string, address?: string}} asked
 */
function askForCode({ second_step, square, key, address }) {
  const fresh = part("code").hidden;
  part("title").textContent = second_step === "set_up" ? "Activer le second facteur" : "Second facteur";
  part("pair").hidden = part("providers").hidden = true;
  part("code").hidden = part("again").hidden = false;
  part("set-up").hidden = second_step !== "set_up";
  part("recovery").hidden = second_step === "set_up";
  if (square) {
    part("square").src = square;
    part("key").textContent = key;
    part("address").href = address;
  }
  const field = codeField();
  field.required = true;
  if (!fresh) field.select();
  else if (second_step !== "set_up") field.focus();
}

/** @param {HTMLFormElement} form @param {{codes: string[]}} content */
function giveCodes(form, content) {
  form.hidden = true;
  part("title").textContent = "Second facteur activé";
  part("recovery-codes").replaceChildren(
    ...content.codes.map((code) => Object.assign(document.createElement("li"), { textContent: code })),
  );
  part("noting").hidden = false;
  part("noted").onclick = () => {
    part("noting").hidden = true;
    go(form, content);
  };
}

/** @param {HTMLFormElement} form */
function go(form, content) {
  if (content.choices) offer(form, content);
  else location.assign(content.next);
}

/** Shows the two places where a field worker may go. @param {HTMLFormElement} form */
function offer(form, { account, choices }) {
  const box = part("choices");
  part("title").textContent = `Bonjour ${account.name}`;
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
