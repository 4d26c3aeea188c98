// Kurva S in the form used on site: the pekerjaan with a column for each week, their bars in
// it, and the curve drawn over them, 0% at the bottom and 100% at the top. One sheet of A3 has
// room for some rows and weeks; what is more goes on other sheets, and the curve with it.
import type { Decimal } from "./client";
import { money, twoPlaces } from "./figures";
import type { Schedule, ScheduleWeek } from "./jadwal-data";
import { onPaper, sheet, type Drawing, type Titled } from "./jadwal-paper";
import { percent, type GanttRow } from "./jadwal-rows";
import { monthOf } from "./jadwal-time";
import { clipped, tag, words } from "./svg";

const pageWidth = 1560;
const rowsOfPage = 70;
const weeksOfPage = 52;
const lowest = 15; // height of a row
const highest = 40; // where there are few
const bodyHeight = 860; // that the rows share
const head = 46;
const narrowest = 20; // column of a week
const widest = 46;

interface Column {
  name: string;
  width: number;
  right?: boolean;
  text(row: GanttRow): string;
}

function columnsOf(prices: boolean): Column[] {
  return [
    { name: "No", width: 34, text: (row) => row.number },
    { name: "Uraian pekerjaan", width: 236, text: (row) => row.title },
    { name: "Satuan", width: 50, text: (row) => row.satuan },
    { name: "Volume", width: 78, right: true, text: (row) => (row.work?.volume === null || !row.work ? "" : money(row.work.volume)) },
    ...(prices ? [{ name: "Jumlah (Rp)", width: 116, right: true, text: (row: GanttRow) => (row.work?.total ? money(row.work.total) : "") }] : []),
    { name: "Bobot (%)", width: 66, right: true, text: (row) => twoPlaces(row.bobot) },
  ];
}

// Grid is where everything of all sheets lies, as if they were one.
interface Grid {
  columns: Column[];
  left: number; // width of the columns before the weeks
  week: number; // width of a week
  line: number; // height of a row
  rows: readonly GanttRow[];
  schedule: Schedule;
}

// sitePages draws the sheets, one at a time: a long project has many.
export function* sitePages(schedule: Schedule, rows: readonly GanttRow[], titled: Titled): Generator<Drawing, void> {
  const columns = columnsOf(schedule.works.some(({ total }) => total !== null));
  const left = columns.reduce((width, column) => width + column.width, 0);
  const across = parts(schedule.timeline.weeks.length, weeksOfPage);
  const week = Math.min(widest, Math.max(narrowest, (pageWidth - left) / Math.max(...across.map(([from, to]) => to - from))));
  const line = Math.max(lowest, Math.min(highest, Math.floor(bodyHeight / Math.max(rows.length, 1))));
  const grid: Grid = { columns, left, week, line, rows, schedule };
  const down = parts(rows.length, rowsOfPage);
  const count = across.length * down.length;
  let number = 0;
  for (const [top, bottom] of down) {
    for (const [from, to] of across) {
      number++;
      const { content, height } = page(grid, { top, bottom, from, to });
      yield sheet({ ...titled, ...(count > 1 ? { title: `${titled.title} (lembar ${number} dari ${count})` } : {}) }, left + (to - from) * week, height, content);
    }
  }
}

// parts divides a number of things evenly among as few sheets as hold them.
export function parts(count: number, most: number): [number, number][] {
  const sheets = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: sheets }, (_, i) => [Math.floor((count * i) / sheets), Math.floor((count * (i + 1)) / sheets)]);
}

interface Cut {
  top: number; // first row
  bottom: number; // the row after the last
  from: number; // first week, as an index
  to: number;
}

