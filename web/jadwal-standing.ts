// How the work stands, in words: rencana, realisasi and deviasi, the indices of earned value,
// when it will be done, and whether the contract is in danger. What cannot be told says why.
import type { Decimal } from "./client";
import { exact, money } from "./figures";
import type { Schedule } from "./jadwal-data";
import { percent } from "./jadwal-rows";
import { printedDate } from "./jadwal-time";
import { indonesian } from "./number";

// Card is one figure with what it means.
export interface Card {
  key: string;
  label: string;
  value: string;
  unknown?: boolean; // the value says that it cannot be told
  tone?: "good" | "warn" | "bad";
  note: string; // what it says here
  hint: string; // what it is
}

const unknown = "Belum dapat dihitung";

// cards are the cards of a schedule.
export function cards({ summary: s, timeline, setting }: Schedule): Card[] {
  const week = s.status_week;
  const noWork = "Belum ada realisasi sampai tanggal status.";
  const until = week > 0 && s.status_date ? `s/d minggu ${week} (${printedDate(s.status_date)})` : "";
  const told = (key: string, label: string, value: Decimal | null, text: string, note: string, hint: string, why: string): Card =>
    value === null ? { key, label, value: unknown, unknown: true, note: why, hint } : { key, label, value: text, note, hint };
  const list: Card[] = [
    told("planned", s.baseline ? "Rencana kontrak" : "Rencana", s.planned, percent(s.planned), until, "Bagian pekerjaan yang menurut rencana sudah harus selesai pada tanggal status.", noWork),
    told("actual", "Realisasi", s.actual, percent(s.actual), until, "Bagian pekerjaan yang benar-benar selesai pada tanggal status.", noWork),
    deviation(s.deviation, noWork),
    { ...told("spi", "SPI", s.spi, index(s.spi), pace(s.spi, "lebih lambat dari rencana", "sesuai rencana", "lebih cepat dari rencana"), "Realisasi dibagi rencana (EV ÷ PV): kurang dari 1 berarti terlambat.",
      week === 0 ? noWork : "Belum ada yang direncanakan sampai tanggal status."), ...tone(s.spi) },
    { ...told("cpi", "CPI", s.cpi, index(s.cpi), pace(s.cpi, "lebih boros dari nilai pekerjaan", "sebesar nilai pekerjaan", "lebih hemat dari nilai pekerjaan"),
      "Nilai pekerjaan selesai dibagi biayanya (EV ÷ AC): kurang dari 1 berarti boros.", costWhy(s, week, noWork)), ...tone(s.cpi) },
    finish(s, timeline, week === 0 ? noWork : s.actual !== null && Number(s.actual) === 0 ? "Belum ada kemajuan, jadi laju belum diketahui." : "Lajunya belum dapat dihitung dari rencana dan realisasi."),
    contract(s, setting, week),
  ];
  return list;
}

function deviation(value: Decimal | null, why: string): Card {
  const hint = "Realisasi dikurangi rencana, dalam poin persen: minus berarti terlambat.";
  if (value === null) return { key: "deviation", label: "Deviasi", value: unknown, unknown: true, note: why, hint };
  const points = Number(value);
  const text = `${points > 0 ? "+" : points < 0 ? "−" : ""}${percent(exact(value).replace(/^-/, ""))}`;
  const said = points < 0 ? "terlambat dari rencana" : points > 0 ? "lebih cepat dari rencana" : "tepat sesuai rencana";
  return { key: "deviation", label: "Deviasi", value: text, tone: points < 0 ? "bad" : "good", note: said, hint };
}

// index shows an index with as many digits as tell something: 0,95.
function index(value: Decimal | null): string {
  return indonesian(exact(value));
}

function pace(value: Decimal | null, less: string, same: string, more: string): string {
  const n = Number(value ?? 1);
  return n < 1 ? less : n > 1 ? more : same;
}

function tone(value: Decimal | null): { tone?: "good" | "bad" } {
  return value === null ? {} : { tone: Number(value) < 1 ? "bad" : "good" };
}

function costWhy(s: Schedule["summary"], week: number, noWork: string): string {
  if (s.basis !== "harga") return "Perlu harga pekerjaan, yang tidak diketahui di sini.";
  return week === 0 ? noWork : s.ac === null ? "Belum ada biaya realisasi yang diisi." : "Biaya sampai tanggal status nol.";
}

function finish(s: Schedule["summary"], { project_weeks }: Schedule["timeline"], why: string): Card {
  const hint = "Dua cara: menurut SPI(t) sejak awal, dan menurut rata-rata laju 4 minggu terakhir.";
  const recent = s.finish_recent_week === null ? "laju 4 minggu terakhir: belum dapat dihitung" : `laju 4 minggu terakhir: minggu ${weeks(s.finish_recent_week)}`;
  const late = s.finish_week !== null && Math.ceil(Number(s.finish_week)) > (s.planned_finish_week || project_weeks);
  if (s.finish_week === null) return { key: "finish", label: "Perkiraan selesai", value: unknown, unknown: true, note: s.finish_recent_week === null ? why : `${why} ${upper(recent)}.`, hint };
  const planned = s.planned_finish_week > 0 ? `rencana minggu ${s.planned_finish_week}` : "";
  const needed = s.needed_per_week !== null && late ? `perlu ${percent(s.needed_per_week)} per minggu agar tepat waktu` : "";
  return {
    key: "finish", label: "Perkiraan selesai", value: s.finish_date ? printedDate(s.finish_date) : `Minggu ${weeks(s.finish_week)}`, tone: late ? "bad" : "good",
    note: [`SPI(t): minggu ${weeks(s.finish_week)}`, recent, planned, needed, penaltyText(s)].filter(Boolean).join("; "), hint,
  };
}

