// What a page shows now that a document of it shall show, too: its filters, period and units.
import type { Options } from "./export-data";

export interface Carried {
  options: Options;
  told: string[]; // the same for people
}

const carriers = new Map<string, () => Carried>();

// carry tells how a document takes over what the page shows.
export function carry(kind: string, how: () => Carried): void {
  carriers.set(kind, how);
}

export function carried(kind: string): Carried | null {
  const found = carriers.get(kind)?.();
  return found && Object.keys(found.options).length > 0 ? found : null;
}
