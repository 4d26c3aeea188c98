// The content of a page that the server renders, [data-live], kept at the newest revision of
// the project without a reload.
import { followChanges, onChange, revision } from "./client";

let shown = Number(document.body.dataset["revision"] ?? "0");
let busy = false;

// followContent renews the content at every change of the project.
export function followContent(): void {
  onChange(() => void follow());
  followChanges();
}

const firstPause = 2_000; // milliseconds
const longestPause = 30_000;
const mostAttempts = 20; // then the next change of the project, or a reload, is waited for

// follow renews the content until it is at the newest revision. A server that does not answer
// at the moment is asked again after growing, scattered pauses.
async function follow(attempt = 1): Promise<void> {
  if (busy) return;
  busy = true;
  while (shown < revision() && (await renewContent()));
  busy = false;
  if (shown >= revision() || attempt >= mostAttempts) return;
  setTimeout(() => void follow(attempt + 1), Math.min(firstPause * 2 ** (attempt - 1), longestPause) * (0.5 + Math.random()));
}

// renewContent puts the content of the page as it is now in place of the present one, also at
// the same revision when asked for anew; false when that is not possible now.
export async function renewContent(anew = false): Promise<boolean> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
  if (!answer?.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = Number(fresh.body.dataset["revision"] ?? "0");
  const next = fresh.querySelector("[data-live]");
  const old = document.querySelector("[data-live]");
  if (!next || !old || now < shown || (now === shown && !anew)) return false;
  shown = now;
  const focused = focusMark();
  for (const part of next.querySelectorAll<HTMLElement>("[data-scripted]")) part.hidden = false;
  old.replaceWith(document.adoptNode(next));
  if (focused) document.querySelector<HTMLElement>(`[data-live] ${focused}`)?.focus();
  return true;
}

// focusMark finds by what the element with the focus is known in the content to come.
function focusMark(): string {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !active.closest("[data-live]")) return "";
  const name = active.dataset["focus"];
  if (name) return `[data-focus="${CSS.escape(name)}"]`;
  const address = active.getAttribute("href");
  return address ? `a[href="${CSS.escape(address)}"]` : "";
}
