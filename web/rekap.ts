// Rekap RAB: folding, searching, and following changes. All figures come from the server;
// nothing here computes.
import { onChange, project, revision } from "./client";
import { told } from "./form";
import { watchUndo } from "./history";
import { complain, say as notify } from "./notice";
import { editPolicy } from "./rekap-policy";

interface Item {
  row: HTMLElement;
  text: string;
  gap: boolean;
}

interface Sub {
  heading: Heading;
  items: Item[];
}

interface Heading {
  row: HTMLElement;
  button: HTMLButtonElement;
  id: string;
  text: string;
}

interface Group {
  heading: Heading;
  subs: Sub[];
}

const foldedKey = `takar-rekap-${project}`;

let groups: Group[] = [];
let folded = rememberedFolds();
let query = "";
let onlyGaps = false;
let shown = revision(); // that the page shows
let reading = false;
let turn: (path: "undo/" | "redo/") => void = () => undefined;

start();
leadToRow();
addEventListener("hashchange", leadToRow);
document.addEventListener("keydown", onKey);
onChange(() => void follow());
if (document.querySelector("[data-policy-dialog]")) {
  turn = watchUndo({ before: () => Promise.resolve(), after: follow, say: notify, complain: (failure) => complain(failure.message) });
}

// start takes hold of the table, at first and after it was replaced.
function start(): void {
  const root = document.querySelector<HTMLElement>("[data-rekap]");
  if (!root) return;
  for (const part of root.querySelectorAll<HTMLElement>("[data-scripted]")) part.hidden = false;
  groups = readGroups(root);
  const search = root.querySelector<HTMLInputElement>("[data-search]");
  if (search) {
    search.value = query;
    search.addEventListener("input", () => {
      query = search.value;
      show();
    });
  }
  on(root, "[data-open-all]", () => fold(new Set()));
  on(root, "[data-close-all]", () => fold(new Set(headings().map((heading) => heading.id))));
  for (const button of root.querySelectorAll("[data-policy]")) button.addEventListener("click", () => void editPolicy(() => turn("undo/")).catch(told));
  on(root, "[data-print]", () => print());
  const gaps = root.querySelector<HTMLElement>("[data-gaps]");
  onlyGaps = onlyGaps && gaps !== null;
  gaps?.setAttribute("aria-pressed", String(onlyGaps));
  gaps?.addEventListener("click", () => {
    onlyGaps = !onlyGaps;
    gaps.setAttribute("aria-pressed", String(onlyGaps));
    show();
  });
  show();
}

function on(root: HTMLElement, selector: string, act: () => void): void {
  root.querySelector(selector)?.addEventListener("click", act);
}

function readGroups(root: HTMLElement): Group[] {
  const list: Group[] = [];
  for (const row of root.querySelectorAll<HTMLElement>("tbody > tr")) {
    const level = row.dataset["level"];
    const group = list.at(-1);
    const sub = group?.subs.at(-1);
    if (level === "0") list.push({ heading: readHeading(row), subs: [] });
    else if (level === "1") group?.subs.push({ heading: readHeading(row), items: [] });
    else sub?.items.push({ row, text: searchable(row), gap: row.dataset["gap"] !== undefined });
  }
  return list;
}

function readHeading(row: HTMLElement): Heading {
  const button = row.querySelector<HTMLButtonElement>(".fold");
  if (!button) throw new Error("a heading without its button");
  const id = row.dataset["heading"] ?? "";
  button.disabled = false;
  button.addEventListener("click", () => setFolded(id, !folded.has(id)));
  return { row, button, id, text: (button.textContent ?? "").toLowerCase() };
}

function searchable(row: HTMLElement): string {
  const cells = row.querySelectorAll(".c-name, .c-kode");
  return Array.from(cells, (cell) => cell.textContent ?? "").join(" ").toLowerCase();
}

// show hides what is folded away or does not match. A search looks into folded headings
// too, and never touches the lines at the foot.
function show(): void {
  const wanted = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const some = narrowed();
  const matches = (item: Item, above: string): boolean =>
    (!onlyGaps || item.gap) && wanted.every((word) => item.text.includes(word) || above.includes(word));
  let found = 0;
  let all = 0;
  for (const group of groups) {
    const groupFolded = !some && folded.has(group.heading.id);
    let inGroup = 0;
    for (const sub of group.subs) {
      const above = `${group.heading.text} ${sub.heading.text}`;
      const subFolded = groupFolded || (!some && folded.has(sub.heading.id));
      let inSub = 0;
      for (const item of sub.items) {
        const hit = !some || matches(item, above);
        if (hit) inSub++;
        item.row.hidden = !hit || subFolded;
      }
      all += sub.items.length;
      inGroup += inSub;
      sub.heading.row.hidden = groupFolded || (some && inSub === 0);
      sub.heading.button.setAttribute("aria-expanded", String(!subFolded));
    }
    found += inGroup;
    group.heading.row.hidden = some && inGroup === 0;
    group.heading.button.setAttribute("aria-expanded", String(!groupFolded));
  }
  say(some ? `${found} dari ${all} pekerjaan ditampilkan` : "");
}

