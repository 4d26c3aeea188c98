// The library: the list follows what is typed. The server renders it, so that it is the same
// with and without this script; the address always leads back to what is shown.
import { complain } from "./notice";

const pause = 120; // milliseconds after the last key

const form = document.querySelector<HTMLFormElement>("[data-library-search]");
const field = form?.querySelector<HTMLInputElement>("[name=q]");
let asked = 0;
let timer = 0;
let shown = field?.value.trim() ?? "";

if (form && field) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void search(), pause);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void search().then(() => hits()[0]?.focus());
  });
  document.addEventListener("keydown", walk);
}

function hits(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-hit]")];
}

// Arrows walk from the field through the hits, Enter opens one, Escape and "/" lead back.
function walk(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (!field || event.ctrlKey || event.metaKey || event.altKey) return;
  const list = hits();
  const at = list.indexOf(target);
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step !== 0 && (at >= 0 || target === field)) {
    event.preventDefault();
    (at + step < 0 ? field : list[at + step])?.focus();
  } else if ((event.key === "Escape" && at >= 0) || (event.key === "/" && !target.closest("input, textarea, select, dialog"))) {
    event.preventDefault();
    field.focus();
    field.select();
  }
}

// search puts what is found now in place of the list, unless something newer was asked.
async function search(): Promise<void> {
  clearTimeout(timer);
  if (!form || !field || field.value.trim() === shown) return;
  const text = field.value.trim();
  const turn = ++asked;
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value.trim() !== "") values.set(name, value.trim());
  const query = values.toString();
  const address = form.action + (query ? `?${query}` : "");
  const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  if (turn !== asked) return;
  if (!page) {
    complain("Pencarian tidak terjawab. Periksa jaringan, lalu coba lagi.");
    return;
  }
  shown = text;
  replace(page, "[data-library-results]");
  const open = new Set([...document.querySelectorAll<HTMLDetailsElement>("[data-branch][open]")].map(place));
  replace(page, "[data-library-tree]");
  for (const branch of document.querySelectorAll<HTMLDetailsElement>("[data-branch]")) branch.open ||= open.has(place(branch));
  history.replaceState(null, "", address);
}

// place names a branch of the tree, whatever is searched for.
function place(branch: HTMLElement): string {
  const values = new URLSearchParams((branch.dataset["branch"] ?? "").split("?")[1] ?? `sumber=${branch.dataset["branch"]}`);
  values.delete("q");
  return values.toString();
}

function replace(page: Document, selector: string): void {
  const next = page.querySelector(selector);
  if (next) document.querySelector(selector)?.replaceWith(document.adoptNode(next));
}
