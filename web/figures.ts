// How decimals of the server are shown: their digits are never changed.
import type { Decimal } from "./client";
import { indonesian } from "./number";

// exact is a decimal of the server as text: "1500.50".
export function exact(value: Decimal | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

// printed shows a decimal with the digits that it has, without zeros at its end.
export function printed(value: Decimal | null | undefined): string {
  const text = exact(value);
  return indonesian(text.includes(".") ? text.replace(/\.?0+$/, "") : text);
}

// money shows an amount with all the digits that the server gave it.
export function money(value: Decimal | null | undefined): string {
  return indonesian(exact(value));
}

// twoPlaces shows a decimal with two places at least, for columns of figures: "6,80".
export function twoPlaces(value: Decimal | null | undefined): string {
  const [whole = "", fraction = ""] = exact(value).split(".");
  return whole === "" ? "" : indonesian(`${whole}.${fraction.padEnd(2, "0")}`).replace("-", "−");
}
