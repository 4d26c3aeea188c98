// Moving rows with the mouse, by their numbers.
import { dropOf, type ListPlace, type Node } from "./list-tree";
import type { TreeRow } from "./tree";

const far = 4; // pixels that make a press a drag

// watchDrag lets rows be dragged by the cells of the class is-handle. at returns the node of a
// drawn row; while search or filter narrow the list there are none to drop between.
export function watchDrag<R extends TreeRow>(host: HTMLElement, at: (row: number) => Node<R> | undefined, nodes: () => readonly Node<R>[], drop: (node: Node<R>, place: ListPlace) => void): void {
  const rowOf = (target: EventTarget | null): HTMLElement | null => (target as HTMLElement | null)?.closest<HTMLElement>(".slick-row") ?? null;
  const nodeOf = (row: HTMLElement | null): Node<R> | undefined => (row ? at(Number(row.dataset["row"])) : undefined);
  const unmark = (): void => {
    for (const row of host.querySelectorAll(".slick-row")) row.classList.remove("is-drop-above", "is-drop-below", "is-dragged");
  };
  const mark = (number: string | undefined, className: string): void => {
    for (const row of host.querySelectorAll(`.slick-row[data-row="${number}"]`)) row.classList.add(className);
  };
  host.addEventListener("mousedown", (event) => {
    const row = rowOf(event.target);
    const node = nodeOf(row);
    if (event.button !== 0 || event.shiftKey || !node || !(event.target as HTMLElement).closest(".is-handle")) return;
    let place: ListPlace | null = null;
    let dragging = false;
    const over = (move: MouseEvent): void => {
      dragging ||= Math.abs(move.clientY - event.clientY) > far;
      if (!dragging) return;
      move.preventDefault();
      move.stopPropagation();
      unmark();
      mark(row?.dataset["row"], "is-dragged");
      const under = rowOf(document.elementFromPoint(move.clientX, move.clientY));
      const target = nodeOf(under);
      const { top, height } = under?.getBoundingClientRect() ?? { top: 0, height: 0 };
      const lower = move.clientY > top + height / 2;
      place = target ? dropOf(node.id, target.id, lower, nodes()) : null;
      if (place) mark(under?.dataset["row"], lower ? "is-drop-below" : "is-drop-above");
    };
    const end = (up: Event): void => {
      document.removeEventListener("mousemove", over, true);
      document.removeEventListener("mouseup", end, true);
      document.removeEventListener("keydown", cancel, true);
      unmark();
      if (dragging && place && up.type === "mouseup") drop(node, place);
    };
    const cancel = (key: KeyboardEvent): void => {
      if (key.key === "Escape") end(key);
    };
    document.addEventListener("mousemove", over, true);
    document.addEventListener("mouseup", end, true);
    document.addEventListener("keydown", cancel, true);
  });
}
