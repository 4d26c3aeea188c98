// Where pasted cells go: a pure plan, made before anything changes.
import type { Entry, Source } from "./grid-source";
import type { Place } from "./grid-keys";

// Area is a rectangle of cells, both corners included.
export interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

// Plan lists what a block of texts means: entries to be judged, and texts that have no place,
// with the reason. Skipped counts headings that were stepped over.
export interface Plan {
  entries: Entry[];
  refused: Refused[];
  area: Area; // what the block covers
}

// Refused is a text that was not taken, and why.
export interface Refused {
  place: string; // for people: "Galian tanah · Volume"
  text: string;
  reason: string;
}

export const readOnlyReason = "Sel ini tidak dapat diisi.";

// planPaste spreads a block from the top left cell of the selection. A single cell fills the
// whole selection; a block that fits into the selection several times is repeated. Headings
// are stepped over, unless the block carries that very heading, as when it was copied here.
export function planPaste(block: readonly (readonly string[])[], selection: Area, source: Source): Plan {
  const width = Math.max(...block.map((row) => row.length));
  const columns = source.columns.length;
  const plan: Plan = { entries: [], refused: [], area: { ...selection, bottom: selection.top, right: selection.left } };
  const down = repeats(selection.bottom - selection.top + 1, block.length);
  const across = repeats(selection.right - selection.left + 1, width);
  let row = selection.top;
  for (let i = 0; i < block.length * down; i++) {
    const texts = block[i % block.length] ?? [];
    while (row < rows(source) && source.heading?.(row) && !isHeading(texts, { row, column: selection.left }, source)) row++;
    for (let j = 0; j < width * across; j++) place(plan, texts[j % width] ?? "", { row, column: selection.left + j }, source);
    plan.area.bottom = Math.max(plan.area.top, Math.min(row, rows(source) - 1));
    row++;
  }
  plan.area.right = Math.min(selection.left + width * across, columns) - 1;
  return plan;
}

function repeats(room: number, size: number): number {
  return room > size && room % size === 0 ? room / size : 1;
}

function rows(source: Source): number {
  return source.count() - (source.pinned ?? 0);
}

// isHeading reports whether a line of the block is the heading itself, or empty where it stands.
function isHeading(texts: readonly string[], at: Place, source: Source): boolean {
  return texts.every((text, i) => {
    const column = source.columns[at.column + i];
    return text.trim() === "" || (column !== undefined && text === copied(source, at.row, column.key));
  });
}

function place(plan: Plan, text: string, at: Place, source: Source): void {
  const column = source.columns[at.column];
  if (at.row >= rows(source) || !column) {
    if (text.trim()) plan.refused.push({ place: at.row >= rows(source) ? "Di bawah baris terakhir" : "Di kanan kolom terakhir", text, reason: "Tabel berakhir sebelum sel ini." });
    return;
  }
  if (!source.readOnly(at.row, column.key)) {
    plan.entries.push({ row: at.row, column: column.key, text });
    return;
  }
  // What is there already needs no complaint: columns that carry names along are pasted too.
  if (text.trim() && text !== copied(source, at.row, column.key)) {
    plan.refused.push({ place: named(source, at.row, column.key), text, reason: whyFixed(source, at.row, column.key) });
  }
}

// whyFixed tells why a cell cannot be filled in.
export function whyFixed(source: Source, row: number, column: string): string {
  return source.fixed?.(row, column) || readOnlyReason;
}

// copied is what copying takes from a cell.
export function copied(source: Source, row: number, column: string): string {
  return source.copyText?.(row, column) ?? source.text(row, column);
}

// named tells people which cell is meant.
export function named(source: Source, row: number, column: string): string {
  const name = source.columns.find((c) => c.key === column)?.name ?? column;
  return `${source.title(row)} · ${name}`;
}

// planFill copies the first row of an area downwards, or its first column to the right.
// Headings are no rows to copy from.
export function planFill(area: Area, direction: "down" | "right", source: Source): Entry[] {
  const entries: Entry[] = [];
  let top = area.top;
  while (top < area.bottom && source.heading?.(top)) top++;
  for (let row = top; row <= area.bottom; row++) {
    for (let column = area.left; column <= area.right; column++) {
      const from = direction === "down" ? { row: top, column } : { row, column: area.left };
      if (from.row === row && from.column === column) continue;
      const key = source.columns[column]?.key;
      const fromKey = source.columns[from.column]?.key;
      if (key === undefined || fromKey === undefined || source.readOnly(row, key)) continue;
      entries.push({ row, column: key, text: edited(source, from.row, fromKey) });
    }
  }
  return entries;
}

// edited is what editing a cell starts with.
export function edited(source: Source, row: number, column: string): string {
  return source.editText?.(row, column) ?? source.text(row, column);
}
