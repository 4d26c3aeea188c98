// The rows of the schedule's grid: headings, pekerjaan with their weeks, and the rows of the
// whole project that stay in sight under them.
import type { Decimal } from "./client";
import { exact } from "./figures";
import type { Schedule, ScheduleCell, ScheduleFooter, ScheduleMonths, ScheduleWork } from "./jadwal-data";
import { sum } from "./number";
import { treeRows, type TreeRow } from "./tree";

export type Mode = "planned" | "actual";
export type Display = "percent" | "volume" | "cost";
export type Scale = "week" | "month";

// Choice is what of the schedule is shown.
export interface Choice {
  mode: Mode;
  display: Display;
  scale: Scale;
}

export interface JadwalRow extends TreeRow {
  work?: ScheduleWork;
  bobot: string; // of a heading the sum of the printed ones under it
  cells: ReadonlyMap<number, ScheduleCell>;
  months?: { planned: Decimal[]; actual: Decimal[] };
  series?: Series;
}

// Series is a row of the whole project.
interface Series {
  weeks: Decimal[];
  months: Decimal[];
  sign: boolean; // shown with its sign: late or early
  running: boolean; // 0 is a figure too
}

const none: ReadonlyMap<number, ScheduleCell> = new Map();

// scheduleRows makes the rows; months only where they are to be shown.
export function scheduleRows({ tree, works }: Schedule, months: ScheduleMonths | null): JadwalRow[] {
  const byID = new Map(works.map((work) => [work.pekerjaan_id, work]));
  const monthly = new Map(months?.works.map((work) => [work.pekerjaan_id, work]));
  const rows = treeRows<JadwalRow>(tree, (row) => {
    const id = row.pekerjaan?.id ?? 0;
    const work = byID.get(id);
    const month = monthly.get(id);
    return {
      ...row, bobot: exact(work?.bobot), cells: work ? new Map(work.cells.map((cell) => [cell.week, cell])) : none,
      ...(work ? { work } : {}), ...(month ? { months: month } : {}),
    };
  });
  addUp(rows);
  return rows;
}

// addUp gives headings the bobot of what stands under them.
function addUp(rows: JadwalRow[]): void {
  const under: [string[], string[]] = [[], []]; // of a klasifikasi, of a sub-klasifikasi
  for (const row of [...rows].reverse()) {
    if (row.level === undefined) {
      under[1].push(row.bobot);
      continue;
    }
    const at = row.level === 0 ? 0 : 1;
    row.bobot = sum(under[at]).total;
    under[at] = [];
    if (at === 1) under[0].push(row.bobot);
  }
}

// footRows are the rows under the weeks.
export function footRows({ footer }: Schedule, months: ScheduleMonths | null): JadwalRow[] {
  const row = (key: keyof ScheduleFooter, title: string, running: boolean): JadwalRow => ({
    id: `f-${key}`, title, number: "", foot: true, bobot: "", cells: none,
    series: { weeks: footer[key], months: months?.footer[key] ?? [], sign: key === "deviation", running },
  });
  const each = months ? "bulanan" : "mingguan";
  return [
    row("planned", `Rencana ${each}`, false), row("planned_cumulative", "Rencana kumulatif", true), row("actual", `Realisasi ${each}`, false),
    row("actual_cumulative", "Realisasi kumulatif", true), row("deviation", "Deviasi", true),
  ];
}

// signed shows a deviation with its sign, which is read before its colour.
export function signed(text: string): string {
  if (text.startsWith("-")) return `−${text.slice(1)}`;
  return /[1-9]/.test(text) ? `+${text}` : text;
}

// Cell keys name what is typed: p or a for rencana or realisasi, then p, v or c for percent,
// volume or cost, and the week; nn is the note of a week.
export interface CellKey {
  mode: Mode;
  what: "percent" | "volume" | "cost" | "notes";
  week: number;
}

const whats = { p: "percent", v: "volume", c: "cost", n: "notes" } as const;

export function cellKey({ mode, what, week }: CellKey): string {
  return `${mode === "planned" ? "p" : "a"}${what.charAt(0)}${week}`;
}

export function readKey(key: string): CellKey | null {
  const found = /^([pa])([pvcn])(\d+)$/.exec(key);
  if (!found) return null;
  return { mode: found[1] === "p" ? "planned" : "actual", what: whats[found[2] as keyof typeof whats], week: Number(found[3]) };
}

// stored tells exactly what a cell holds on the server: "p:12.5", "v:3.25", "c:1000000", the
// text of a note, or "" for nothing.
export function stored(cell: ScheduleCell | undefined, { mode, what }: Pick<CellKey, "mode" | "what">): string {
  if (!cell) return "";
  if (what === "notes") return cell.notes ?? "";
  if (what === "cost") return cell.cost === undefined ? "" : `c:${exact(cell.cost)}`;
  const [percent, volume, byVolume] =
    mode === "planned" ? [cell.planned, cell.planned_volume, cell.planned_by_volume] : [cell.actual, cell.actual_volume, cell.actual_by_volume];
  if (percent === undefined && volume === undefined) return "";
  return byVolume ? `v:${exact(volume)}` : `p:${exact(percent)}`;
}

// amount is what a cell shows, exact.
export function amount(cell: ScheduleCell | undefined, { mode, what }: Pick<CellKey, "mode" | "what">): Decimal | undefined {
  switch (what) {
    case "notes":
      return undefined;
    case "cost":
      return cell?.cost;
    case "volume":
      return mode === "planned" ? cell?.planned_volume : cell?.actual_volume;
    case "percent":
      return mode === "planned" ? cell?.planned : cell?.actual;
  }
}

// left is what is missing to 100 percent.
export function left(of: Decimal): string {
  const text = exact(of);
  return sum(["100", text.startsWith("-") ? text.slice(1) : `-${text}`]).total;
}
