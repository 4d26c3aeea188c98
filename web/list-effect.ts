// What a change of the work list takes away, told before it is made.
import { send, type Decimal } from "./client";
import { ask } from "./dialog";
import { money } from "./figures";

interface Named {
  kode: string;
  uraian: string;
}

// Effect is the answer of list-pekerjaan/changes/preview/.
export interface Effect {
  headings: number;
  pekerjaan: number;
  components: number;
  volumes: number;
  formulas: number;
  overrides: number;
  weeks: number;
  volumes_kept: number;
  followers: Named[];
  blocked: boolean;
  users: { user: Named; target: Named }[];
  totals: { before: { dibulatkan: Decimal }; after: { dibulatkan: Decimal } } | null;
}

export function effectOf(body: unknown): Promise<Effect> {
  return send<Effect>("POST", "list-pekerjaan/changes/preview/", body);
}

const named = ({ kode, uraian }: Named): string => `${kode} ${uraian}`.trim();
const most = 5; // rows that are named

function lines(effect: Effect): string[] {
  const parts = ([[effect.headings, "judul"], [effect.pekerjaan, "pekerjaan"], [effect.components, "komponen"], [effect.volumes, "volume"], [effect.formulas, "formula"], [effect.overrides, "BUK sendiri"], [effect.weeks, "minggu jadwal"]] as const)
    .filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const all = parts.length > 0 ? [`Yang hilang: ${parts.join(", ")}.`] : [];
  if (effect.volumes_kept > 0) all.push("Volumenya tetap.");
  if (effect.followers.length > 0) all.push(`Ikut berubah lewat gabungan: ${effect.followers.slice(0, most).map(named).join("; ")}${effect.followers.length > most ? " …" : ""}.`);
  const { totals } = effect;
  if (totals && String(totals.before.dibulatkan) !== String(totals.after.dibulatkan)) {
    all.push(`Total dibulatkan: Rp ${money(totals.before.dibulatkan)} menjadi Rp ${money(totals.after.dibulatkan)}.`);
  }
  return all;
}

// allowDeletion asks before something is lost; what holds nothing goes without a question.
export async function allowDeletion(effect: Effect, title: string): Promise<boolean> {
  if (effect.blocked) {
    const users = effect.users.slice(0, most).map(({ user, target }) => `${named(user)} memakai ${named(target)}.`);
    await ask({ title: "Belum dapat dihapus", body: ["Masih dipakai sebagai gabungan. Hapus dulu gabungannya di Template AHSP.", ...users].join("\n"), choices: [], cancel: "Tutup" });
    return false;
  }
  if (effect.components + effect.volumes + effect.overrides + effect.weeks === 0 && (effect.headings === 0 || effect.pekerjaan === 0)) return true;
  const body = [...lines(effect), "Dapat diurungkan, juga nanti lewat Ctrl+Z."].join("\n");
  return (await ask({ title, body, choices: [{ value: "hapus", label: "Hapus", danger: true }] })) === "hapus";
}

// allowModified asks before a reference becomes one of the project's own, which keeps what it
// consists of; null leaves it as it is.
export async function allowModified(effect: Effect, name: string): Promise<"keep" | "clear" | null> {
  if (effect.volumes > 0) return chooseVolume(effect, `Ubah ${name} menjadi Dimodifikasi?`);
  const said = ["Isinya disalin dari referensi, lalu komponen dan koefisiennya dapat Anda ubah. Volume dan harga tetap.", ...lines({ ...effect, components: 0, volumes_kept: 0 })];
  const answer = await ask({
    title: `Ubah ${name} menjadi Dimodifikasi?`, body: [...said, "Dapat diurungkan, juga nanti lewat Ctrl+Z."].join("\n"),
    choices: [{ value: "keep", label: "Ubah menjadi Dimodifikasi" }],
  });
  return answer;
}

// chooseVolume asks before a source is changed: what becomes of the volume, or null to leave
// everything as it is.
export async function chooseVolume(effect: Effect, title: string): Promise<"keep" | "clear" | null> {
  const body = [...lines(effect), "Dapat diurungkan, juga nanti lewat Ctrl+Z."].join("\n");
  if (effect.volumes > 0) {
    return ask({
      title, body: `${body}\nSatuannya berbeda, jadi volumenya perlu diperiksa.`,
      choices: [{ value: "clear", label: "Ganti, kosongkan volume" }, { value: "keep", label: "Ganti, pertahankan volume" }],
    });
  }
  if (effect.volumes_kept > 0) {
    return ask({ title, body, choices: [{ value: "keep", label: "Ganti, volume tetap" }, { value: "clear", label: "Ganti, kosongkan volume" }] });
  }
  return effect.components === 0 ? "keep" : ask({ title, body, choices: [{ value: "keep", label: "Ganti" }] });
}
