// The library and its administration: the list follows what is typed and chosen. The server
// renders it, so that it is the same with and without this script; the address always leads
// back to what is shown.
import { fetchPage, replace } from "./library-page";
import { complain } from "./notice";
import { chooseProject } from "./palette";

const pause = 120; // milliseconds after the last key

const form = document.querySelector<HTMLFormElement>("[data-library-search]");
const field = form?.querySelector<HTMLInputElement>("input[type=search]");
let asked = 0;
let timer = 0;
let shown = query();

if (form && field) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void search(), pause);
  });
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (document.activeElement !== field) return; // a choice changes the whole page
    event.preventDefault();
    void search().then(() => hits()[0]?.focus());
  });
  document.addEventListener("keydown", walk);
}

// An analysis is taken on the work list of a project, where its place is chosen.
document.querySelector<HTMLElement>("[data-use]")?.addEventListener("click", ({ currentTarget }) => {
  const kode = (currentTarget as HTMLElement).dataset["use"] ?? "";
  chooseProject("Pakai di proyek", (project) => `/detail_project/${project}/list-pekerjaan/#pustaka=${encodeURIComponent(kode)}`);
});

function hits(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-hit]")];
}

// query is what the form asks for.
function query(): string {
  const values = new URLSearchParams();
  for (const [name, value] of form ? new FormData(form) : []) if (typeof value === "string" && value.trim() !== "") values.set(name, value.trim());
  return values.toString();
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
  const now = query();
  if (!form || now === shown) return;
  const turn = ++asked;
  const address = form.action.split("?")[0] + (now ? `?${now}` : "");
  const page = await fetchPage(address);
  if (turn !== asked) return;
  if (!page) {
    complain("Pencarian tidak terjawab. Periksa jaringan, lalu coba lagi.");
    return;
  }
  shown = now;
  replace(page.content, "[data-library-results]");
  const open = new Set([...document.querySelectorAll<HTMLDetailsElement>("[data-branch][open]")].map(place));
  replace(page.content, "[data-library-tree]");
  for (const branch of document.querySelectorAll<HTMLDetailsElement>("[data-branch]")) branch.open ||= open.has(place(branch));
  history.replaceState(null, "", address);
}

// place names a branch of the tree, whatever is searched for.
function place(branch: HTMLElement): string {
  const values = new URLSearchParams((branch.dataset["branch"] ?? "").split("?")[1] ?? `sumber=${branch.dataset["branch"]}`);
  values.delete("q");
  return values.toString();
}
