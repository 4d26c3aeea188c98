// What is shown once, to be passed on or kept: a link or a token is selected when it is
// entered, and copied by a button where the browser allows that.
import { complain, say } from "./notice";

const link = document.querySelector<HTMLInputElement>("[data-link]");
const copy = document.querySelector<HTMLButtonElement>("[data-copy]");

if (link) {
  link.addEventListener("focus", () => link.select());
  // Browsers give the clipboard to pages over https and to this machine's own.
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => void copyLink(link.value, copy.dataset.copy || "Tautan disalin."));
  }
}

async function copyLink(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    complain("Teks ini tidak dapat disalin sendiri. Pilih teksnya, lalu salin dengan Ctrl+C.");
  }
}
