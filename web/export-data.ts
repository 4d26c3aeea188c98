// What a project can be exported as: its documents with their formats and options, and what
// was chosen last. Which documents there are, and what may be chosen, the server says.
import { get, project } from "./client";

export interface Choice {
  value: string;
  label: string;
}

export interface Finding {
  severity: "error" | "warning" | "info";
  sentence: string;
  count: number;
  page: string;
  pekerjaan_id: number | null;
  harga_item_id: number | null;
}

export interface Entry {
  kind: string;
  name: string;
  formats: string[];
  json: boolean;
  long: boolean;
  available: boolean;
  reason: string;
  options: string[];
  export_url: string;
  findings: Finding[];
}

export interface Catalogue {
  revision: number;
  can_issue: boolean;
  documents: Entry[];
  choices: Record<string, Choice[] | undefined>;
  schedule: { weeks: number; status_week: number; months: Choice[] } | null;
}

// Options are parameters by their names; what is absent or empty is as the document is.
export type Options = Record<string, string>;

// Chosen is a format with its options.
export interface Chosen {
  format: string;
  options: Options;
}

export const formatNames: Record<string, string> = { pdf: "PDF", word: "Word", xlsx: "Excel", csv: "CSV", json: "JSON" };

// printed are the formats that people print; the others are for programs.
export const printed = ["pdf", "word", "xlsx"];

// lasting are the options that another project or another day may have, too; periods and
// filters are not.
const lasting = ["paper", "orientation", "status", "purpose", "bobot", "signatures", "mode", "report_type"];

export function loadCatalogue(): Promise<Catalogue> {
  return get<Catalogue>(`/detail_project/api/v2/project/${project}/documents/`);
}

// queryOf is what an order of a document says in an address: what it knows of what is chosen.
export function queryOf({ options: known }: Pick<Entry, "options">, options: Options): string {
  const query = new URLSearchParams();
  for (const name of known) {
    const value = options[name];
    if (value) query.set(name, value);
  }
  return query.toString();
}

// spans writes numbers as people do: 1–4, 7.
export function spans(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(", ");
}

const place = (kind: string): string => `takar-export:${kind}`;

// remember keeps what was chosen for a document, for the next time in this browser.
export function remember(kind: string, { format, options }: Chosen): void {
  const kept = Object.fromEntries(Object.entries(options).filter(([name, value]) => lasting.includes(name) && value !== ""));
  try {
    localStorage.setItem(place(kind), JSON.stringify({ format, options: kept }));
  } catch {
    // a browser that keeps nothing begins anew each time
  }
}

// recall is what was chosen for a document last, as far as it still can be.
export function recall(entry: Entry, choices: Catalogue["choices"]): Chosen {
  const formats = entry.formats.filter((format) => printed.includes(format));
  const chosen: Chosen = { format: formats[0] ?? "", options: {} };
  try {
    const kept = JSON.parse(localStorage.getItem(place(entry.kind)) ?? "{}") as Partial<Chosen>;
    if (kept.format && formats.includes(kept.format)) chosen.format = kept.format;
    for (const [name, value] of Object.entries(kept.options ?? {})) {
      const offered = choices[name];
      if (lasting.includes(name) && (!offered || offered.some((choice) => choice.value === value))) chosen.options[name] = value;
    }
  } catch {
    // as if nothing had been kept
  }
  return chosen;
}
