// How an item is bought: a market unit, its price and what it holds. The price of one satuan
// that follows is worked out by the server while one types.
import { send, type Decimal, type Problem } from "./client";
import { say } from "./notice";
import { exact, money, printed } from "./figures";
import type { Sheet } from "./sheet";
import type { PriceRow } from "./harga-row";
import { FormDialog, undo } from "./form";

// Profile is how an item is bought.
export interface Profile {
  market_unit: string;
  market_price: Decimal;
  factor_to_base: Decimal;
  density: Decimal | null;
  capacity_m3: Decimal | null;
  capacity_ton: Decimal | null;
  method: string;
  agrees: boolean; // the price of the item is the one that follows
  version: number;
}

interface Trial {
  errors: Problem[];
  profile: Profile;
  price: Decimal | null;
}

const numbers = ["market_price", "factor_to_base", "density", "capacity_m3", "capacity_ton"] as const;

// askConversion shows the dialog for one item.
export async function askConversion(sheet: Sheet<PriceRow>, row: PriceRow): Promise<void> {
  const form = FormDialog.make("[data-conversion-dialog]");
  if (!form) return;
  await sheet.saver.idle(); // the price that is being saved is the one that is replaced
  const item = sheet.row(row.id) ?? row;
  fill(form, item);
  const keep = form.part<HTMLButtonElement>("[data-keep]");
  const body = (apply: boolean): Record<string, unknown> => ({
    harga_item_id: Number(item.id), market_unit: form.text("market_unit").trim(), apply,
    ...Object.fromEntries(numbers.filter((name) => form.text(name).trim() !== "").map((name) => [`${name}_text`, form.text(name)])),
    ...(item.profile ? { version: item.profile.version } : {}), price_version: item.version,
  });
  const save = async (apply: boolean): Promise<void> => {
    const { message } = await send<{ message: string }>("POST", "conversion-profile/save/", body(apply));
    await sheet.reload();
    say(`${item.title}: ${message}`, undo);
  };
  form.tried(async () => {
    form.mark(null);
    keep.disabled = true;
    if (form.text("market_unit").trim() === "" || form.text("market_price").trim() === "") return () => form.tell("Isi satuan beli, harganya, dan isinya.");
    const trial = await send<Trial>("POST", "conversion-profile/save/", { ...body(true), dry_run: true });
    return () => {
      if (form.wrong(trial.errors)) return;
      form.part<HTMLButtonElement>("[data-apply]").disabled = keep.disabled = false;
      show(form, item, trial);
    };
  });
  form.submitted(() => save(true));
  keep.addEventListener("click", () => void form.carryOut(() => save(false)));
  await form.show("#market-unit");
  sheet.grid.focus();
}

function fill(form: FormDialog, { kode, title, satuan, harga, profile }: PriceRow): void {
  form.part("[data-item]").textContent = `${kode} · ${title} · ${harga === "" ? "belum ada harga" : `Rp ${money(harga)} per ${satuan}`}`;
  form.part("[data-unit]").textContent = satuan;
  if (!profile) return;
  form.fill("market_unit", profile.market_unit);
  const calculated = profile.method === "calc"; // the factor is not typed, it follows
  for (const name of numbers) if (name !== "factor_to_base" || !calculated) form.fill(name, printed(profile[name]));
  form.part<HTMLDetailsElement>("[data-more]").open = profile.density !== null || profile.capacity_m3 !== null || profile.capacity_ton !== null;
}

function show(form: FormDialog, { satuan, harga }: PriceRow, { profile, price }: Trial): void {
  const said = document.createDocumentFragment();
  const result = document.createElement("strong");
  result.textContent = `Rp ${money(price)} per ${satuan}`;
  said.append("Harga satuan: ", result, ` (1 ${profile.market_unit} = ${printed(profile.factor_to_base)} ${satuan}).`);
  if (harga !== "" && money(harga) !== money(price)) said.append(` Menggantikan Rp ${money(exact(harga))}.`);
  form.tell(said);
}
