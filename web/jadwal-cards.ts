// How the work stands, in cards above the schedule.
import { onSchedule, type Schedule } from "./jadwal-data";
import { basisText, cards, values, type Card } from "./jadwal-standing";

// mount takes the place of the figures that the page held at first, and follows the schedule.
export function mount(host: HTMLElement): void {
  let wasOpen = false;
  onSchedule((schedule) => {
    const details = host.querySelector<HTMLDetailsElement>("details");
    if (details) wasOpen = details.open;
    host.replaceChildren(...shown(schedule, wasOpen));
  });
}

function shown(schedule: Schedule, open: boolean): Node[] {
  const all = cards(schedule);
  const list = document.createElement("dl");
  list.className = "jadwal-figures";
  list.append(...all.map(cardOf));
  const details = document.createElement("details");
  details.className = "jadwal-values";
  details.open = open;
  const summary = document.createElement("summary");
  const amounts = values(schedule);
  summary.textContent = amounts.length > 0 ? "Arti angka dan nilai hasil (BAC, PV, EV, AC, EAC, TCPI)" : "Arti angka";
  const meanings = document.createElement("dl");
  meanings.className = "jadwal-meanings";
  for (const { label, hint } of all) meanings.append(pair(part("dt", label), part("dd", hint, "hint")));
  const table = document.createElement("dl");
  for (const { label, text, hint } of amounts) table.append(pair(part("dt", label), part("dd", text, "number"), part("dd", hint, "hint")));
  const basis = document.createElement("p");
  [basis.className, basis.textContent] = ["jadwal-basis", basisText(schedule.summary)];
  details.append(summary, meanings, ...(amounts.length > 0 ? [table] : []));
  return [list, basis, details];
}

function pair(...parts: HTMLElement[]): HTMLElement {
  const made = document.createElement("div");
  made.append(...parts);
  return made;
}

function cardOf({ key, label, value, unknown: none, tone: colour, note, hint }: Card): HTMLElement {
  const card = document.createElement("div");
  card.className = "jadwal-figure";
  card.dataset["card"] = key;
  if (colour) card.dataset["tone"] = colour;
  card.append(part("dt", label), part("dd", value, none ? "value none" : "value"), part("dd", note, "note-line"));
  card.title = hint;
  return card;
}

function part(name: "dt" | "dd", text: string, className = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
