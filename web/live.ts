// Pages that only show: their content follows every change of the project, without a reload.
import { followChanges, onChange, revision } from "./client";

let shown = Number(document.body.dataset["revision"] ?? "0");
let busy = false;

// A page that has nothing to show yet is made anew once there is something.
if (document.querySelector("[data-reload]")) onChange(() => location.reload());
else onChange(() => void follow());
followChanges();
for (const part of document.querySelectorAll<HTMLElement>("main [data-scripted]")) part.hidden = false;

// follow fetches the page until it is at the newest revision.
async function follow(): Promise<void> {
  if (busy) return;
  busy = true;
  while (shown < revision() && (await refresh()));
  busy = false;
}

// refresh puts the content of the page as it is now in place of the present one; false when
// that is not possible now.
async function refresh(): Promise<boolean> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
  if (!answer?.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = Number(fresh.body.dataset["revision"] ?? "0");
  const next = fresh.querySelector("[data-live]");
  const old = document.querySelector("[data-live]");
  if (!next || !old || now <= shown) return false;
  shown = now;
  const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.getAttribute("href") : null;
  old.replaceWith(document.adoptNode(next));
  if (focused) document.querySelector<HTMLElement>(`[data-live] a[href="${CSS.escape(focused)}"]`)?.focus();
  return true;
}