function page(grid: Grid, cut: Cut): { content: string; height: number } {
  const { columns, left, week, line, rows, schedule } = grid;
  const { top, bottom, from, to } = cut;
  const weeks = schedule.timeline.weeks.slice(from, to);
  const [width, body] = [left + weeks.length * week, (bottom - top) * line];
  const shown = rows.slice(top, bottom);
  const foot = footRows(schedule, from, to, week);
  const height = head + body + foot.height;
  // A little more than the rows, so that a line along 0% or 100% is drawn in full.
  const inner = tag("svg", { x: left, y: head - 3, width: weeks.length * week, height: body + 6, overflow: "hidden" },
    tag("g", { transform: `translate(${-from * week} ${3 - top * line})` }, curves(grid, cut)));
  const content = headRow(columns, weeks, week, left) +
    shown.map((row, at) => rowOf(row, head + at * line, line, columns, width)).join("") +
    weekLines(weeks.length, week, left, head + body + foot.height) +
    tag("g", { transform: `translate(${left} ${head})` }, shown.map((row, at) => bars(row, at * line, line, weeks, week)).join("")) +
    inner + scale(grid, cut, width) +
    tag("g", { transform: `translate(0 ${head + body})` }, foot.draw(left)) +
    tag("path", { d: `M0 ${head}H${width}M0 ${head + body}H${width}M${left} 0V${height}`, ...onPaper("month-line") }) +
    tag("rect", { width, height, ...onPaper("frame") }) +
    tag("g", { transform: `translate(0 ${height + 12})` }, legend(schedule));
  return { content, height: height + 36 };
}

function headRow(columns: readonly Column[], weeks: readonly ScheduleWeek[], week: number, left: number): string {
  let x = 0;
  const names = columns.map(({ name, width }) => {
    const at = x;
    x += width;
    return words(at + width / 2, 28, name, onPaper("head-middle")) + tag("path", { d: `M${x} 0V${head}`, ...onPaper("month-line") });
  });
  const months: { month: string; from: number; to: number }[] = [];
  weeks.forEach(({ month }, at) => {
    const last = months.at(-1);
    if (last?.month === month) last.to = at + 1;
    else months.push({ month, from: at, to: at + 1 });
  });
  const groups = months.map(({ month, from, to }) => {
    const label = monthOf(month);
    const room = (to - from) * week;
    return words(left + ((from + to) / 2) * week, 16, room >= label.length * 6.5 ? label : clipped(label, room, 11), onPaper("head-middle")) +
      tag("path", { d: `M${left + to * week} 0V24`, ...onPaper("month-line") });
  });
  const numbers = weeks.map(({ number }, at) => words(left + (at + 0.5) * week, 39, String(number), onPaper("soft-middle")));
  return names.join("") + groups.join("") + tag("path", { d: `M${left} 24H${left + weeks.length * week}`, ...onPaper("month-line") }) + numbers.join("");
}

function rowOf(row: GanttRow, y: number, line: number, columns: readonly Column[], width: number): string {
  const strong = row.level < 2;
  let x = 0;
  const cells = columns.map((column) => {
    const at = x;
    x += column.width;
    const text = clipped(column.text(row), column.width - 8, 10.5);
    if (text === "") return "";
    return column.right ? words(x - 5, y + line / 2 + 4, text, onPaper(strong ? "strong-right" : "figure-right")) : words(at + 5, y + line / 2 + 4, text, { ...onPaper(strong ? "strong" : "text"), "font-size": 10.5 });
  });
  return (strong ? tag("rect", { y, width, height: line, ...onPaper(`band-${row.level}`) }) : "") + cells.join("") + tag("path", { d: `M0 ${y + line}H${width}`, ...onPaper("row-line") });
}

function weekLines(count: number, week: number, left: number, height: number): string {
  return tag("path", { d: Array.from({ length: count }, (_, at) => `M${left + (at + 1) * week} 24V${height}`).join(""), ...onPaper("week-line") });
}

// bars are the weeks of a row: rencana with its percent of the pekerjaan, realisasi as a strip.
function bars(row: GanttRow, y: number, line: number, weeks: readonly ScheduleWeek[], week: number): string {
  const first = weeks[0]?.number ?? 1;
  if (row.level < 2) {
    return row.planned.map(({ from, to }) => {
      const [a, b] = [Math.max(from - first, 0), Math.min(to - first + 1, weeks.length)];
      return b > a ? tag("rect", { x: a * week, y: y + line / 2 - 2, width: (b - a) * week, height: 4, ...onPaper("summary") }) : "";
    }).join("");
  }
  return (row.work?.cells ?? []).filter((cell) => cell.week >= first && cell.week < first + weeks.length).map((cell) => {
    const x = (cell.week - first) * week;
    const planned = Number(cell.planned ?? 0) !== 0
      ? tag("rect", { x, y: y + 2, width: week, height: line - 8, ...onPaper("plan"), stroke: "none" }) + figure(x + week / 2, y + line / 2 + 2, cell.planned, week)
      : "";
    return planned + (Number(cell.actual ?? 0) !== 0 ? tag("rect", { x, y: y + line - 5, width: week, height: 4, ...onPaper("actual") }) : "");
  }).join("");
}

