// The rows of the schedule's grid: headings, pekerjaan with their weeks, and the rows of the
// whole project that stay in sight under them.
import type { Decimal } from "./client";
import { exact } from "./figures";
import type { Schedule, ScheduleCell, ScheduleFooter, ScheduleMonths, ScheduleWork } from "./jadwal-data";
import type { Mode } from "./jadwal-cell";
import { sum } from "./number";
import { treeRows, type TreeRow } from "./tree";

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
