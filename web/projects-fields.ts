// The data of a project as columns of a table: in the order of the form, which is also that
// of what people paste.
import { judgeNumbers, type Accepted } from "./judge";
import type { Column, Judged } from "./grid";

// Field is a column of projects. Simple ones are all that a new project needs.
export interface Field extends Column {
  kind: "text" | "anggaran" | "tanggal" | "hari";
  required?: boolean;
  most?: number; // characters
  simple?: boolean;
}

export const fields: readonly Field[] = [
  { key: "nama", name: "Nama proyek", width: 300, kind: "text", required: true, most: 200, simple: true },
  { key: "lokasi_project", name: "Lokasi", width: 180, kind: "text", required: true, most: 255, simple: true },
  { key: "nama_client", name: "Pemilik pekerjaan", width: 180, kind: "text", required: true, most: 255, simple: true },
  { key: "sumber_dana", name: "Sumber dana", width: 140, kind: "text", required: true, most: 255, simple: true },
  { key: "anggaran_owner", name: "Anggaran (Rp)", width: 160, kind: "anggaran", right: true, required: true, simple: true },
  { key: "tanggal_mulai", name: "Tanggal mulai", width: 140, kind: "tanggal", required: true, simple: true, hint: "Contoh: 05/01/2026 atau 5 Januari 2026" },
  { key: "tanggal_selesai", name: "Tanggal selesai", width: 140, kind: "tanggal", hint: "Kosong: dihitung dari durasi, atau 31 Desember tahun mulai" },
  { key: "durasi_hari", name: "Durasi (hari)", width: 100, kind: "hari", right: true },
  ...(
    [
      ["jabatan_client", "Jabatan pemilik"], ["instansi_client", "Instansi pemilik"], ["nama_kontraktor", "Nama kontraktor"],
      ["instansi_kontraktor", "Perusahaan kontraktor"], ["nama_konsultan_perencana", "Konsultan perencana"],
      ["instansi_konsultan_perencana", "Perusahaan perencana"], ["nama_konsultan_pengawas", "Konsultan pengawas"],
      ["instansi_konsultan_pengawas", "Perusahaan pengawas"], ["ket_project1", "Keterangan 1"], ["ket_project2", "Keterangan 2"],
    ] as const
  ).map(([key, name]): Field => ({ key, name, width: 160, kind: "text", most: 255 })),
  { key: "kategori", name: "Kategori", width: 130, kind: "text", most: 100, hint: "Huruf, angka dan spasi" },
  { key: "deskripsi", name: "Deskripsi", width: 260, kind: "text", most: 20_000 },
];

// judge judges texts by the column that they are for: numbers and days by the server.
export async function judge(entries: readonly { field: Field; text: string; required: boolean }[]): Promise<Judged[]> {
  const asked = entries.filter(({ field }) => field.kind === "anggaran" || field.kind === "tanggal");
  const answers = asked.length > 0 ? await judgeNumbers(asked.map(({ field, text }) => ({ field: field.kind, text }))) : [];
  let next = 0;
  return entries.map(({ field, text, required }) => {
    const own = field.kind === "anggaran" || field.kind === "tanggal" ? answers[next++] : judgeText(field, text);
    const judged = own ?? { refused: "Isian ditolak." };
    const empty = "value" in judged && !(judged.value as Accepted).value;
    return required && empty ? { refused: `${field.name} wajib diisi.` } : judged;
  });
}

function judgeText(field: Field, text: string): Judged {
  const tidy = text.trim();
  if (field.kind === "hari" && tidy !== "" && !/^[1-9]\d{0,5}$/.test(tidy)) return { refused: "Durasi harus bilangan bulat, sedikitnya 1 hari." };
  if (field.most && [...tidy].length > field.most) return { refused: `${field.name} paling panjang ${field.most} huruf.` };
  return { value: { value: tidy, shown: tidy } satisfies Accepted };
}
