// The BUK of one pekerjaan: a percentage of its own, or that of the project.
import { Failure, get, send, type Decimal } from "./client";
import { open } from "./dialog";
import { complain, say } from "./notice";
import { exact, printed } from "./figures";

interface Markup {
  project_markup: Decimal;
  override_markup: Decimal | null;
  version: number;
}

// showMarkup asks for the percentage; an empty field means that of the project.
export async function showMarkup(pekerjaan: number, name: string, after: () => Promise<void>): Promise<void> {
  const template = document.querySelector<HTMLTemplateElement>("[data-markup-dialog]");
  const dialog = template?.content.querySelector("dialog")?.cloneNode(true);
  if (!(dialog instanceof HTMLDialogElement)) return;
  const path = `pekerjaan/${pekerjaan}/pricing/`;
  let markup = await get<Markup>(path);
  const field = dialog.querySelector<HTMLInputElement>("input");
  const wrong = dialog.querySelector<HTMLElement>("[data-wrong]");
  const form = dialog.querySelector("form");
  if (!field || !wrong || !form) return;
  const lead = dialog.querySelector("[data-lead]");
  if (lead) lead.textContent = `${name}. BUK proyek ${printed(markup.project_markup)}%.`;
  field.value = markup.override_markup === null ? "" : printed(exact(markup.override_markup));
  const refuse = (text: string): void => {
    wrong.textContent = text;
    wrong.hidden = text === "";
    field.toggleAttribute("aria-invalid", text !== "");
    if (text) field.focus();
  };
  const apply = async (text: string): Promise<void> => {
    try {
      await send(`POST`, path, text === "" ? { override_markup: null, version: markup.version } : { override_markup_text: text, version: markup.version });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.status === 409) markup = await get<Markup>(path);
      refuse(error.status === 409 ? `${error.conflicts[0]?.who || "Orang lain"} baru mengubah pekerjaan ini. Terapkan sekali lagi untuk memakai isian Anda.` : (error.problems[0]?.message ?? error.message));
      return;
    }
    dialog.close();
    await after();
    say(text === "" ? "Pekerjaan ini memakai BUK proyek." : `BUK pekerjaan ini kini ${text}%.`);
  };
  const run = (text: string): void => {
    refuse("");
    apply(text).catch((error: unknown) => complain(error instanceof Error ? error.message : String(error)));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(field.value.trim());
  });
  dialog.querySelector("[data-clear]")?.addEventListener("click", () => run(""));
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  const closed = open(dialog);
  field.focus();
  await closed;
}
