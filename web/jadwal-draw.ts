// What a Gantt chart looks like: pieces of a drawing for a range of rows and of time. The page
// asks for what is in sight, a file for the whole.
import type { Schedule } from "./jadwal-data";
import { ends, percent, progressAt, type GanttRow, type Segment } from "./jadwal-rows";
import { dayOf, everyNth, monthParts, shortDate, type Part, type Scale } from "./jadwal-time";
import { tag, words, type Paint } from "./svg";

export const rowHeight = 34;
export const headHeight = 48;
const tier = 24; // of the head
const track = 9; // height of a bar
const planTop = 7;
const actualTop = 19;
const letter = 11;

// Chart is what is drawn, wherever it is drawn.
export interface Chart {
  schedule: Schedule;
  rows: readonly GanttRow[]; // in sight when all of it is: without what is folded away
  scale: Scale;
  today: string;
}

// Window is the part to draw: rows by their index, the last one not included, and pixels.
export interface Window {
  first: number;
  last: number;
  left: number;
  right: number;
}

export function wholeWindow({ rows, scale }: Chart): Window {
  return { first: 0, last: rows.length, left: 0, right: scale.width };
}

// weekX is where a number of weeks has passed: 2.5 is the middle of week 3.
export function weekX(scale: Scale, weeks: number): number {
  const whole = Math.min(Math.floor(weeks), scale.weeks.length);
  const week = scale.weeks[whole];
  const last = scale.weeks[whole - 1];
  if (!week) return last ? scale.right(last) : 0;
  return scale.left(week) + (weeks - whole) * (scale.right(week) - scale.left(week));
}

// span is the place of a run of weeks; null where none of them is shown.
export function span(scale: Scale, { from, to }: Segment): { x: number; width: number } | null {
  const [first, last] = [scale.weeks[from - 1], scale.weeks[Math.min(to, scale.weeks.length) - 1]];
  return first && last ? { x: scale.left(first), width: scale.right(last) - scale.left(first) } : null;
}

// drawHead draws months, or years where months are too narrow, over weeks.
export function drawHead({ schedule, scale }: Chart, { left, right }: Window, paint: Paint): string {
  const months = monthParts(scale, schedule.timeline.months);
  const narrow = scale.perDay * 30 < 46;
  const upper = narrow ? years(months) : months;
  const parts = upper.filter(({ from, to }) => to > left && from < right).map(({ from, to, label }) => {
    const start = Math.max(from, left); // the label stays in sight while its month is
    return tag("path", { d: `M${tenth(to)} 0V${tier}`, ...paint("month-line") }) +
      (Math.min(to, right) - start >= label.length * 5.6 + 8 ? words(start + 5, 16, label, paint("head")) : "");
  });
  return parts.join("") + tag("path", { d: `M${tenth(left)} ${tier}H${tenth(right)}`, ...paint("row-line") }) + weekLabels(scale, left, right, paint);
}

function weekLabels(scale: Scale, left: number, right: number, paint: Paint): string {
  const width = scale.perDay * 7;
  const dated = width >= 64;
  const nth = everyNth(width, dated ? 60 : 24);
  return inSight(scale, left, right).map((week) => {
    const [x, to] = [scale.left(week), scale.right(week)];
    const shown = (week.number - 1) % nth === 0 && (nth > 1 || to - x >= 20);
    const text = dated && to - x >= 60 ? `M${week.number} ${shortDate(week.start)}` : nth === 1 && to - x >= 26 ? `M${week.number}` : String(week.number);
    return (shown ? words(x + 4, tier + 16, text, paint("head-soft")) : "") + (width >= 12 || shown ? tag("path", { d: `M${tenth(to)} ${tier}V${headHeight}`, ...paint("week-line") }) : "");
  }).join("");
}

function years(months: readonly Part[]): Part[] {
  const list: Part[] = [];
  for (const { from, to, label } of months) {
    const year = /\d{4}$/.exec(label)?.[0] ?? "Lewat";
    const last = list.at(-1);
    if (last?.label === year) last.to = to;
    else list.push({ from, to, label: year });
  }
  return list;
}

