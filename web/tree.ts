// The headings and pekerjaan of a project, as every sheet shows them.
import { get } from "./client";
import type { Row } from "./sheet";

// Tree is the answer of list-pekerjaan/tree/.
export interface Tree {
  version: number;
  klasifikasi: (Heading & { sub: (Heading & { pekerjaan: Pekerjaan[] })[] })[];
}

export interface Heading {
  id: number;
  number: string; // I, A
  name: string;
  version: number;
  smkk?: boolean; // of a klasifikasi: costs of SMKK, without BUK
}

export interface Pekerjaan {
  id: number;
  number: string; // 1
  source_type: "ref" | "ref_modified" | "custom";
  snapshot_kode: string | null;
  snapshot_uraian: string | null;
  snapshot_satuan: string | null;
  ref_id: number | null;
  version: number;
}

// readTree fetches the work list.
export function readTree(): Promise<Tree> {
  return get<Tree>("list-pekerjaan/tree/");
}

// TreeRow is a heading or a pekerjaan of a sheet; number is its place: I, A, 1.
export interface TreeRow extends Row {
  number: string;
  smkk?: boolean; // of a klasifikasi
  pekerjaan?: Pekerjaan;
}

// treeRows lists headings and pekerjaan in their order, each made into a row by the page.
export function treeRows<R extends TreeRow>(tree: Tree, make: (row: TreeRow) => R): R[] {
  const rows: R[] = [];
  const heading = ({ id, name, number, version, smkk = false }: Heading, level: number): R => make({ id: `h${id}`, title: name, level, number, version, smkk });
  for (const klasifikasi of tree.klasifikasi) {
    rows.push(heading(klasifikasi, 0));
    for (const sub of klasifikasi.sub) {
      rows.push(heading(sub, 1));
      for (const pekerjaan of sub.pekerjaan) {
        const { id, number, snapshot_uraian, version } = pekerjaan;
        rows.push(make({ id: String(id), title: snapshot_uraian ?? "Tanpa uraian", number, pekerjaan, version }));
      }
    }
  }
  return rows;
}
