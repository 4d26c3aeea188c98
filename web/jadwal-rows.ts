// The rows of a Gantt chart: headings and pekerjaan in their order, with bars by weeks. What
// is computed here only places lines and bars; figures that people read are the server's, or
// exact sums of them.
import type { Decimal } from "./client";
import { exact } from "./figures";
import type { Schedule, ScheduleCell, ScheduleWork } from "./jadwal-data";
import { sum } from "./number";
import type { Tree } from "./tree";

// Segment is a run of weeks without a gap.
export interface Segment {
  from: number; // week
  to: number;
}

export interface GanttRow {
  id: string; // h12 of a heading, 12 of a pekerjaan
  level: 0 | 1 | 2;
  parent: string; // id of the heading above, "" for none
  number: string;
  kode: string;
  title: string;
  satuan: string;
  bobot: string;
  planned: Segment[];
  actual: Segment[];
  plannedTotal: string; // percent; "" is unknown
  plannedNow: string; // until the status date
  actualNow: string;
  work?: ScheduleWork;
}

// segments joins neighbouring weeks that hold something.
export function segments(cells: readonly ScheduleCell[], side: "planned" | "actual"): Segment[] {
  const list: Segment[] = [];
  for (const cell of cells) {
    if (Number(cell[side] ?? 0) === 0) continue;
    const last = list.at(-1);
    if (last && cell.week === last.to + 1) last.to = cell.week;
    else list.push({ from: cell.week, to: cell.week });
  }
  return list;
}

// ends is the whole extent of segments; null where there are none.
export function ends(list: readonly Segment[]): Segment | null {
  const [first, last] = [list[0], list.at(-1)];
  return first && last ? { from: first.from, to: last.to } : null;
}

// until adds up one side of a pekerjaan to the end of a week, exactly.
export function until(work: ScheduleWork, side: "planned" | "actual", week: number): string {
  return sum(work.cells.filter((cell) => cell.week <= week).map((cell) => exact(cell[side] ?? 0))).total;
}

// ganttRows puts tree and schedule together.
export function ganttRows(schedule: Schedule): GanttRow[] {
  const works = new Map(schedule.works.map((work) => [work.pekerjaan_id, work]));
  const groups = new Map(schedule.charts.groups.map((group) => [group.heading_id, group]));
  const status = schedule.timeline.status_week;
  const rows: GanttRow[] = [];
  const heading = (level: 0 | 1, parent: string, { id, number, name }: { id: number; number: string; name: string }): GanttRow => {
    const group = groups.get(id);
    const row: GanttRow = {
      id: `h${id}`, level, parent, number, kode: "", title: name, satuan: "", bobot: "", planned: [], actual: [],
      plannedTotal: exact(group?.planned), plannedNow: exact(group?.planned_now), actualNow: exact(group?.actual),
    };
    rows.push(row);
    return row;
  };
  for (const klasifikasi of schedule.tree.klasifikasi) {
    const top = heading(0, "", klasifikasi);
    for (const sub of klasifikasi.sub) {
      const middle = heading(1, top.id, sub);
      for (const pekerjaan of sub.pekerjaan) {
        const work = works.get(pekerjaan.id);
        const row = workRow(middle.id, pekerjaan, work, status);
        rows.push(row);
        for (const above of [middle, top]) {
          above.planned = widened(above.planned, row.planned);
          above.actual = widened(above.actual, row.actual);
        }
      }
      middle.bobot = bobotOf(rows, middle.id);
    }
    top.bobot = sum(rows.filter(({ parent }) => parent === top.id).map(({ bobot }) => bobot)).total;
  }
  return rows;
}

function workRow(parent: string, { id, number, snapshot_kode, snapshot_uraian, snapshot_satuan }: Tree["klasifikasi"][number]["sub"][number]["pekerjaan"][number], work: ScheduleWork | undefined, status: number): GanttRow {
  return {
    id: String(id), level: 2, parent, number, kode: snapshot_kode ?? "", title: snapshot_uraian ?? "Tanpa uraian", satuan: snapshot_satuan ?? "",
    bobot: exact(work?.bobot), planned: work ? segments(work.cells, "planned") : [], actual: work ? segments(work.cells, "actual") : [],
    plannedTotal: exact(work?.planned), plannedNow: work && status > 0 ? until(work, "planned", status) : "",
    actualNow: work && status > 0 ? until(work, "actual", status) : "", ...(work ? { work } : {}),
  };
}

function bobotOf(rows: readonly GanttRow[], parent: string): string {
  return sum(rows.filter((row) => row.parent === parent).map(({ bobot }) => bobot)).total;
}

// widened is one segment around what is below a heading.
function widened(above: readonly Segment[], below: readonly Segment[]): Segment[] {
  const [a, b] = [ends(above), ends(below)];
  if (!a || !b) return a ? [a] : b ? [b] : [];
  return [{ from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) }];
}

// unfolded drops what lies under folded headings.
export function unfolded(rows: readonly GanttRow[], folded: ReadonlySet<string>): GanttRow[] {
  const hidden = new Set<string>();
  return rows.filter((row) => {
    const gone = hidden.has(row.parent);
    if (gone || folded.has(row.id)) hidden.add(row.id);
    return !gone;
  });
}

// progressAt tells at which week, as a part of it, a plan had reached what is done: 2.5 is the
// middle of week 3. Who does what was planned stands at the status date itself; so does a row
// that neither plan nor realisasi had reached by then.
export function progressAt(cells: readonly ScheduleCell[], status: number): number {
  const done = cells.reduce((total, { week, actual = 0 }) => (week <= status ? total + Number(actual) : total), 0);
  const planned = cells.reduce((total, { week, planned: value = 0 }) => (week <= status ? total + Number(value) : total), 0);
  if (Math.abs(done - planned) < 0.005) return status;
  let before = 0;
  for (const { week, planned: value = 0 } of cells) {
    const part = Number(value);
    if (part > 0 && before + part >= done - 1e-9) return week - 1 + (done - before) / part;
    before += part;
  }
  return Math.max(status, ends(segments(cells, "planned"))?.to ?? status);
}

// percent shows a percent with as many digits as it has.
export function percent(value: Decimal | null | undefined): string {
  const text = exact(value);
  return text === "" ? "–" : `${text.includes(".") ? text.replace(/\.?0+$/, "").replace(".", ",") : text}%`;
}
