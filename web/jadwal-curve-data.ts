// The figures of a kurva S, for its chart and for the table beside it.
import type { Decimal } from "./client";
import type { Curve, CurveLine } from "./chart-curve";
import { twoPlaces } from "./figures";
import type { Schedule } from "./jadwal-data";
import { dayOf, monthOf, printedDate, shortDate, weekText } from "./jadwal-time";

export type Unit = "percent" | "rupiah";

// emptyCurve tells that there is nothing to draw.
export function emptyCurve({ footer }: Schedule): boolean {
  return footer.planned_cumulative.every((value) => Number(value) === 0) && footer.actual_cumulative.every((value) => Number(value) === 0);
}

// weeksAt is how many weeks have passed at the end of a day, also within one.
export function weeksAt({ timeline }: Schedule, date: string): number {
  const day = dayOf(date);
  let passed = 0;
  for (const { start, end, days } of timeline.weeks) {
    if (day >= dayOf(end)) passed++;
    else return day < dayOf(start) ? passed : passed + (day - dayOf(start) + 1) / days;
  }
  return passed;
}

// curveOf is the curve of a schedule.
export function curveOf(schedule: Schedule, unit: Unit, today: string): Curve {
  const { timeline, footer, charts, summary } = schedule;
  const weeks = timeline.weeks.length;
  const plan = summary.baseline ? "Rencana kontrak" : "Rencana";
  const line = (name: string, token: string, values: readonly Decimal[] | null, dashed = false): CurveLine[] =>
    values && values.length > 0 ? [{ name, token, dashed, values: fromStart(values) }] : [];
  const lines = unit === "percent"
    ? [...line(plan, "chart-1", footer.planned_cumulative, true), ...line("Realisasi", "chart-5", footer.actual_cumulative)]
    : [...line(`PV (${plan.toLowerCase()})`, "chart-1", charts.pv, true), ...line("EV (nilai selesai)", "chart-5", charts.ev), ...line("AC (biaya)", "chart-2", charts.ac).map((one) => ({ ...one, dotted: true }))];
  const deviation = unit === "percent" && footer.deviation.length > 0 ? { below: { name: "Deviasi (%)", token: "bad", values: [null, ...footer.deviation] } } : {};
  const now = dayOf(today);
  const within = now >= dayOf(timeline.start) && now <= dayOf(timeline.weeks.at(-1)?.end ?? timeline.end);
  return {
    weeks, lines, ...deviation, percent: unit === "percent",
    months: monthsOf(schedule),
    marks: [
      ...(timeline.status_week > 0 ? [{ at: timeline.status_week, label: "Status", token: "chart-6", dashed: true }] : []),
      ...(within ? [{ at: weeksAt(schedule, today), label: "Hari ini", token: "bad" }] : []),
    ],
    label: (week) => (week === 0 ? "0" : `M${week}`),
    tip: (week) => tipOf(schedule, unit, week),
  };
}

function fromStart(values: readonly Decimal[]): (string | number)[] {
  return [0, ...values];
}

function monthsOf(schedule: Schedule): Curve["months"] {
  let from = 0;
  return schedule.timeline.months.map(({ value, end }) => {
    const month = { label: monthOf(value), from, to: weeksAt(schedule, end) };
    from = month.to;
    return month;
  });
}

function tipOf({ timeline, footer, charts }: Schedule, unit: Unit, number: number): string {
  const week = timeline.weeks[number - 1];
  if (!week) return "Mulai proyek: 0%";
  const at = number - 1;
  if (unit === "rupiah") {
    return [weekText(week), ...pairs([["PV", charts.pv?.[at]], ["EV", charts.ev?.[at]], ["AC", charts.ac?.[at]]], (value) => `Rp ${twoPlaces(value)}`)].join("\n");
  }
  return [weekText(week), ...pairs([
    ["Rencana minggu ini", footer.planned[at]], ["Rencana kumulatif", footer.planned_cumulative[at]], ["Realisasi minggu ini", footer.actual[at]],
    ["Realisasi kumulatif", footer.actual_cumulative[at]], ["Deviasi", footer.deviation[at]],
  ], (value) => `${twoPlaces(value)}%`)].join("\n");
}

function pairs(list: readonly [string, Decimal | undefined][], show: (value: Decimal) => string): string[] {
  return list.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${show(value)}`]));
}

// curveRows is the table beside the chart.
export function curveRows({ timeline, footer, charts, summary }: Schedule, unit: Unit): { headings: string[]; rows: string[][] } {
  const plan = summary.baseline ? "Rencana kontrak" : "Rencana";
  const columns: [string, readonly Decimal[] | null][] = unit === "percent"
    ? [[`${plan} minggu (%)`, footer.planned], [`${plan} kumulatif (%)`, footer.planned_cumulative], ["Realisasi minggu (%)", footer.actual], ["Realisasi kumulatif (%)", footer.actual_cumulative], ["Deviasi (%)", footer.deviation]]
    : [["PV (Rp)", charts.pv], ["EV (Rp)", charts.ev], ["AC (Rp)", charts.ac]];
  return {
    headings: ["Minggu", "Tanggal", ...columns.map(([name]) => name)],
    rows: timeline.weeks.map((week, at) => [
      String(week.number), week.start.slice(0, 4) === week.end.slice(0, 4) ? `${shortDate(week.start)} – ${printedDate(week.end)}` : `${printedDate(week.start)} – ${printedDate(week.end)}`,
      ...columns.map(([, values]) => (values?.[at] === undefined ? "–" : twoPlaces(values[at]))),
    ]),
  };
}
