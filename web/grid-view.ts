// Draws a grid: rows on demand, columns that stay in sight, rows pinned at the bottom. The
// only module that knows SlickGrid; selection, editing and clipboard are ours (grid.ts).
import { SlickGrid, type Column as SlickColumn, type CssStyleHash } from "slickgrid";

import type { Place } from "./grid-keys";
import type { Area } from "./grid-paste";
import type { Column, Source } from "./grid-source";

const rowHeight = 32; // pixels; a finger hits it, and 20 rows fit on a small laptop

// Core is SlickGrid without its own cursor: keys and focus belong to grid.ts.
class Core extends SlickGrid {
  protected override setFocus(): void {}
  protected override handleKeyDown(): void {}

  // Pinned rows stand at the top of their pane. SlickGrid puts them elsewhere when there are few
  // rows and scrollbars take no room.
  override getFrozenRowOffset(row: number): number {
    return this.hasFrozenRows && row >= this.actualFrozenRow ? this.getRowTop(this.actualFrozenRow) : 0;
  }
}

// Box is where a cell is in the window; out of sight while it is scrolled away.
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
  inSight: boolean;
}

export interface ViewOptions {
  label: string; // what the grid is, for people who hear it
  frozen: number; // columns at the left that stay in sight
  widths: Record<string, number>; // of columns that a person dragged
  resized(key: string, width: number): void;
  drawn(): void; // after rows were drawn anew
}

function holder(content: Node): HTMLElement {
  const span = document.createElement("span");
  span.append(content);
  return span;
}

export class GridView {
  // element is what has the focus while somebody works in the grid.
  readonly element: HTMLElement;
  private readonly core: Core;
  private cursor: Place | null = null;
  private area: Area | null = null;
  private counted = 0; // rows when they were last counted

  constructor(
    host: HTMLElement,
    private readonly source: Source,
    private readonly options: ViewOptions,
  ) {
    this.element = document.createElement("div");
    this.element.className = "grid-frame";
    host.append(this.element);
    this.core = this.create();
    this.element.tabIndex = 0;
    this.element.setAttribute("aria-label", options.label);
    this.tame();
    this.core.onRendered.subscribe(() => {
      this.paint();
      this.describe();
      options.drawn();
    });
    this.core.onColumnsResized.subscribe((_event, { triggeredByColumn }) => {
      const column = this.core.getColumns().find((c) => c.id === triggeredByColumn);
      if (column?.width) options.resized(String(column.id), column.width);
    });
    new ResizeObserver(() => this.fit()).observe(this.element);
    this.core.render();
  }

  private create(): Core {
    const { source } = this;
    this.counted = source.count();
    const rows = { getLength: () => source.count(), getItem: () => ({}), getItemMetadata: (row: number) => ({ cssClasses: this.rowClass(row) }) };
    return new Core(this.element, rows, this.columns(), {
      rowHeight,
      frozenColumn: this.frozen() - 1,
      ...(source.pinned ? { frozenRow: source.pinned, frozenBottom: true } : {}),
      enableCellNavigation: false,
      enableColumnReorder: false,
      enableHtmlRendering: false,
      sanitizer: (text: string) => text, // shown as text, never as HTML
      enableTextSelectionOnCells: false,
      emulatePagingWhenScrolling: false,
      scrollRenderThrottling: 0,
      minRowBuffer: 8,
      skipFreezeColumnValidation: true,
      invalidColumnFreezeWidthCallback: () => undefined,
      invalidColumnFreezePickerCallback: () => undefined,
    });
  }

  // tame leaves the focus to the grid as a whole. What scrolls has to take it, as browsers see
  // it, but passes it on.
  private tame(): void {
    this.untab();
    for (const pane of this.panes()) {
      pane.setAttribute("role", "rowgroup");
      pane.addEventListener("focus", () => this.element.focus({ preventScroll: true }));
    }
    this.stops(true);
  }

  // untab takes the parts of the grid out of the order of the Tab key.
  private untab(): void {
    for (const part of this.element.querySelectorAll("[tabindex]:not(.slick-viewport)")) part.removeAttribute("tabindex");
  }

