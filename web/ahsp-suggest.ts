// What may stand in a row: price items of the project, and for a bundle its pekerjaan and the
// analyses of the library. Taking one fills the rest of the row.
import type { Analysis, ComponentRow, Kategori } from "./ahsp-analysis";
import type { AnalysisList } from "./analysis-list";
import { get } from "./client";
import type { Suggestion } from "./grid";
import type { Edit } from "./sheet";

interface Offer {
  kode: string;
  uraian: string;
  satuan: string;
  target: string; // "job:12" or "ahsp:3"; "" for a price item
}

interface Items {
  items: { kode_item: string; kategori: Kategori; uraian: string; satuan: string | null }[];
}

interface Hits {
  results: { id: number; kode_ahsp: string; nama_ahsp: string; satuan: string | null; sumber: string }[];
}

const most = 8; // of each kind

export class Suggestions {
  private offers = new Map<string, Offer>(); // by column and text

  constructor(private readonly list: AnalysisList) {}

  // offer lists what fits to a text that is being typed.
  async offer(row: ComponentRow, column: string, text: string, analysis: Analysis | undefined): Promise<Suggestion[]> {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0 || (column !== "kode" && column !== "uraian")) return [];
    const bundles = row.kategori === "LAIN" && analysis?.pekerjaan.source_type === "custom";
    const found = bundles ? await this.bundles(row.of, words, text) : await items(row.kategori, words);
    this.offers = new Map();
    return found.map(({ offer, detail }) => {
      const taken = column === "kode" ? offer.kode : offer.uraian;
      this.offers.set(`${column}/${taken}`, offer);
      return { text: taken, label: `${offer.kode} · ${offer.uraian}`, detail, commit: true };
    });
  }

  // follow returns the further edits that taking a suggestion means.
  follow(edit: Edit, row: ComponentRow | undefined): Edit[] {
    const offer = this.offers.get(`${edit.column}/${edit.shown}`);
    if (!offer || !row || row.level !== undefined) return [];
    const held: Record<string, string> = { kode: row.kode, uraian: row.title, satuan: row.satuan, target: "" };
    const cells: [string, string][] = [["kode", offer.kode], ["uraian", offer.uraian], ["satuan", offer.satuan], ["target", offer.target]];
    return cells
      .filter(([column, value]) => column !== edit.column && (column !== "target" || value !== ""))
      .map(([column, value]) => ({ ...edit, column, text: value, shown: value, value, was: held[column] ?? "" }));
  }

  private async bundles(of: number, words: string[], text: string): Promise<{ offer: Offer; detail: string }[]> {
    const own = this.list.every().filter((one) => one.id !== of && fits(`${one.snapshot_kode ?? ""} ${one.snapshot_uraian ?? ""}`, words)).slice(0, most);
    const { results } = await get<Hits>(`search-ahsp/?limit=${most}&q=${encodeURIComponent(text)}`);
    return [
      ...own.map((one) => ({
        offer: { kode: one.snapshot_kode ?? "", uraian: one.snapshot_uraian ?? "", satuan: one.snapshot_satuan ?? "", target: `job:${one.id}` }, detail: "proyek ini",
      })),
      ...results.map((hit) => ({ offer: { kode: hit.kode_ahsp, uraian: hit.nama_ahsp, satuan: hit.satuan ?? "", target: `ahsp:${hit.id}` }, detail: hit.sumber })),
    ];
  }
}

async function items(kategori: Kategori, words: string[]): Promise<{ offer: Offer; detail: string }[]> {
  const { items } = await get<Items>("harga-items/list/");
  return items
    .filter((item) => item.kategori === kategori && fits(`${item.kode_item} ${item.uraian}`, words))
    .slice(0, most)
    .map((item) => ({ offer: { kode: item.kode_item, uraian: item.uraian, satuan: item.satuan ?? "", target: "" }, detail: item.satuan ?? "" }));
}

function fits(text: string, words: string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
