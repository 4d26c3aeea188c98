// The work list as a tree, and where its rows go when they are moved: pure functions, so that
// moving by keys and by the mouse follow the same rules.
import type { TreeRow } from "./tree";

// Node is a heading or a pekerjaan with its place.
export interface Node<R extends TreeRow> {
  row: R;
  id: number; // of the server; 0 while the row is not stored
  depth: number; // 0 klasifikasi, 1 sub-klasifikasi, 2 pekerjaan
  parent: Node<R> | null; // null at the top
  children: Node<R>[];
}

// Place is where a row goes: below a parent (0 at the top), behind a sibling (0 for the first).
export interface ListPlace {
  parent: number;
  after: number;
}

// idOf reads the server's id of a row of a sheet.
export function idOf(row: TreeRow): number {
  return Number(/^h?(\d+)$/.exec(row.id)?.[1] ?? "0");
}

// nodesOf returns all stored rows in their order, each knowing what stands above and below it.
export function nodesOf<R extends TreeRow>(rows: readonly R[]): Node<R>[] {
  const above: (Node<R> | null)[] = [null, null];
  const nodes: Node<R>[] = [];
  for (const row of rows) {
    const [depth, id] = [row.level ?? 2, idOf(row)];
    if (id === 0) continue;
    const node: Node<R> = { row, id, depth, parent: depth === 0 ? null : (above[depth - 1] ?? null), children: [] };
    node.parent?.children.push(node);
    if (depth < 2) above[depth] = node;
    if (depth === 0) above[1] = null;
    nodes.push(node);
  }
  return nodes;
}

function siblingsOf<R extends TreeRow>(node: Node<R>, nodes: readonly Node<R>[]): Node<R>[] {
  return node.parent ? node.parent.children : nodes.filter(({ depth }) => depth === 0);
}

// stepOf returns where a row goes by one step; at the end of its heading it goes on into the
// next one. Null at the ends of the list.
export function stepOf<R extends TreeRow>(id: number, nodes: readonly Node<R>[], down: boolean): ListPlace | null {
  const node = nodes.find((known) => known.id === id);
  if (!node) return null;
  const siblings = siblingsOf(node, nodes);
  const at = siblings.indexOf(node);
  const parent = node.parent?.id ?? 0;
  if (down && at < siblings.length - 1) return { parent, after: siblings[at + 1]?.id ?? 0 };
  if (!down && at > 0) return { parent, after: siblings[at - 2]?.id ?? 0 };
  const parents = nodes.filter(({ depth }) => depth === node.depth - 1);
  const other = node.parent ? parents[parents.indexOf(node.parent) + (down ? 1 : -1)] : undefined;
  if (!other) return null;
  return { parent: other.id, after: down ? 0 : (other.children.at(-1)?.id ?? 0) };
}

// dropOf returns where a row goes that is dropped on the upper or lower half of another one.
// Null where it would stay, or cannot stand.
export function dropOf<R extends TreeRow>(id: number, onto: number, lower: boolean, nodes: readonly Node<R>[]): ListPlace | null {
  const node = nodes.find((known) => known.id === id);
  let target: Node<R> | null = nodes.find((known) => known.id === onto) ?? null;
  if (!node) return null;
  let behind = lower;
  while (target && target.depth > node.depth) [target, behind] = [target.parent, true];
  if (!target || target === node) return null;
  if (target.depth === node.depth) {
    const siblings = siblingsOf(target, nodes);
    const after = behind ? target : siblings[siblings.indexOf(target) - 1];
    return after === node ? null : { parent: target.parent?.id ?? 0, after: after?.id ?? 0 };
  }
  if (target.depth === node.depth - 1) return { parent: target.id, after: 0 };
  const last = target.children.at(-1); // a pekerjaan on a klasifikasi goes into its last sub
  return last ? { parent: last.id, after: last.children.at(-1)?.id ?? 0 } : null;
}