// penaltyText tells what it costs to end as late as the forecast says.
function penaltyText({ late_days, penalty }: Schedule["summary"]): string {
  return late_days > 0 && penalty !== null ? `lewat kontrak ${late_days} hari, denda Rp ${money(penalty).replace(/,00$/, "")}` : "";
}

function weeks(value: Decimal): string {
  return indonesian(exact(value));
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// contract tells in a sentence why the contract is critical, or near to it.
function contract(s: Schedule["summary"], limits: Schedule["setting"], week: number): Card {
  const hint = "Batas kontrak kritis dan peringatan dini diatur di pengaturan jadwal.";
  const card = { key: "contract", label: "Status kontrak", hint };
  if (week === 0 || s.deviation === null) return { ...card, value: unknown, unknown: true, note: "Belum ada realisasi sampai tanggal status." };
  const late = indonesian(exact(s.deviation).replace(/^-/, ""));
  const second = Number(s.planned) > Number(limits.critical_from);
  const period = second ? `periode II (rencana di atas ${percent(limits.critical_from)})` : `periode I (rencana sampai ${percent(limits.critical_from)})`;
  const limit = percent(second ? limits.critical_second : limits.critical_first);
  const ahead = s.crossing_week > week ? ` Dengan laju sekarang kontrak menjadi kritis di minggu ${s.crossing_week}.` : "";
  switch (s.standing) {
    case "kritis_periode_1":
    case "kritis_periode_2":
      return { ...card, value: "Kontrak kritis", tone: "bad", note: `Terlambat ${late}%, lebih dari batas ${limit} untuk ${period}.` };
    case "kritis_tahun_anggaran":
      return { ...card, value: "Kontrak kritis", tone: "bad", note: `Terlambat ${late}% di ${period}, dan perkiraan selesai melewati akhir tahun anggaran (${s.year_end ? printedDate(s.year_end) : "–"}).` };
  }
  const warning = second ? { kuning: limits.yellow_second, merah: limits.red_second } : { kuning: limits.yellow_first, merah: limits.red_first };
  if (s.warning === "merah" || s.warning === "kuning") {
    const at = indonesian(exact(warning[s.warning]).replace("-", "−"));
    return { ...card, value: `Peringatan dini: ${s.warning}`, tone: s.warning === "merah" ? "bad" : "warn", note: `Deviasi −${late}% sudah mencapai batas ${s.warning} (${at}%) untuk ${period}; kritis bila terlambat lebih dari ${limit}.${ahead}` };
  }
  if (s.standing === "terlambat") return { ...card, value: "Terlambat", tone: "warn", note: `Terlambat ${late}%, masih dalam batas ${limit} untuk ${period}.${ahead}` };
  return { ...card, value: s.standing_text, tone: "good", note: `Tidak terlambat pada tanggal status.${ahead}` };
}

// basisText says by what pekerjaan are weighed, and against what they are held.
export function basisText({ basis, baseline }: Schedule["summary"]): string {
  const weighed = { harga: "Bobot menurut harga.", volume: "Harga tidak diketahui: bobot menurut volume, jadi persennya bukan persen biaya.", sama: "Harga tidak diketahui: semua pekerjaan berbobot sama." }[basis];
  return `${weighed} ${baseline ? "Rencana adalah rencana kontrak, bukan rencana yang sedang disusun." : "Rencana adalah rencana yang sedang disusun; belum ada rencana kontrak."}`;
}

// values are the amounts of earned value; none without prices.
export function values({ summary: s }: Schedule): { label: string; text: string; hint: string }[] {
  if (s.bac === null) return [];
  const rupiah = (value: Decimal | null): string => (value === null ? "belum dapat dihitung" : `Rp ${money(value).replace(/^-/, "−")}`);
  const row = (label: string, value: Decimal | null, hint: string): { label: string; text: string; hint: string } => ({ label, text: rupiah(value), hint });
  return [
    row("BAC", s.bac, "anggaran seluruh pekerjaan"),
    row("PV", s.pv, "nilai yang direncanakan selesai"),
    row("EV", s.ev, "nilai yang benar-benar selesai"),
    row("AC", s.ac, "biaya yang sudah dikeluarkan"),
    row("SV", s.sv, "EV − PV"),
    row("CV", s.cv, "EV − AC"),
    row("EAC", s.eac[0] ?? null, "perkiraan biaya akhir, BAC ÷ CPI"),
    row("EAC, sisa sesuai rencana", s.eac[1] ?? null, "AC + (BAC − EV)"),
    row("EAC, sisa menurut CPI × SPI", s.eac[2] ?? null, "AC + (BAC − EV) ÷ (CPI × SPI)"),
    row("ETC", s.etc, "biaya yang masih diperlukan"),
    row("VAC", s.vac, "BAC − EAC"),
    { label: "TCPI", text: s.tcpi === null ? "belum dapat dihitung" : index(s.tcpi), hint: "CPI yang diperlukan untuk sisa pekerjaan agar biaya tetap BAC" },
    { label: "ES", text: s.earned_schedule === null ? "belum dapat dihitung" : `${weeks(s.earned_schedule)} minggu`, hint: "waktu rencana yang sudah tercapai" },
    ...(s.penalty_per_day === null ? [] : [row("Denda per hari", s.penalty_per_day, "1/1000 nilai kontrak sebelum PPN, per hari kalender terlambat")]),
    { label: "SPI(t)", text: s.spi_time === null ? "belum dapat dihitung" : index(s.spi_time), hint: "ES dibagi minggu yang sudah lewat" },
  ];
}
