// This week's work for whoever is on site, often with a phone: what is planned or behind,
// and realisasi by plus and minus. Everything is saved as it is entered.
import { Failure, type Decimal } from "./client";
import { makeDialog, open } from "./dialog";
import { button, made } from "./element";
import { exact, printed } from "./figures";
import { onSchedule, readSchedule, schedulePath, takeAnswer, type Schedule, type ScheduleCell, type ScheduleSaved, type ScheduleWeek, type ScheduleWork } from "./jadwal-data";
import { fromAddress, keepInAddress } from "./jadwal-tabs";
import { complain } from "./notice";
import { sum } from "./number";
import { Saver } from "./saving";
import { sheetPlace } from "./sheet-page";
import { today } from "./today";
import { treeRows, type TreeRow } from "./tree";

const step = "5"; // percent of a pekerjaan by one press
const quiet = 600; // milliseconds after the last press until it is sent: presses are one change

// Entry is realisasi of one pekerjaan in one week, or its note, on its way to the server.
interface Entry {
  pekerjaan_id: number;
  week_number: number;
  percent?: string;
  percent_text?: string;
  was?: { percent?: Decimal; volume?: Decimal };
  notes?: string;
  was_notes?: string;
}

// Item is a pekerjaan as this week sees it. Amounts are percents of the pekerjaan.
interface Item {
  row: TreeRow;
  work: ScheduleWork;
  cell: ScheduleCell | undefined;
  planned: string; // this week
  actual: string;
  plannedTo: string; // up to the end of this week
  actualTo: string;
}

// mount shows the view in a panel and follows the schedule.
export function mount(panel: HTMLElement): void {
  new WeekView(panel);
}

class WeekView {
  private readonly place = sheetPlace();
  private readonly saver: Saver<Entry>;
  private readonly pending = new Map<string, Entry>();
  private schedule: Schedule | null = null;
  private week = 0;
  private all = false; // pekerjaan that this week does not concern, too
  private timer = 0;

  constructor(private readonly panel: HTMLElement) {
    panel.classList.add("week-view");
    this.saver = new Saver<Entry>({
      name: "jadwal-minggu",
      sign: this.place.sign,
      command: (entry) => ({ path: schedulePath("save/"), body: { mode: "actual", cells: [entry] } }),
      saved: (_entry, answer) => takeAnswer(answer as ScheduleSaved),
      refused: (_entry, failure) => {
        complain(refusal(failure));
        void readSchedule().then(() => this.draw());
      },
    });
    for (const entry of this.saver.unsent()) this.saver.add(entry);
    addEventListener("pagehide", () => this.flush());
    // Before something is turned back, what was entered last is stored.
    for (const undo of document.querySelectorAll<HTMLElement>("[data-undo], [data-redo]")) {
      undo.addEventListener("click", (event) => {
        this.flush();
        if (!this.saver.busy) return;
        event.stopImmediatePropagation();
        void this.saver.idle().then(() => undo.click());
      }, { capture: true });
    }
    panel.addEventListener("click", (event) => this.clicked(event));
    panel.addEventListener("change", (event) => this.changed(event));
    onSchedule((schedule) => {
      this.schedule = schedule;
      if (this.week === 0) this.week = startWeek(schedule);
      this.draw();
    });
  }

  // ---- what people do ----

  private clicked(event: Event): void {
    const button = (event.target as HTMLElement).closest<HTMLElement>("button[data-act]");
    if (!button || !this.schedule) return;
    const item = this.itemOf(button);
    switch (button.dataset["act"]) {
      case "earlier":
        return this.turnTo(this.week - 1);
      case "later":
        return this.turnTo(this.week + 1);
      case "all":
        this.all = !this.all;
        return this.draw();
      case "note":
        return void (item && this.note(item));
      case "plan":
        return item && this.enter(item, { percent: atMost(item, sum([item.planned]).total) });
      case "more":
        return item && this.enter(item, { percent: atMost(item, sum([this.shown(item), step]).total) });
      case "less": {
        const less = item ? sum([this.shown(item), `-${step}`]).total : "";
        return item && this.enter(item, { percent: less.startsWith("-") ? "0" : less });
      }
    }
  }