// figure writes a number where it has room.
function figure(x: number, y: number, value: Decimal | undefined, room: number): string {
  const text = percent(value).replace("%", "");
  return text.length * 5 <= room ? words(x, y, text, onPaper("figure")) : text.length * 4 <= room ? words(x, y, text, { ...onPaper("figure"), "font-size": 7.5 }) : "";
}

// curves are both lines, over all rows, as far as they cross the weeks of a sheet.
function curves({ schedule, rows, week, line }: Grid, { from, to }: Cut): string {
  const height = rows.length * line;
  const { planned_cumulative, actual_cumulative } = schedule.footer;
  const one = (values: readonly Decimal[], part: string): string => {
    const points = curvePoints(values, week, height).slice(Math.max(0, from - 1), to + 2);
    return tag("path", { d: points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join(""), ...onPaper(part) }) +
      points.filter(([x]) => x > 0).map(([x, y]) => tag("circle", { cx: x, cy: y, r: 2.5, ...onPaper(`${part}-dot`) })).join("");
  };
  return one(planned_cumulative, "curve") + (actual_cumulative.length > 0 ? one(actual_cumulative, "curve-done") : "");
}

// curvePoints are the ends of the weeks, from 0% in the left corner at the bottom.
export function curvePoints(values: readonly Decimal[], week: number, height: number): [number, number][] {
  return [[0, height], ...values.map((value, at): [number, number] => [(at + 1) * week, height * (1 - Math.min(100, Math.max(0, Number(value))) / 100)])];
}

// scale are the lines of every 10% that lie on a sheet, with their labels at its right.
function scale({ rows, left, line }: Grid, { top, bottom }: Cut, width: number): string {
  const height = rows.length * line;
  return Array.from({ length: 11 }, (_, i) => {
    const y = height * (1 - i / 10) - top * line;
    if (y < -0.5 || y > (bottom - top) * line + 0.5) return "";
    return tag("path", { d: `M${left} ${head + y}H${width}`, ...onPaper("guide") }) + words(width + 3, head + y + 3, `${i * 10}%`, { ...onPaper("soft"), "font-size": 8.5 });
  }).join("");
}

// footRows are the sums of the weeks under the rows.
function footRows({ footer }: Schedule, from: number, to: number, week: number): { height: number; draw(left: number): string } {
  const upright = week >= 38;
  const height = upright ? 18 : 36;
  const list: [string, readonly Decimal[]][] = [
    ["Rencana mingguan (%)", footer.planned], ["Rencana kumulatif (%)", footer.planned_cumulative],
    ["Realisasi mingguan (%)", footer.actual], ["Realisasi kumulatif (%)", footer.actual_cumulative], ["Deviasi (%)", footer.deviation],
  ];
  return {
    height: list.length * height,
    draw: (left) => list.map(([label, values], at) => {
      const y = at * height;
      const cells = values.slice(from, to).map((value, i) => {
        const x = (i + 0.5) * week + left;
        const text = twoPlaces(value);
        return upright ? words(x, y + 13, text, onPaper("figure")) : words(0, 0, text, { ...onPaper("figure"), "font-size": 9, transform: `translate(${(x + 3).toFixed(1)} ${y + height / 2}) rotate(-90)` });
      });
      return words(5, y + height / 2 + 4, label, { ...onPaper("strong"), "font-size": 10.5 }) + cells.join("") + tag("path", { d: `M0 ${y + height}H${left + (to - from) * week}`, ...onPaper("row-line") });
    }).join(""),
  };
}

function legend({ timeline }: Schedule): string {
  const bar = (x: number, part: string, label: string): string => tag("rect", { x, y: 3, width: 24, height: part === "actual" ? 4 : 10, ...onPaper(part) }) + words(x + 32, 12, label, onPaper("soft"));
  const stroke = (x: number, part: string, label: string): string => tag("path", { d: `M${x} 8h24`, ...onPaper(part) }) + words(x + 32, 12, label, onPaper("soft"));
  return bar(0, "plan", "Rencana, dengan % pekerjaan per minggu") + bar(300, "actual", "Realisasi") + stroke(400, "curve", "Kurva rencana kumulatif") +
    (timeline.status_week > 0 ? stroke(600, "curve-done", `Kurva realisasi kumulatif s/d minggu ${timeline.status_week}`) : "");
}
