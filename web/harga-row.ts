// One item of Harga Items, and how parts of it are shown.
import type { Profile } from "./harga-conversion";
import type { Row } from "./sheet";

// PriceRow is one item of the price list.
export interface PriceRow extends Row {
  number: string;
  kategori: string;
  kode: string;
  satuan: string;
  harga: string; // exact; "" while there is none
  source: string;
  day: string; // 2026-01-31; "" for none
  region: string;
  usedBy: number;
  profile: Profile | null;
}

// dayShown is a day as people here write it.
export function dayShown(day: string): string {
  return day.split("-").reverse().join("/");
}

// zeroReason is why a block with a price of 0 is not taken as it is: lists from elsewhere
// write 0 where a price is missing.
export const zeroReason = "Harga 0 berarti gratis. Ketik 0 di selnya sendiri bila memang begitu; kosongkan bila belum ada harga.";

// isZero tells an exact decimal of nothing.
export function isZero(value: string | null): boolean {
  return value !== null && /^0+(\.0*)?$/.test(value);
}