  // stops decides whether the Tab key stops within the grid, or leaves it.
  stops(within: boolean): void {
    for (const pane of this.panes()) pane.tabIndex = within ? 0 : -1;
  }

  private panes(): NodeListOf<HTMLElement> {
    return this.element.querySelectorAll<HTMLElement>(".slick-viewport");
  }

  // frozen leaves room to scroll: on a narrow screen no column stays in sight.
  private frozen(): number {
    const wide = this.source.columns.slice(0, this.options.frozen).reduce((all, column) => all + this.width(column), 0);
    return wide > this.element.clientWidth * 0.6 ? 0 : this.options.frozen;
  }

  // width is what a person dragged, else the column's own; on a phone none fills the screen.
  private width(column: Column): number {
    return this.options.widths[column.key] ?? Math.min(column.width, Math.max(48, this.element.clientWidth * 0.45));
  }

  // columns lets the widest column take the room that is left over.
  private columns(): SlickColumn[] {
    const { columns } = this.source;
    const spare = this.element.clientWidth - 16 - columns.reduce((all, column) => all + this.width(column), 0);
    const widest = columns.reduce((best, column, i) => (column.width > (columns[best]?.width ?? 0) ? i : best), 0);
    return columns.map((column, i) => ({
      id: column.key,
      field: column.key,
      name: column.head?.() ?? column.name,
      width: this.width(column) + (i === widest && spare > 0 && this.options.widths[column.key] === undefined ? spare : 0),
      minWidth: column.least ?? 40,
      resizable: true,
      ...(column.hint ? { toolTip: column.hint } : {}),
      ...(column.right ? { cssClass: "is-figure" } : {}),
      headerCssClass: [column.right ? "is-figure" : "", column.headClass ?? ""].filter(Boolean).join(" "),
      formatter: (row: number) => this.format(row, column.key),
    }));
  }

  private format(row: number, key: string): ReturnType<NonNullable<SlickColumn["formatter"]>> {
    const { source } = this;
    const problem = source.problem?.(row, key) ?? "";
    const classes = [source.cellClass?.(row, key) ?? "", problem ? "is-wrong" : "", source.readOnly(row, key) ? "is-fixed" : ""];
    const text = source.text(row, key);
    const content = source.content?.(row, key);
    const shown = { addClasses: " " + classes.filter(Boolean).join(" "), toolTip: problem || text };
    return content ? { ...shown, html: holder(content) } : { ...shown, text };
  }

  private rowClass(row: number): string {
    return this.source.rowClass?.(row) ?? "";
  }

  // placeOf returns the cell under a mouse, or nothing when it is elsewhere.
  placeOf(target: EventTarget | null): Place | null {
    if (!(target instanceof Element)) return null;
    const cell = target.closest(".slick-cell");
    const row = cell?.parentElement?.dataset["row"];
    const column = /(?:^| )l(\d+)(?: |$)/.exec(cell?.className ?? "")?.[1];
    return row === undefined || column === undefined ? null : { row: Number(row), column: Number(column) };
  }

  // box returns where a cell is.
  box(place: Place): Box | null {
    const cell = this.core.getCellNodeBox(place.row, place.column);
    if (!cell) return null;
    const canvas = this.core.getCanvasNode(place.column, place.row);
    const origin = canvas.getBoundingClientRect();
    const pane = canvas.parentElement?.getBoundingClientRect() ?? origin;
    const left = origin.left + cell.left;
    const top = origin.top + cell.top;
    const width = cell.right - cell.left;
    const inSight = left + width > pane.left && left < pane.right && top + rowHeight > pane.top && top < pane.bottom;
    return { left, top, width, height: rowHeight, inSight };
  }

  // page is the number of whole rows in sight.
  get page(): number {
    const { top, bottom } = this.core.getVisibleRange();
    return Math.max(1, bottom - top - 1);
  }

  // reveal scrolls a cell into sight.
  reveal(place: Place): void {
    this.core.scrollCellIntoView(place.row, place.column, false);
  }

  // revealColumn scrolls sideways alone.
  revealColumn(column: number): void {
    if (column >= 0) this.core.scrollColumnIntoView(column);
  }

