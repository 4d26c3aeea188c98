// Bars of a Gantt chart under the hand of a person: where they are held, where they come to
// lie, and the command for it.
import { exact } from "./figures";
import type { Schedule } from "./jadwal-data";
import { span } from "./jadwal-draw";
import { ends, type GanttRow, type Segment } from "./jadwal-rows";
import { printedDate, type Scale } from "./jadwal-time";

const grip = 7; // pixels at the ends of a bar that stretch it

// placeText says where the plan of a row lies, or would: Minggu 3–7, 13 Jan – 16 Feb 2026.
export function placeText({ from, to }: Segment, { timeline }: Schedule): string {
  const [first, last] = [timeline.weeks[from - 1], timeline.weeks[to - 1]];
  const weeks = from === to ? `Minggu ${from}` : `Minggu ${from}–${to}`;
  return first && last ? `${weeks}, ${printedDate(first.start)} – ${printedDate(last.end)}` : weeks;
}

// bodyOf is the command that brings a plan to a place. Of the same length it is moved as it
// is; else it is divided anew.
export function bodyOf(row: GanttRow, to: Segment): object | null {
  const now = ends(row.planned);
  if (!row.work || !now || (now.from === to.from && now.to === to.to)) return null;
  const was = row.work.cells.filter(({ planned }) => Number(planned ?? 0) !== 0).map((cell) =>
    cell.planned_by_volume ? { week_number: cell.week, volume: exact(cell.planned_volume) } : { week_number: cell.week, percent: exact(cell.planned) });
  const same = to.to - to.from === now.to - now.from;
  return { pekerjaan_id: row.work.pekerjaan_id, was, ...(same ? { weeks: to.from - now.from } : { from_week: to.from, to_week: to.to }) };
}

// Hold is by what a bar is held.
export type Hold = "whole" | "start" | "end";

// holdAt tells by what a bar would be held at x; null beside it.
export function holdAt(scale: Scale, bar: Segment, x: number): Hold | null {
  const place = span(scale, bar);
  if (!place || x < place.x - 3 || x > place.x + place.width + 3) return null;
  const edge = Math.min(grip, place.width / 3);
  if (x < place.x + edge) return "start";
  return x > place.x + place.width - edge ? "end" : "whole";
}

// dragged is where a bar comes to lie that was taken at one x and is let go at another. It
// stays within the project, and a whole bar keeps its number of weeks.
export function dragged(scale: Scale, bar: Segment, hold: Hold, from: number, to: number, weeks: number): Segment {
  const place = span(scale, bar);
  if (!place) return bar;
  if (hold === "start") return { from: Math.min(scale.weekAt(to) + 1, bar.to), to: bar.to };
  if (hold === "end") return { from: bar.from, to: Math.max(bar.from, Math.min(scale.weekAt(to) + 1, weeks)) };
  const length = bar.to - bar.from;
  const first = scale.weekAt(place.x + (to - from) + Math.min(scale.perDay * 3.5, place.width / 2)) + 1; // to the nearest beginning of a week
  const start = Math.max(1, Math.min(first, weeks - length));
  return { from: start, to: start + length };
}
