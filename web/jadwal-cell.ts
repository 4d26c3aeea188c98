// The weeks of a pekerjaan as cells: what they are called, what they hold, what they show.
import type { Decimal } from "./client";
import { exact } from "./figures";
import type { ScheduleCell } from "./jadwal-data";
import { sum } from "./number";

export type Mode = "planned" | "actual";

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