function inSight(scale: Scale, left: number, right: number): Scale["weeks"] {
  return scale.weeks.slice(scale.weekAt(left), scale.weekAt(right) + 1);
}

// drawBody draws rows and lines; y 0 is the top of the first row of all.
export function drawBody(chart: Chart, window: Window, paint: Paint): string {
  const { rows } = chart;
  const { first, last, left, right } = window;
  const [top, bottom] = [first * rowHeight, last * rowHeight];
  const bands: string[] = [];
  const bars: string[] = [];
  for (let at = first; at < last; at++) {
    const row = rows[at];
    if (!row) continue;
    if (row.level < 2) bands.push(tag("rect", { x: left, y: at * rowHeight, width: right - left, height: rowHeight, ...paint(`band-${row.level}`) }));
    bands.push(tag("path", { d: `M${tenth(left)} ${(at + 1) * rowHeight}H${tenth(right)}`, ...paint("row-line") }));
    bars.push(drawRow(row, at, chart, window, paint));
  }
  return bands.join("") + drawTime(chart, left, right, top, bottom, paint) + bars.join("") + drawLines(chart, window, paint);
}

// drawTime draws weeks, months, closed weeks and what lies after the end of the project.
function drawTime({ schedule, scale }: Chart, left: number, right: number, top: number, bottom: number, paint: Paint): string {
  const { closed_week, project_weeks } = schedule.timeline;
  const area = (from: number, to: number, part: string): string => {
    const [a, b] = [Math.max(from, left), Math.min(to, right)];
    return b > a ? tag("rect", { x: a, y: top, width: b - a, height: bottom - top, ...paint(part) }) : "";
  };
  const weeks = scale.perDay * 7 >= 12
    ? tag("path", { d: inSight(scale, left, right).map((week) => `M${tenth(scale.right(week))} ${top}V${bottom}`).join(""), ...paint("week-line") })
    : "";
  const months = monthParts(scale, schedule.timeline.months).filter(({ to }) => to >= left && to <= right);
  return area(0, weekX(scale, closed_week), "closed") + area(weekX(scale, project_weeks), scale.width, "over") + weeks +
    tag("path", { d: months.map(({ to }) => `M${tenth(to)} ${top}V${bottom}`).join(""), ...paint("month-line") });
}

function drawRow(row: GanttRow, at: number, { scale, schedule }: Chart, { left, right }: Window, paint: Paint): string {
  const y = at * rowHeight;
  const bar = (segment: Segment, offset: number, part: string): string => {
    const place = span(scale, segment);
    if (!place || place.x > right || place.x + place.width < left) return "";
    return tag("rect", { x: place.x + 0.5, y: y + offset, width: Math.max(place.width - 1, 1), height: track, rx: 2, ...paint(part) });
  };
  const bars = row.level === 2 ? row.planned.map((segment) => bar(segment, planTop, "plan")) : row.planned.map((segment) => summary(row, segment, y, scale, paint));
  const done = row.actual.map((segment) => bar(segment, row.level === 2 ? actualTop : actualTop + 2, row.level === 2 ? "actual" : "actual-sum"));
  const end = [ends(row.planned), ends(row.actual)].map((extent) => (extent ? span(scale, extent) : null)).reduce((most, place) => Math.max(most, place ? place.x + place.width : 0), 0);
  const label = row.actualNow !== "" && schedule.timeline.status_week > 0 && end > 0 && end < right && end > left - 200 ? words(end + 6, y + rowHeight / 2 + 4, percent(row.actualNow), paint("label")) : "";
  return bars.join("") + done.join("") + label;
}

// summary is the bar of a heading: from its first to its last week, filled as far as it is done.
function summary(row: GanttRow, segment: Segment, y: number, scale: Scale, paint: Paint): string {
  const place = span(scale, segment);
  if (!place) return "";
  const { x, width } = place;
  const [top, tip] = [y + 8, Math.min(5, width / 2)];
  const done = Math.min(100, Number(row.actualNow || 0)) / 100;
  return tag("path", { d: `M${tenth(x)} ${top}h${tenth(width)}v11l${tenth(-tip)} -5h${tenth(2 * tip - width)}l${tenth(-tip)} 5z`, ...paint("summary") }) +
    (done > 0 ? tag("rect", { x: x + 1, y: top + 1.5, width: Math.max(0, (width - 2) * done), height: 3, ...paint("summary-done") }) : "");
}

