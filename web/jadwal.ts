// Jadwal Pekerjaan: the frame of the page. Each view is a module of its own, loaded when its
// tab is first opened; all of them show the one schedule of jadwal-data.ts.
import { followChanges } from "./client";
import { mount as mountCards } from "./jadwal-cards";
import { openGrid, type JadwalGrid } from "./jadwal-grid";
import { onSchedule, type Schedule } from "./jadwal-data";
import { left } from "./jadwal-cell";
import type { Choice, JadwalRow } from "./jadwal-row";
import { fromAddress, keepInAddress, watchTabs, type View } from "./jadwal-tabs";
import { closeWeeks, emptySchedule, fillPlan, openWeeks, writeNote } from "./jadwal-tools";
import { editWeekEnd } from "./jadwal-weekday";
import { chooseBaseline, editContract, editSetting } from "./jadwal-setting";
import { watchPrint } from "./jadwal-print";
import { say } from "./notice";
import { filterTools, sheetPlace } from "./sheet-page";

// views load what draws a tab; mount is called once, with the panel of the tab, and follows
// the schedule by onSchedule.
const views: Partial<Record<View, () => Promise<{ mount(panel: HTMLElement): void }>>> = {
  gantt: () => import("./jadwal-gantt"),
  kurva: () => import("./jadwal-curve"),
  minggu: () => import("./jadwal-week"),
  tahapan: () => import("./jadwal-phase"),
};

// usual is the view that opens by itself: on a phone the work of this week.
const usual: View = matchMedia("(max-width: 40rem)").matches ? "minggu" : "grid";

const place = sheetPlace();

// Words of the address, by what they choose.
const words = {
  mode: { planned: "", actual: "realisasi" },
  display: { percent: "", volume: "volume", cost: "biaya" },
  scale: { week: "", month: "bulan" },
} as const;
const names = { mode: "mode", display: "tampil", scale: "skala" } as const;

function chosen<Key extends keyof Choice>(key: Key): Choice[Key] {
  const asked = fromAddress(names[key]);
  const found = Object.entries(words[key]).find(([, word]) => word === asked);
  return (found ?? Object.entries(words[key])[0])?.[0] as Choice[Key];
}

// possible keeps to what there is: cost only of realisasi and for those who may see it, and
// months only in percent.
function possible({ mode, display, scale }: Choice): Choice {
  if (display === "cost" && (mode === "planned" || !place.prices)) display = "percent";
  return { mode, scale, display: scale === "month" ? "percent" : display };
}

const filters = filterTools<JadwalRow>({
  column: "uraian",
  text: (row) => `${row.title} ${row.pekerjaan?.snapshot_kode ?? ""}`,
  filters: { belum: (row) => left(row.work?.planned ?? "0") !== "0" },
});

async function start(): Promise<void> {
  const facts = document.querySelector<HTMLElement>("[data-jadwal-cards]");
  if (facts) mountCards(facts);
  let grid: JadwalGrid | null = null;
  const choice = possible({ mode: chosen("mode"), display: chosen("display"), scale: chosen("scale") });
  grid = await openGrid({
    place, choice,
    loaded: (rows) => filters.count(rows),
    key: (event) => event.key === "F2" && event.shiftKey && act(grid, "note"),
  });
  const opened = grid;
  filters.attach(opened.sheet);
  showChoice(choice);
  watchChoice(opened);
  for (const button of document.querySelectorAll<HTMLElement>("[data-do]")) button.addEventListener("click", () => {
    button.closest("details")?.removeAttribute("open");
    act(opened, button.dataset["do"] ?? "");
  });
  onSchedule(showState);
  const paper = document.querySelector<HTMLElement>("[data-jadwal-print]");
  if (paper) watchPrint(opened, paper, place.prices);
  watchTabs(usual, (view, panel, first) => {
    document.querySelector("main")?.setAttribute("data-view", view);
    if (view === "grid") opened.open();
    if (first) void views[view]?.().then(({ mount }) => mount(panel));
  });
  followChanges();
}

function act(grid: JadwalGrid | null, what: string): boolean {
  if (!grid || !place.writable) return false;
  const acts: Record<string, (on: JadwalGrid) => Promise<void> | void> = {
    fill: fillPlan, empty: emptySchedule, close: closeWeeks, open: openWeeks, note: writeNote, setting: editSetting, weekend: editWeekEnd, baseline: chooseBaseline,
    contract: editContract, extend: (on) => on.extend(),
  };
  void acts[what]?.(grid);
  return true;
}

// watchChoice follows the buttons and their keys, and keeps the choice in the address.
function watchChoice(grid: JadwalGrid): void {
  const choose = (part: Partial<Choice>): void => {
    const next = possible({ ...grid.choice(), ...part });
    for (const key of ["mode", "display", "scale"] as const) keepInAddress(names[key], (words[key] as Record<string, string>)[next[key]] ?? "");
    showChoice(next);
    void grid.choose(next);
  };
  for (const button of document.querySelectorAll<HTMLElement>("[data-choose]")) {
    button.addEventListener("click", () => {
      const key = button.dataset["choose"] as keyof Choice;
      const value = button.dataset["value"];
      choose({ [key]: value, ...(value === "cost" ? { mode: "actual" as const } : {}), ...(key === "display" ? { scale: "week" as const } : {}) });
    });
  }
  const keys: Record<string, Partial<Choice>> = {
    KeyP: { mode: "planned" }, KeyA: { mode: "actual" }, Digit1: { display: "percent", scale: "week" }, Digit2: { display: "volume", scale: "week" },
    Digit3: { mode: "actual", display: "cost", scale: "week" },
  };
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.ctrlKey && event.altKey && keys[event.code]) {
      event.preventDefault();
      choose(keys[event.code] ?? {});
    }
    // Everything is saved as it is typed; the key that people are used to says so.
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (place.writable) void grid.settled().then(() => say("Semua isian sudah tersimpan."));
    }
  });
}

function showChoice(choice: Choice): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-choose]")) {
    const key = button.dataset["choose"] as keyof Choice;
    button.setAttribute("aria-pressed", String(choice[key] === button.dataset["value"]));
  }
  for (const part of document.querySelectorAll<HTMLElement>("[data-of]")) part.hidden = choice.mode !== part.dataset["of"];
}

// showState keeps what stands around the grid at the newest schedule.
function showState({ works, timeline }: Schedule): void {
  const nothing = document.querySelector<HTMLElement>("[data-nothing]");
  if (nothing) nothing.hidden = works.some(({ planned }) => left(planned) !== "100");
  for (const part of document.querySelectorAll<HTMLElement>("[data-reopen]")) part.hidden = timeline.closed_week === 0;
}

void start();