  private changed(event: Event): void {
    const field = event.target as HTMLInputElement;
    const item = this.itemOf(field);
    if (field.matches("select")) return this.turnTo(Number(field.value));
    if (!item) return;
    this.enter(item, { percent_text: field.value.trim() === "" ? "0" : field.value.trim() }, true);
    field.defaultValue = field.value; // it is on its way
  }

  private turnTo(week: number): void {
    this.flush();
    this.week = Math.min(Math.max(1, week), this.schedule?.timeline.weeks.length ?? 1);
    keepInAddress("minggu", String(this.week));
    this.draw();
  }

  // enter notes realisasi, to be sent when the person pauses. What it was before is what the
  // server said last: somebody else's entry in between is not overwritten.
  private enter(item: Item, amount: { percent?: string; percent_text?: string }, now = false): void {
    const was = item.cell?.actual_by_volume ? { volume: item.cell.actual_volume ?? 0 } : { percent: item.cell?.actual ?? 0 };
    this.pending.set(keyOf(item.work.pekerjaan_id, this.week), { pekerjaan_id: item.work.pekerjaan_id, week_number: this.week, ...amount, was });
    clearTimeout(this.timer);
    this.place.sign.dataset["state"] = "saving"; // from the first press on, not only when it is sent
    this.place.sign.textContent = "Menyimpan…";
    if (now) this.flush();
    else {
      this.timer = window.setTimeout(() => this.flush(), quiet);
      this.draw();
    }
  }

  private flush(): void {
    clearTimeout(this.timer);
    for (const entry of this.pending.values()) this.saver.add(entry);
    this.pending.clear();
  }

  private async note(item: Item): Promise<void> {
    const dialog = makeDialog("sheet-dialog question");
    const form = document.createElement("form");
    form.method = "dialog";
    const id = `catatan-${item.work.pekerjaan_id}`;
    const label = made("label", "", `Catatan ${item.row.title}, minggu ${this.week}`);
    label.htmlFor = id;
    const text = document.createElement("textarea");
    Object.assign(text, { id, rows: 4, maxLength: 4000, value: item.cell?.notes ?? "", className: "form-control" });
    const save = made("button", "btn btn-primary", "Simpan catatan");
    const cancel = made("button", "btn btn-outline-secondary", "Batal");
    cancel.type = "button";
    cancel.addEventListener("click", () => dialog.close());
    const actions = made("div", "actions");
    actions.append(save, cancel);
    form.append(label, text, actions);
    dialog.append(form);
    let stored = false;
    form.addEventListener("submit", () => (stored = true));
    await open(dialog);
    if (!stored || text.value === (item.cell?.notes ?? "")) return;
    this.saver.add({ pekerjaan_id: item.work.pekerjaan_id, week_number: this.week, notes: text.value, was_notes: item.cell?.notes ?? "" });
  }

  // ---- what they see ----

