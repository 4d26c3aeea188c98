// What an administrator passes on: a link is selected when it is entered, and copied by a
// button where the browser allows that.
import { complain, say } from "./notice";

const link = document.querySelector<HTMLInputElement>("[data-link]");
const copy = document.querySelector<HTMLButtonElement>("[data-copy]");

if (link) {
  link.addEventListener("focus", () => link.select());
  // Browsers give the clipboard to pages over https and to this machine's own.
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => void copyLink(link.value));
  }
}

async function copyLink(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say("Tautan disalin.");
  } catch {
    complain("Tautan tidak dapat disalin. Pilih teksnya, lalu salin dengan Ctrl+C.");
  }
}
