// Exact decimals as the server writes them ("1234.5"), for the sum of a selection. Nothing
// that is stored or printed elsewhere is computed here.

// sum adds decimals exactly. Texts that are none are left out and not counted.
export function sum(values: Iterable<string>): { total: string; count: number } {
  let total = 0n;
  let places = 0;
  let count = 0;
  for (const value of values) {
    const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value);
    if (!parts) continue;
    const fraction = parts[3] ?? "";
    if (fraction.length > places) {
      total *= 10n ** BigInt(fraction.length - places);
      places = fraction.length;
    }
    const digits = BigInt((parts[2] ?? "") + fraction) * 10n ** BigInt(places - fraction.length);
    total += parts[1] ? -digits : digits;
    count++;
  }
  return { total: plain(total, places), count };
}

function plain(scaled: bigint, places: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  return (scaled < 0n ? "-" : "") + whole + (fraction ? "." + fraction : "");
}

// indonesian prints a decimal of the server as people here write it: "1.234,5".
export function indonesian(value: string): string {
  const [whole = "", fraction] = value.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  return fraction ? `${grouped},${fraction}` : grouped;
}