  // mark shows the cursor and the selection.
  mark(cursor: Place | null, area: Area | null): void {
    this.cursor = cursor;
    this.area = area;
    this.paint();
    this.describe();
  }

  // paint marks the selected cells, of those that are drawn: selections may be very large.
  private paint(): void {
    const { area, cursor } = this;
    const hash: CssStyleHash = {};
    if (area && cursor) {
      for (const row of this.drawnRows()) {
        if (row < area.top || row > area.bottom) continue;
        const cells: Record<string, string> = {};
        for (let column = area.left; column <= area.right; column++) {
          const key = this.source.columns[column]?.key;
          if (key === undefined) continue;
          cells[key] = row === cursor.row && column === cursor.column ? "is-cursor" : "is-selected";
        }
        hash[row] = cells;
      }
    }
    this.core.setCellCssStyles("selection", hash);
  }

  private drawnRows(): number[] {
    return Object.keys(this.core.getRowCache()).map(Number);
  }

  // describe tells assistive technology which cells the drawn ones are, out of how many.
  private describe(): void {
    this.element.setAttribute("aria-rowcount", String(this.source.count() + 1));
    this.element.setAttribute("aria-colcount", String(this.source.columns.length));
    for (const row of this.element.querySelectorAll<HTMLElement>(".slick-row:not([aria-rowindex])")) {
      row.setAttribute("aria-rowindex", String(Number(row.dataset["row"]) + 2));
    }
    for (const cell of this.element.querySelectorAll<HTMLElement>(".slick-cell:not([aria-colindex])")) {
      const place = this.placeOf(cell);
      if (!place) continue;
      cell.setAttribute("aria-colindex", String(place.column + 1));
      cell.removeAttribute("tabindex");
      const key = this.source.columns[place.column]?.key ?? "";
      if (this.source.readOnly(place.row, key)) cell.setAttribute("aria-readonly", "true");
      if (this.source.problem?.(place.row, key)) cell.setAttribute("aria-invalid", "true");
    }
    for (const cell of this.element.querySelectorAll(".slick-cell[aria-selected]")) cell.removeAttribute("aria-selected");
    const cell = this.cursor && this.core.getCellNode(this.cursor.row, this.cursor.column);
    if (!cell) {
      this.element.removeAttribute("aria-activedescendant");
      return;
    }
    cell.id ||= `${this.core.getUID()}-${this.cursor?.row}-${this.cursor?.column}`;
    cell.setAttribute("aria-selected", "true");
    this.element.setAttribute("aria-activedescendant", cell.id);
  }

  // redraw shows rows anew; without a list all of them, whose number may have changed.
  redraw(rows?: readonly number[]): void {
    if (rows) this.core.invalidateRows([...rows]);
    else {
      if (this.source.pinned && this.source.count() !== this.counted) this.core.setOptions({ frozenRow: this.source.pinned }, true, true, true);
      this.counted = this.source.count();
      this.core.invalidateAllRows();
      this.core.updateRowCount();
    }
    this.core.render();
  }

  // arrange shows the columns that the source has now, and keeps as many in sight as options
  // say. The place that was scrolled to stays.
  arrange(frozen: number): void {
    this.options.frozen = frozen;
    const [left, top] = [this.scrolled("scrollLeft"), this.scrolled("scrollTop")];
    const columns = this.columns();
    this.core.setOptions({ frozenColumn: this.frozen() - 1 }, true, true);
    this.core.setColumns(columns);
    for (const pane of this.panes()) {
      if (pane.scrollWidth > pane.clientWidth) pane.scrollLeft = left;
      if (pane.scrollHeight > pane.clientHeight) pane.scrollTop = top;
    }
    this.untab();
    this.core.render();
  }

  private scrolled(way: "scrollLeft" | "scrollTop"): number {
    return Math.max(0, ...[...this.panes()].map((pane) => pane[way]));
  }

  // fit follows the size of the page.
  fit(): void {
    if (this.element.clientWidth === 0) return;
    this.core.resizeCanvas();
  }
}
