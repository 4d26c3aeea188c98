// The BUK of the project in the head of Harga Items: saved on its own, with its own sign.
import type { Decimal, Failure } from "./client";
import { exact, printed } from "./figures";
import { Saver } from "./saving";
import { messageOf } from "./form";

// Markup is the field as the page uses it.
export interface Markup {
  // show takes what the server has now; what is being typed stays.
  show(percent: Decimal, version: number): void;
}

interface Pricing {
  markup_percent: Decimal;
  version: number;
}

function changed(what: string, now: string): string {
  return `${what} menjadi ${now}%. Tekan Enter untuk memakai isian Anda, Escape untuk yang baru.`;
}

// watchMarkup runs the field; null where the page has none to fill in.
export function watchMarkup(): Markup | null {
  const field = document.querySelector<HTMLInputElement>("[data-buk]");
  const sign = document.querySelector<HTMLElement>("[data-buk-sign]");
  const wrong = document.querySelector<HTMLElement>("[data-buk-wrong]");
  if (!field || !sign || !wrong) return null;
  let stored = field.value;
  let version = 0;
  const complain = (text: string): void => {
    wrong.textContent = text;
    wrong.hidden = text === "";
    field.toggleAttribute("aria-invalid", text !== "");
  };
  const take = (percent: Decimal, at: number): void => {
    const now = printed(exact(percent));
    if (field.value === stored) field.value = now;
    else if (now !== stored && saver.waiting.length === 0) complain(changed("BUK baru diubah", now));
    version = at;
    stored = now;
  };
  const saver = new Saver<string>({
    name: "harga-buk", sign,
    command: (text) => ({ path: "pricing/", body: { markup_percent_text: text, version } }),
    saved: (text, answer) => {
      const { markup_percent, version: now } = answer as Pricing;
      if (field.value === text) field.value = stored = printed(exact(markup_percent));
      take(markup_percent, now);
    },
    refused: (_text, failure: Failure) => {
      const [conflict] = failure.conflicts;
      const theirs = conflict?.current as { markup_percent?: Decimal; version?: number } | undefined;
      if (theirs?.version !== undefined) version = theirs.version;
      const now = printed(theirs?.markup_percent ?? stored);
      if (conflict) stored = now;
      complain(conflict ? changed(`${conflict.who || "Orang lain"} baru mengubah BUK`, now) : messageOf(failure));
    },
  });
  let last = ""; // sent, and refused perhaps
  const send = (): void => {
    const text = (last = field.value.trim());
    complain("");
    if (text === "") complain("Isi BUK dalam persen, misalnya 10.");
    else if (text !== stored) saver.add(text);
  };
  field.disabled = false;
  field.addEventListener("change", send);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.value = stored;
      complain("");
    }
    // A text that was not edited since it was refused is no change for the browser.
    if (event.key === "Enter" && !wrong.hidden && field.value.trim() === last) send();
  });
  for (const text of saver.unsent()) {
    field.value = text;
    saver.add(text);
  }
  return { show: take };
}
