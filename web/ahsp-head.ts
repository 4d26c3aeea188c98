// The head of an analysis: which pekerjaan it is, where it comes from, and what may be done.
import type { Analysis } from "./ahsp-analysis";
import { sources, sourceNames } from "./analysis-list";
import { Failure, send } from "./client";
import { ask } from "./dialog";
import { allowModified, effectOf } from "./list-effect";
import { complain, say } from "./notice";
import { exact, money } from "./figures";
import { readTree } from "./tree";

// showHead prints the head, and offers only what this pekerjaan allows.
export function showHead(analysis: Analysis, writable: boolean): void {
  const { pekerjaan, reference, build_up: sums } = analysis;
  write("[data-head-name]", pekerjaan.uraian);
  write("[data-head-kode]", [pekerjaan.kode, pekerjaan.satuan && `per ${pekerjaan.satuan}`].filter(Boolean).join(" · "));
  const badge = document.querySelector<HTMLElement>("[data-head-source]");
  if (badge) {
    badge.className = `list-badge is-${pekerjaan.source_type}`;
    badge.textContent = sources[pekerjaan.source_type];
    badge.title = sourceNames[pekerjaan.source_type];
  }
  write("[data-head-reference]", reference ? `Dari ${reference.edition}${reference.revision > 1 ? `, revisi ${reference.revision}` : ""}: ${reference.kode} ${reference.nama}` : "");
  write("[data-head-price]", sums ? `Harga satuan Rp ${money(sums.hsp)}${sums.missing_prices > 0 ? ` (sebagian: ${sums.missing_prices} item belum ada harga)` : ""}` : "");
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-head-link]")) link.hash = `#p${pekerjaan.id}`;
  show("[data-locked]", writable && analysis.meta.read_only);
  show("[data-changing]", writable && !analysis.meta.read_only);
  show("[data-reset]", writable && pekerjaan.source_type === "ref_modified" && reference !== null);
}

// makeModified asks, and lets the rows of a reference be changed from then on.
export async function makeModified({ pekerjaan: { id, uraian } }: Analysis, after: () => Promise<void>): Promise<void> {
  try {
    const change = { id, version: await versionOf(id), source_type: "ref_modified" };
    const volume = await allowModified(await effectOf({ changes: [change] }), uraian);
    if (!volume) return;
    await send("POST", "list-pekerjaan/changes/", { changes: [{ ...change, volume }] });
    await after();
    say("Analisa ini kini dapat diubah.", { label: "Urungkan", act: () => document.querySelector<HTMLElement>("[data-undo]")?.click() });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await after();
    complain(error.message);
  }
}

// versionOf reads the version of a pekerjaan, which is not that of its analysis.
async function versionOf(id: number): Promise<number | undefined> {
  const tree = await readTree();
  return tree.klasifikasi.flatMap(({ sub }) => sub.flatMap(({ pekerjaan }) => pekerjaan)).find((one) => one.id === id)?.version;
}

// resetToReference asks, with what will be lost, and gives the pekerjaan its published rows.
export async function resetToReference(shown: Analysis, settled: () => Promise<Analysis>, after: () => Promise<void>): Promise<void> {
  const analysis = await settled();
  if (analysis.pekerjaan.id !== shown.pekerjaan.id) return;
  const own = analysis.items.filter(({ published }) => published === null);
  const changed = analysis.items.filter(({ published, koefisien }) => published !== null && exact(published.koefisien) !== exact(koefisien));
  const lines = [`Analisa ${analysis.pekerjaan.uraian} kembali seperti di ${analysis.reference?.edition ?? "referensi"}.`];
  if (own.length > 0) lines.push(`${own.length} baris buatan sendiri hilang: ${names(own.map(({ uraian }) => uraian))}.`);
  if (changed.length > 0) lines.push(`${changed.length} koefisien kembali ke angka terbitan: ${names(changed.map(({ uraian }) => uraian))}.`);
  if (own.length + changed.length === 0) lines.push("Baris yang dihapus dari referensi muncul lagi; baris lain tetap.");
  lines.push("Harga item tetap, dan langkah ini dapat diurungkan.");
  if (!(await ask({ title: "Kembalikan ke referensi?", body: lines.join("\n"), choices: [{ value: "reset", label: "Kembalikan" }] }))) return;
  try {
    await send("POST", `detail-ahsp/${analysis.pekerjaan.id}/reset-to-ref/`, { version: analysis.version });
    await after();
    say("Analisa kembali seperti di referensi.", { label: "Urungkan", act: () => document.querySelector<HTMLElement>("[data-undo]")?.click() });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await after();
    complain(error.message);
  }
}

function names(all: string[]): string {
  return all.length > 3 ? `${all.slice(0, 3).join(", ")}, dan ${all.length - 3} lainnya` : all.join(", ");
}

function write(selector: string, text: string): void {
  const place = document.querySelector<HTMLElement>(selector);
  if (place) place.textContent = text;
}

function show(selector: string, shown: boolean): void {
  for (const place of document.querySelectorAll<HTMLElement>(selector)) place.hidden = !shown;
}
