// Bars under the mouse: what they are, and, for those who may write, moving them by whole
// weeks and stretching their ends. A finger scrolls; for it there is the dialog.
import { dragged, holdAt, placeText, type Hold } from "./jadwal-bars";
import type { Schedule } from "./jadwal-data";
import { rowHeight, span } from "./jadwal-draw";
import { weekLines } from "./jadwal-gantt-words";
import { ends, type GanttRow, type Segment } from "./jadwal-rows";
import type { Scale } from "./jadwal-time";
import { byClass, tag } from "./svg";

const far = 4; // pixels that make a press a drag

// Bars is what is under the mouse.
export interface Bars {
  readonly rows: readonly GanttRow[];
  readonly scale: Scale;
  readonly scroller: HTMLElement;
  readonly body: SVGSVGElement;
  readonly current: Schedule | null;
  choose(id: string, intoSight?: boolean): void;
}

// watchBars shows tips and lets bars be moved; drop is called with where a bar was let go.
export function watchBars(bars: Bars, tip: HTMLElement, ghost: SVGGElement, writable: boolean, drop: (row: GanttRow, to: Segment) => void): void {
  const { body } = bars;
  const at = (event: PointerEvent): { x: number; y: number; index: number } => {
    const { left, top } = body.getBoundingClientRect();
    const [x, y] = [event.clientX - left + bars.scroller.scrollLeft, event.clientY - top + bars.scroller.scrollTop];
    return { x, y, index: Math.floor(y / rowHeight) };
  };
  const hide = (): void => {
    tip.hidden = true;
  };
  const show = (event: PointerEvent, lines: readonly string[]): void => {
    tip.replaceChildren(...lines.map((text, i) => {
      const line = document.createElement(i === 0 ? "strong" : "span");
      line.textContent = text;
      return line;
    }));
    tip.hidden = false;
    const stage = tip.parentElement?.getBoundingClientRect();
    if (!stage) return;
    const x = Math.min(event.clientX - stage.left + 14, stage.width - tip.offsetWidth - 8);
    const below = event.clientY - stage.top + 18;
    tip.style.left = `${Math.max(8, x)}px`;
    tip.style.top = `${below + tip.offsetHeight > stage.height ? Math.max(4, below - tip.offsetHeight - 32) : below}px`;
  };
  const barAt = (event: PointerEvent): { row: GanttRow; bar: Segment; hold: Hold } | null => {
    const { x, y, index } = at(event);
    const row = bars.rows[index];
    const bar = row?.level === 2 && y - index * rowHeight < 18 ? ends(row.planned) : null;
    const hold = bar && holdAt(bars.scale, bar, x);
    return row && bar && hold ? { row, bar, hold } : null;
  };
  let dragging = false;
  body.addEventListener("pointermove", (event) => {
    if (dragging || event.pointerType === "touch") return;
    const { x, index } = at(event);
    const row = bars.rows[index];
    const held = writable ? barAt(event) : null;
    body.classList.toggle("can-move", held?.hold === "whole");
    body.classList.toggle("can-stretch", held !== null && held.hold !== "whole");
    if (row && bars.current && x <= bars.scale.width) show(event, weekLines(row, bars.scale.weekAt(x) + 1, bars.current));
    else hide();
  });
  body.addEventListener("pointerleave", () => {
    if (!dragging) hide();
  });
  body.addEventListener("click", (event) => {
    const { x, index } = at(event as PointerEvent);
    const row = bars.rows[index];
    if (!row || !bars.current) return;
    bars.choose(row.id, false);
    if ((event as PointerEvent).pointerType === "touch") show(event as PointerEvent, weekLines(row, bars.scale.weekAt(x) + 1, bars.current));
  });
  bars.scroller.addEventListener("scroll", () => {
    if (!dragging) hide();
  });
  if (!writable) return;
  body.addEventListener("pointerdown", (event) => {
    const held = event.button === 0 && event.pointerType !== "touch" ? barAt(event) : null;
    const schedule = bars.current;
    if (!held || !schedule) return;
    const { row, bar, hold } = held;
    const start = at(event).x;
    let place = bar;
    body.setPointerCapture(event.pointerId);
    event.preventDefault();
    const over = (move: PointerEvent): void => {
      const { x } = at(move);
      dragging ||= Math.abs(x - start) > far;
      if (!dragging) return;
      place = dragged(bars.scale, bar, hold, start, x, schedule.timeline.project_weeks);
      const shape = span(bars.scale, place);
      const top = bars.rows.indexOf(row) * rowHeight;
      if (shape) ghost.innerHTML = tag("rect", { x: shape.x, y: top + 4, width: shape.width, height: 15, rx: 3, ...byClass("ghost") });
      show(move, [row.title, placeText(place, schedule)]);
    };
    const end = (over_: Event): void => {
      body.removeEventListener("pointermove", over);
      body.removeEventListener("pointerup", end);
      body.removeEventListener("pointercancel", end);
      document.removeEventListener("keydown", cancel, true);
      const moved = dragging && over_.type === "pointerup" && (place.from !== bar.from || place.to !== bar.to);
      dragging = false;
      ghost.replaceChildren();
      hide();
      if (moved) drop(row, place);
    };
    const cancel = (key: KeyboardEvent): void => {
      if (key.key !== "Escape") return;
      key.stopPropagation();
      end(key);
    };
    body.addEventListener("pointermove", over);
    body.addEventListener("pointerup", end);
    body.addEventListener("pointercancel", end);
    document.addEventListener("keydown", cancel, true);
  });
}
