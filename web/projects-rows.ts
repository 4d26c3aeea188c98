// The rows of a table of projects: what the server has, what stands there now, and what the
// browser keeps of it until it is saved.
import { get, type Decimal } from "./client";
import { fields, type Field } from "./projects-fields";
import { printed } from "./figures";

// Cell is what a cell holds: as it is stored, and as it is shown.
export interface Cell {
  value: string;
  shown: string;
}

export const blank: Cell = { value: "", shown: "" };

export interface TableRow {
  id: string;
  project?: number; // of an existing project
  version?: number;
  prices: boolean;
  before: Record<string, Cell>; // as the server has it
  now: Record<string, Cell>;
}

interface Stored {
  id: number;
  version: number;
  write: boolean;
  prices: boolean;
  [field: string]: string | number | boolean | null;
}

// readRows reads the projects that may be changed.
export async function readRows(ids: readonly number[]): Promise<TableRow[]> {
  const { projects } = await get<{ projects: Stored[] }>(`/detail_project/api/projects/table/?ids=${ids.join(",")}`);
  return projects.filter(({ write }) => write).map((stored) => {
    const before = Object.fromEntries(fields.map((field) => [field.key, cellOf(field, stored[field.key] as Decimal | null)]));
    return { id: `p${stored.id}`, project: stored.id, version: stored.version, prices: stored.prices, before, now: { ...before } };
  });
}

function cellOf(field: Field, value: Decimal | null): Cell {
  const text = value === null ? "" : String(value);
  if (field.kind === "anggaran") return { value: text.includes(".") ? text.replace(/\.?0+$/, "") : text, shown: printed(value) };
  if (field.kind === "tanggal") return { value: text, shown: text.split("-").reverse().join("/") };
  return { value: text, shown: text };
}

// emptyRow is a row for a new project.
export function emptyRow(at: number, now: Record<string, Cell>): TableRow {
  return { id: `n${at}`, prices: true, before: {}, now };
}

// filled reports whether a row holds anything.
export function filled(row: TableRow): boolean {
  return fields.some(({ key }) => row.now[key]?.value);
}

// differences lists the fields that are not as the server has them.
export function differences(row: TableRow): string[] {
  return fields.map(({ key }) => key).filter((key) => (row.now[key] ?? blank).value !== (row.before[key] ?? blank).value);
}

const draftKey = "takar-unsaved-projects";

// keepDraft keeps new projects over a crash or a closed tab, until they are saved or dropped.
export function keepDraft(rows: readonly TableRow[]): void {
  try {
    localStorage.setItem(draftKey, JSON.stringify(rows.map(({ now }) => now)));
  } catch {
    // storage is switched off or full: the table itself still holds them
  }
}

export function forgetDraft(): void {
  try {
    localStorage.removeItem(draftKey);
  } catch {
    // nothing was kept
  }
}

// takeDraft returns what was kept; null when there is nothing.
export function takeDraft(): TableRow[] | null {
  try {
    const kept = JSON.parse(localStorage.getItem(draftKey) ?? "null") as Record<string, Cell>[] | null;
    const rows = (kept ?? []).map((now, at) => emptyRow(at, now));
    return rows.some(filled) ? rows : null;
  } catch {
    return null;
  }
}