// drawLines draws today, the status date, and the line of progress through the rows.
function drawLines(chart: Chart, { first, last }: Window, paint: Paint): string {
  const { scale, schedule, today, rows } = chart;
  const [top, bottom] = [first * rowHeight, last * rowHeight];
  const now = dayOf(today);
  const within = now >= scale.from && now < scale.from + scale.days;
  const todayX = scale.x(now + 0.5);
  const lines = within ? tag("path", { d: `M${tenth(todayX)} ${top}V${bottom}`, ...paint("today") }) : "";
  const status = schedule.timeline.status_week;
  if (status === 0) return lines;
  const points = progressLine(rows, first, last, scale, status);
  return lines + tag("path", { d: `M${tenth(weekX(scale, status))} ${top}V${bottom}`, ...paint("status") }) +
    tag("path", { d: points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${tenth(x)} ${y}`).join(""), ...paint("progress") }) +
    points.filter(({ off }) => off).map(({ x, y }) => tag("circle", { cx: x, cy: y, r: 3, ...paint("dot") })).join("");
}

// progressLine runs down the status date and goes out, at each pekerjaan that is late or
// ahead, to the time by which its plan had as much as is done.
export function progressLine(rows: readonly GanttRow[], first: number, last: number, scale: Scale, status: number): { x: number; y: number; off: boolean }[] {
  const points: { x: number; y: number; off: boolean }[] = [];
  for (let at = Math.max(0, first - 1); at < Math.min(rows.length, last + 1); at++) {
    const weeks = progressAt(rows[at]?.work?.cells ?? [], status);
    points.push({ x: weekX(scale, weeks), y: at * rowHeight + rowHeight / 2, off: Math.abs(weeks - status) > 0.005 });
  }
  return points;
}

// Sign explains a part of the drawing in its legend.
export interface Sign {
  part: string;
  label: string;
  shape: "bar" | "line" | "area";
}

// signs lists what the drawing holds.
export function signs({ schedule, today, scale }: Chart): Sign[] {
  const { status_week, closed_week, project_weeks, weeks } = schedule.timeline;
  const now = dayOf(today);
  const list: Sign[] = [{ part: "plan", label: "Rencana", shape: "bar" }, { part: "actual", label: "Realisasi", shape: "bar" }, { part: "summary", label: "Klasifikasi dan sub", shape: "bar" }];
  if (now >= scale.from && now < scale.from + scale.days) list.push({ part: "today", label: "Hari ini", shape: "line" });
  if (status_week > 0) list.push({ part: "status", label: `Tanggal status (akhir minggu ${status_week})`, shape: "line" }, { part: "progress", label: "Garis kemajuan: kiri terlambat, kanan mendahului", shape: "line" });
  if (closed_week > 0) list.push({ part: "closed", label: `Minggu ditutup (sampai minggu ${closed_week})`, shape: "area" });
  if (weeks.length > project_weeks) list.push({ part: "over", label: "Lewat kontrak", shape: "area" });
  return list;
}

// drawSign draws a sign 24 wide and 12 high.
export function drawSign({ part, shape }: Sign, x: number, y: number, paint: Paint): string {
  if (shape === "line") return tag("path", { d: `M${tenth(x)} ${y + 6}h24`, ...paint(part) }) + (part === "progress" ? tag("circle", { cx: x + 12, cy: y + 6, r: 3, ...paint("dot") }) : "");
  const height = shape === "area" ? 12 : part === "summary" ? 5 : track;
  return tag("rect", { x, y: y + (12 - height) / 2, width: 24, height, rx: shape === "bar" ? 2 : 0, ...paint(part) });
}

export const letterSize = letter;

function tenth(value: number): string {
  return String(Math.round(value * 10) / 10);
}