  private draw(): void {
    const { schedule } = this;
    const week = schedule?.timeline.weeks[this.week - 1];
    if (!schedule || !week) return;
    const typing = unfinished(this.panel);
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-focus]")?.dataset["focus"];
    const items = itemsOf(schedule, this.week);
    const shown = this.all ? items : items.filter(concerned);
    const list = made("ul", "week-list");
    list.append(...shown.map((item) => this.card(item, schedule.timeline.closed_week)));
    const empty = made("p", "empty", "Tidak ada pekerjaan yang direncanakan atau tertinggal sampai minggu ini.");
    const all = button("all", this.all ? "Hanya pekerjaan minggu ini" : `Semua pekerjaan (${items.length})`, "btn btn-outline-primary");
    this.panel.replaceChildren(this.head(schedule, week), ...(shown.length > 0 ? [list] : [empty]), ...(items.length > 0 ? [all] : []));
    const again = focused ? this.panel.querySelector<HTMLElement>(`[data-focus="${focused}"]`) : null;
    again?.focus({ preventScroll: true });
    if (typing !== null && again instanceof HTMLInputElement) again.value = typing;
  }

  private head({ timeline }: Schedule, week: ScheduleWeek): HTMLElement {
    const head = made("div", "week-head");
    const choose = document.createElement("select");
    choose.className = "form-select";
    choose.setAttribute("aria-label", "Minggu");
    choose.dataset["focus"] = "choose";
    for (const { number, start, end } of timeline.weeks) choose.add(new Option(`Minggu ${number} (${day(start)}–${day(end)})`, String(number), false, number === week.number));
    const earlier = button("earlier", "‹", "btn btn-outline-primary");
    const later = button("later", "›", "btn btn-outline-primary");
    earlier.setAttribute("aria-label", "Minggu sebelumnya");
    later.setAttribute("aria-label", "Minggu berikutnya");
    earlier.disabled = week.number === 1;
    later.disabled = week.number === timeline.weeks.length;
    head.append(earlier, choose, later);
    if (week.number <= timeline.closed_week) head.append(made("p", "note", "Minggu ini sudah ditutup. Isiannya tidak dapat diubah."));
    return head;
  }

  private card(item: Item, closed: number): HTMLElement {
    const { row, work } = item;
    const card = made("li", "week-item");
    card.dataset["pekerjaan"] = String(work.pekerjaan_id);
    const name = made("h2", "", row.title);
    const kode = row.pekerjaan?.snapshot_kode ?? "";
    const done = this.pending.has(keyOf(work.pekerjaan_id, this.week)) ? sum([item.actualTo, `-${item.actual}`, this.shown(item)]).total : item.actualTo;
    const facts = made("p", "week-facts", `${kode ? `${kode} · ` : ""}rencana minggu ini ${percent(item.planned)} · s/d minggu ini ${percent(item.plannedTo)}`);
    card.append(name, facts, progressBar(done, item.plannedTo), standing(done, item.plannedTo));
    if (this.place.writable && this.week > closed) card.append(this.tools(item));
    else card.append(made("p", "week-facts", `realisasi minggu ini ${percent(item.actual)}`));
    if (item.cell?.notes) card.append(made("p", "week-note", item.cell.notes));
    return card;
  }

  private tools(item: Item): HTMLElement {
    const id = item.work.pekerjaan_id;
    const tools = made("div", "week-tools");
    const less = button("less", "−", "btn btn-outline-primary week-step");
    less.setAttribute("aria-label", `Kurangi realisasi ${item.row.title} ${step} persen`);
    const more = button("more", "+", "btn btn-outline-primary week-step");
    more.setAttribute("aria-label", `Tambah realisasi ${item.row.title} ${step} persen`);
    const field = document.createElement("input");
    Object.assign(field, { className: "form-control", inputMode: "decimal", autocomplete: "off", defaultValue: printed(this.shown(item)) });
    field.setAttribute("aria-label", `Realisasi minggu ini ${item.row.title}, persen`);
    const unit = made("span", "week-unit", "%");
    less.dataset["focus"] = `less-${id}`;
    more.dataset["focus"] = `more-${id}`;
    field.dataset["focus"] = `field-${id}`;
    tools.append(less, field, unit, more);
    if (Number(item.planned) > 0 && this.shown(item) !== exact(item.planned)) tools.append(button("plan", "Sesuai rencana", "btn btn-outline-secondary"));
    const note = button("note", item.cell?.notes ? "Ubah catatan" : "Catatan", "btn btn-outline-secondary");
    tools.append(note);
    return tools;
  }

  // shown is realisasi of this week with what is still to be sent.
  private shown(item: Item): string {
    const entry = this.pending.get(keyOf(item.work.pekerjaan_id, this.week));
    return entry?.percent ?? item.actual;
  }

  private itemOf(part: HTMLElement): Item | undefined {
    const id = Number(part.closest<HTMLElement>("[data-pekerjaan]")?.dataset["pekerjaan"]);
    return this.schedule ? itemsOf(this.schedule, this.week).find(({ work }) => work.pekerjaan_id === id) : undefined;
  }
}

