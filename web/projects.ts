// The list of projects: forms for new ones, the list itself, and what is done with its rows.
import { Failure } from "./client";
import { complain } from "./notice";
import { ProjectList } from "./projects-list";
import { pickedOf, Picking } from "./projects-pick";

addForms();
const list = new ProjectList();
const refresh = (): Promise<void> => list.refresh();
const picking = new Picking(list, {
  copy: (projects) => void import("./projects-copy").then(({ copyProjects }) => copyProjects(projects, refresh)),
  edit: (projects) => told(import("./projects-table").then(({ editInTable }) => editInTable(projects.map(({ id }) => id), refresh))),
});
for (const button of document.querySelectorAll("[data-create-table]")) {
  button.addEventListener("click", () => told(import("./projects-table").then(({ createInTable }) => createInTable(refresh))));
}
document.querySelector("[data-import]")?.addEventListener("click", () => void import("./projects-import").then(({ importBackup }) => importBackup(refresh)));
document.addEventListener("click", rowMenus);
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" ? document.querySelector<HTMLDetailsElement>("[data-row-menu][open]") : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
showCharts();

// rowMenus closes menus that were left, and archives and restores without leaving the list.
function rowMenus(event: MouseEvent): void {
  const target = event.target as Element;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("[data-row-menu][open]")) if (!menu.contains(target)) menu.open = false;
  const row = target.closest<HTMLElement>("[data-row]");
  const archive = target.closest("[data-archive]");
  const restore = target.closest("[data-restore] button");
  if (!row || (!archive && !restore) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  target.closest<HTMLDetailsElement>("[data-row-menu]")?.removeAttribute("open");
  void (archive ? picking.archive([pickedOf(row)]) : picking.restore([pickedOf(row)]));
}

function told(work: Promise<void>): void {
  work.catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    complain(error.message);
  });
}

// showCharts draws the tables of the panel once it is open, and again with every new list.
function showCharts(): void {
  const panel = document.querySelector<HTMLDetailsElement>("[data-analysis]");
  const draw = async (): Promise<void> => {
    if (!panel?.open) return;
    const { drawTables } = await import("./projects-charts");
    drawTables(panel);
  };
  panel?.addEventListener("toggle", () => void draw());
  list.onShown(() => void draw());
}

// addForms lets the form for new projects take several at once.
function addForms(): void {
  const form = document.querySelector<HTMLFormElement>("[data-projects]");
  const blank = document.querySelector<HTMLTemplateElement>("[data-blank]");
  const entries = form?.querySelector<HTMLElement>("[data-forms]");
  const total = form?.elements.namedItem("form-TOTAL_FORMS");
  if (!form || !blank || !entries || !(total instanceof HTMLInputElement)) return;
  form.querySelector("[data-add]")?.addEventListener("click", () => {
    const number = Number(total.value);
    const entry = blank.content.cloneNode(true) as DocumentFragment;
    for (const element of entry.querySelectorAll("*")) renumber(element, number);
    const shown = entry.querySelector("[data-number]");
    if (shown) shown.textContent = String(number + 1);
    entries.append(entry);
    total.value = String(number + 1);
    form.querySelector<HTMLElement>(`[name="form-${number}-nama"]`)?.focus();
  });
}

function renumber(element: Element, number: number): void {
  for (const name of ["id", "name", "for", "aria-describedby"]) {
    const value = element.getAttribute(name);
    if (value?.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", String(number)));
  }
}
