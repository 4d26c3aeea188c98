// What keys mean in a grid: pure functions from a key and the state of the grid to what is
// to be done, so that the keyboard can be tested without a browser.

// Key is a key as it was pressed; control stands for Ctrl, on a Mac for Command.
export interface Key {
  key: string;
  control: boolean;
  shift: boolean;
  alt: boolean;
}

// Mode says what the grid is doing. While a cell is replaced (somebody just started to type)
// the arrows leave it, while it is edited (F2, double click) they move within the text.
export type Mode = "ready" | "replacing" | "editing";

// Direction is where a movement goes.
export type Direction = "up" | "down" | "left" | "right";

// Movement is a way of the cursor: by one cell, to the edge of what is filled, by a page, or
// to an end of the row or of the grid. "next" and "previous" wrap around at the ends of rows.
export type Movement =
  | { by: "one" | "edge"; direction: Direction }
  | { by: "page"; direction: "up" | "down" }
  | { by: "end"; of: "row" | "grid"; last: boolean }
  | { by: "tab"; back: boolean };

// Action is what a key asks for.
export type Action =
  | { act: "move"; movement: Movement; extend: boolean }
  | { act: "commit"; movement: Movement }
  | { act: "edit" } // with what the cell holds
  | { act: "type" } // anew, with the key as the first character
  | { act: "cancel" }
  | { act: "clear" }
  | { act: "fill"; direction: "down" | "right" }
  | { act: "all" }
  | { act: "leave" }; // the next Tab leaves the grid

const arrows: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

// actionOf returns what a key asks for; null leaves it to the browser.
export function actionOf(key: Key, mode: Mode): Action | null {
  if (key.alt) return null;
  return mode === "ready" ? whenReady(key) : whenWriting(key, mode);
}

function whenReady(key: Key): Action | null {
  const extend = key.shift;
  const direction = arrows[key.key];
  if (direction) return { act: "move", movement: { by: key.control ? "edge" : "one", direction }, extend };
  switch (key.key) {
    case "Home":
    case "End":
      return { act: "move", movement: { by: "end", of: key.control ? "grid" : "row", last: key.key === "End" }, extend };
    case "Tab":
      return key.control ? null : { act: "move", movement: { by: "tab", back: key.shift }, extend: false };
    case "Escape":
      return { act: "leave" };
  }
  if (key.control) return withControl(key);
  switch (key.key) {
    case "PageUp":
    case "PageDown":
      return { act: "move", movement: { by: "page", direction: key.key === "PageUp" ? "up" : "down" }, extend };
    case "Enter":
      return key.shift ? { act: "move", movement: { by: "one", direction: "up" }, extend: false } : { act: "edit" };
    case "F2":
      return { act: "edit" };
    case "Delete":
    case "Backspace":
      return { act: "clear" };
  }
  return isCharacter(key) ? { act: "type" } : null;
}

function withControl(key: Key): Action | null {
  switch (key.key.toLowerCase()) {
    case "a":
      return { act: "all" };
    case "d":
      return { act: "fill", direction: "down" };
    case "r":
      return { act: "fill", direction: "right" };
  }
  return null;
}

function whenWriting(key: Key, mode: Mode): Action | null {
  switch (key.key) {
    case "Enter":
      return key.control ? null : { act: "commit", movement: { by: "one", direction: key.shift ? "up" : "down" } };
    case "Tab":
      return { act: "commit", movement: { by: "tab", back: key.shift } };
    case "Escape":
      return { act: "cancel" };
  }
  const direction = arrows[key.key];
  if (direction && mode === "replacing" && !key.shift && !key.control) return { act: "commit", movement: { by: "one", direction } };
  return null;
}

function isCharacter(key: Key): boolean {
  return [...key.key].length === 1 || key.key === "Dead" || key.key === "Process"; // the last two begin a composition
}

// Place is a cell by its numbers.
export interface Place {
  row: number;
  column: number;
}

// Extent is what movements need to know about a grid.
export interface Extent {
  rows: number;
  columns: number;
  page: number; // rows of a page
  filled(row: number, column: number): boolean;
}

// move returns where a movement leads; null when it leads out of the grid (Tab only).
export function move(from: Place, movement: Movement, extent: Extent): Place | null {
  const { row, column } = from;
  const lastRow = extent.rows - 1;
  const lastColumn = extent.columns - 1;
  switch (movement.by) {
    case "one":
      return clamp(step(from, movement.direction), extent);
    case "edge":
      return edge(from, movement.direction, extent);
    case "page":
      return clamp({ row: row + (movement.direction === "up" ? -extent.page : extent.page), column }, extent);
    case "end":
      if (movement.of === "row") return { row, column: movement.last ? lastColumn : 0 };
      return movement.last ? { row: lastRow, column: lastColumn } : { row: 0, column: 0 };
    case "tab": {
      const place = row * extent.columns + column + (movement.back ? -1 : 1);
      if (place < 0 || place >= extent.rows * extent.columns) return null;
      return { row: Math.floor(place / extent.columns), column: place % extent.columns };
    }
  }
}

function step(from: Place, direction: Direction): Place {
  const { row, column } = from;
  switch (direction) {
    case "up":
      return { row: row - 1, column };
    case "down":
      return { row: row + 1, column };
    case "left":
      return { row, column: column - 1 };
    case "right":
      return { row, column: column + 1 };
  }
}

function clamp(place: Place, extent: Extent): Place {
  const within = (value: number, count: number): number => Math.max(0, Math.min(value, count - 1));
  return { row: within(place.row, extent.rows), column: within(place.column, extent.columns) };
}

function inside(place: Place, extent: Extent): boolean {
  return place.row >= 0 && place.row < extent.rows && place.column >= 0 && place.column < extent.columns;
}

// edge follows spreadsheets: within a run of filled cells to its end, else to the next filled
// cell, and without any to the end of the grid.
function edge(from: Place, direction: Direction, extent: Extent): Place {
  let at = from;
  let next = step(at, direction);
  if (!inside(next, extent)) return from;
  const filled = (place: Place): boolean => extent.filled(place.row, place.column);
  const run = filled(at) && filled(next);
  for (;;) {
    at = next;
    next = step(at, direction);
    if (!inside(next, extent)) return at;
    if (run ? !filled(next) : filled(at)) return at;
  }
}