// startWeek is the week that the address names, else the one of today within the project.
function startWeek({ timeline }: Schedule): number {
  const asked = Number(fromAddress("minggu"));
  if (asked >= 1 && asked <= timeline.weeks.length) return asked;
  const now = today();
  return (timeline.weeks.find(({ end }) => end >= now) ?? timeline.weeks.at(-1))?.number ?? 1;
}

// itemsOf lists all pekerjaan in the order of the work list.
function itemsOf({ tree, works }: Schedule, week: number): Item[] {
  const byID = new Map(works.map((work) => [work.pekerjaan_id, work]));
  const items: Item[] = [];
  for (const row of treeRows<TreeRow>(tree, (made) => made)) {
    const work = byID.get(row.pekerjaan?.id ?? 0);
    if (!work) continue;
    const before = work.cells.filter((cell) => cell.week <= week);
    const cell = before.find((at) => at.week === week);
    const add = (side: "planned" | "actual"): string => sum(before.map((at) => exact(at[side]))).total;
    items.push({ row, work, cell, planned: exact(cell?.planned ?? 0), actual: exact(cell?.actual ?? 0), plannedTo: add("planned"), actualTo: add("actual") });
  }
  return items;
}

// concerned tells whether a pekerjaan has work in the week, or is behind at its end.
function concerned({ planned, actual, plannedTo, actualTo, cell }: Item): boolean {
  return Number(planned) > 0 || Number(actual) > 0 || Number(actualTo) < Number(plannedTo) || Boolean(cell?.notes);
}

// atMost keeps an amount within what is left of a pekerjaan.
function atMost({ work, actual }: Item, wanted: string): string {
  const left = sum(["100", `-${exact(work.actual)}`, actual]).total;
  return Number(wanted) > Number(left) ? left : wanted;
}

// unfinished is what somebody is typing: a schedule that arrives meanwhile leaves it alone.
function unfinished(panel: HTMLElement): string | null {
  const field = document.activeElement;
  return field instanceof HTMLInputElement && panel.contains(field) && field.value !== field.defaultValue ? field.value : null;
}

function refusal(failure: Failure): string {
  const [conflict] = failure.conflicts;
  if (conflict) return conflict.who ? `${failure.message} (${conflict.who})` : failure.message;
  return failure.problems[0]?.message ?? failure.message;
}

function progressBar(done: string, planned: string): HTMLElement {
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const set = (name: string, attributes: Record<string, string>): void => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    bar.append(part);
  };
  bar.setAttribute("viewBox", "0 0 100 8");
  bar.setAttribute("preserveAspectRatio", "none");
  bar.setAttribute("class", "week-bar");
  bar.setAttribute("aria-hidden", "true");
  const within = (value: string): string => String(Math.min(100, Math.max(0, Number(value))));
  set("rect", { class: "week-bar-whole", width: "100", height: "8" });
  set("rect", { class: "week-bar-done", width: within(done), height: "8" });
  set("rect", { class: "week-bar-plan", x: within(String(Number(planned) - 0.5)), width: "1", height: "8" });
  return bar as unknown as HTMLElement;
}

function standing(done: string, planned: string): HTMLElement {
  const difference = sum([done, `-${planned}`]).total;
  const late = difference.startsWith("-");
  const words = difference === "0" ? "sesuai rencana" : late ? `terlambat ${percent(difference.slice(1))}` : `lebih cepat ${percent(difference)}`;
  return made("p", `week-standing${late ? " is-late" : ""}`, `selesai ${percent(done)}, ${words}`);
}

function percent(value: string): string {
  return `${printed(value)} %`;
}

function day(date: string): string {
  return `${date.slice(8)}/${date.slice(5, 7)}`;
}

function keyOf(pekerjaan: number, week: number): string {
  return `${pekerjaan}:${week}`;
}