// narrowed reports whether only a part of the table is asked for.
function narrowed(): boolean {
  return query.trim() !== "" || onlyGaps;
}

function say(text: string): void {
  const said = document.querySelector("[data-said]");
  if (said && said.textContent !== text) said.textContent = text;
}

function headings(): Heading[] {
  return groups.flatMap((group) => [group.heading, ...group.subs.map((sub) => sub.heading)]);
}

function setFolded(id: string, away: boolean): void {
  if (narrowed()) return; // a search shows what it found, folded or not
  const next = new Set(folded);
  if (away) next.add(id);
  else next.delete(id);
  fold(next);
}

function fold(next: Set<string>): void {
  folded = next;
  try {
    localStorage.setItem(foldedKey, [...folded].join(" "));
  } catch {
    // storage is switched off: folded for this visit
  }
  show();
}

function rememberedFolds(): Set<string> {
  try {
    return new Set((localStorage.getItem(foldedKey) ?? "").split(" ").filter(Boolean));
  } catch {
    return new Set();
  }
}

// Keys: "/" goes to the search; on a heading the arrows move, fold and unfold.
function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  const search = document.querySelector<HTMLInputElement>("[data-search]");
  if (event.key === "/" && search && !target.closest("input, textarea, select")) {
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.key === "Escape" && target === search) {
    query = search.value = "";
    show();
    return;
  }
  if (target.classList.contains("fold")) onHeadingKey(event, target);
}

function onHeadingKey(event: KeyboardEvent, target: HTMLElement): void {
  const list = headings().filter((heading) => !heading.row.hidden);
  const at = list.findIndex((heading) => heading.button === target);
  const id = list[at]?.id ?? "";
  const move = (to: number): void => list[to]?.button.focus();
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    Home: () => move(0),
    End: () => move(list.length - 1),
    ArrowLeft: () => setFolded(id, true),
    ArrowRight: () => setFolded(id, false),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

// leadToRow shows and focuses the pekerjaan that the address names, as in #p123.
function leadToRow(): void {
  const row = document.querySelector<HTMLElement>(`[data-rekap] tr[id="${CSS.escape(location.hash.slice(1))}"]`);
  const group = groups.find(({ subs }) => subs.some(({ items }) => items.some((item) => item.row === row)));
  const sub = group?.subs.find(({ items }) => items.some((item) => item.row === row));
  if (!row || !group || !sub) return;
  query = "";
  onlyGaps = false;
  for (const search of document.querySelectorAll<HTMLInputElement>("[data-search]")) search.value = "";
  document.querySelector("[data-gaps]")?.setAttribute("aria-pressed", "false");
  const next = new Set(folded);
  next.delete(group.heading.id);
  next.delete(sub.heading.id);
  fold(next);
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
}

// follow brings the page to the newest revision; what is told meanwhile comes after it.
async function follow(): Promise<void> {
  if (reading) return;
  reading = true;
  while (shown < revision() && (await refresh()));
  reading = false;
}

// refresh fetches the page and puts its content in place of the present one; false when
// that is not possible now.
async function refresh(): Promise<boolean> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
  if (!answer?.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = Number(fresh.body.dataset["revision"] ?? "0");
  const next = fresh.querySelector("[data-rekap]");
  const old = document.querySelector("[data-rekap]");
  if (!next || !old || now <= shown) return false;
  const focused = focusMark();
  shown = now;
  old.replaceWith(document.adoptNode(next));
  start();
  focused();
  if (!query && !onlyGaps) say("Rekap diperbarui.");
  return true;
}

// focusMark remembers which part of the table has the focus and gives it back.
function focusMark(): () => void {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement)) return () => undefined;
  const heading = active.closest<HTMLElement>("[data-heading]")?.dataset["heading"];
  const pekerjaan = active.closest<HTMLElement>("[data-rekap] tr[id]")?.id;
  const tool = ["data-search", "data-open-all", "data-close-all", "data-gaps", "data-policy", "data-print"].find((name) => active.hasAttribute(name));
  const [from, to] = active instanceof HTMLInputElement ? [active.selectionStart, active.selectionEnd] : [null, null];
  return () => {
    const selector = heading ? `[data-heading="${heading}"] .fold` : pekerjaan ? `#${pekerjaan}` : tool ? `[${tool}]` : "";
    const again = selector ? document.querySelector<HTMLElement>(selector) : null;
    if (again instanceof HTMLTableRowElement) again.tabIndex = -1;
    again?.focus({ preventScroll: true });
    if (again instanceof HTMLInputElement) again.setSelectionRange(from, to);
  };
}
