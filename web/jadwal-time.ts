// Time as a Gantt chart lays it out: days from the start of the project, and how wide one is.
import type { ScheduleMonth, ScheduleTime, ScheduleWeek } from "./jadwal-data";

const oneDay = 86_400_000;

// dayOf counts days since 1970.
export function dayOf(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / oneDay);
}

const monthNames = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

// printedDate is a date as people read it: 5 Jan 2026.
export function printedDate(date: string): string {
  const [year = "", month = "", day = ""] = date.split("-");
  return `${Number(day)} ${monthNames[Number(month) - 1] ?? ""} ${year}`;
}

// shortDate is a date within a year: 05/01.
export function shortDate(date: string): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}`;
}

// monthOf names the month of 2026-01, short: Jan 2026.
export function monthOf(value: string): string {
  return `${monthNames[Number(value.slice(5, 7)) - 1] ?? ""} ${value.slice(0, 4)}`;
}

// weekText names a week with its days: Minggu 3 (13/01 – 19/01/2026).
export function weekText(week: ScheduleWeek): string {
  return `Minggu ${week.number} (${shortDate(week.start)} – ${shortDate(week.end)}/${week.end.slice(0, 4)})`;
}

// Scale lays days out from left to right.
export class Scale {
  readonly from: number; // day at the left edge
  readonly days: number; // shown in all

  constructor(readonly weeks: readonly ScheduleWeek[], readonly perDay: number) {
    const [first, last] = [weeks[0], weeks.at(-1)];
    this.from = first ? dayOf(first.start) : 0;
    this.days = last ? dayOf(last.end) + 1 - this.from : 0;
  }

  get width(): number {
    return this.days * this.perDay;
  }

  // x is where a day begins; a fraction is a part of it.
  x(day: number): number {
    return (day - this.from) * this.perDay;
  }

  left(week: ScheduleWeek): number {
    return this.x(dayOf(week.start));
  }

  right(week: ScheduleWeek): number {
    return this.x(dayOf(week.end) + 1);
  }

  // weekAt returns the index of the week at a place; places beside the weeks belong to the
  // nearest one.
  weekAt(x: number): number {
    let [low, high] = [0, this.weeks.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const week = this.weeks[middle];
      if (week && this.right(week) <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

// The zoom, as the width of seven days.
export const zoomMost = 160;
export const zoomLeast = 1.5;
export const zoomWeek = 72; // weeks with their dates
export const zoomMonth = 18; // months, with weeks as lines

// fitted is the zoom that shows everything in a width.
export function fitted(timeline: ScheduleTime, width: number): number {
  const scale = new Scale(timeline.weeks, 1);
  return limited((Math.max(width, 60) / Math.max(scale.days, 1)) * 7);
}

export function limited(zoom: number): number {
  return Math.min(zoomMost, Math.max(zoomLeast, zoom));
}

// Part is a stretch of the head of a chart.
export interface Part {
  from: number; // px
  to: number;
  label: string;
}

// monthParts are the months of a chart, also of weeks after the end of the project.
export function monthParts(scale: Scale, months: readonly ScheduleMonth[]): Part[] {
  const parts = months.map(({ value, start, end }) => ({ from: scale.x(dayOf(start)), to: scale.x(dayOf(end) + 1), label: monthOf(value) }));
  const over = scale.width - (parts.at(-1)?.to ?? 0);
  if (over > 0.5) parts.push({ from: scale.width - over, to: scale.width, label: "Lewat kontrak" });
  return parts;
}

// everyNth tells which weeks have room for a label of some width.
export function everyNth(widthOfWeek: number, room: number): number {
  return [1, 2, 4, 8, 13, 26, 52].find((n) => n * widthOfWeek >= room) ?? 104;
}
