// The preview of a document: a page of it as it is printed, as what is chosen stands now.
import { button, made } from "./element";
import { Failure, receive } from "./client";
import { messageOf } from "./form";

const pause = 350; // milliseconds after the last change

// Preview shows one page of a document at a time.
export class Preview {
  readonly element = made("figure", "export-preview");
  private readonly sheet = made("div", "export-sheet");
  private readonly image = made("img");
  private readonly said = made("p", "export-said");
  private readonly place = made("span", "export-place");
  private readonly before = button("before", "", "btn btn-sm btn-outline-secondary");
  private readonly after = button("after", "", "btn btn-sm btn-outline-secondary");
  private readonly zoom = button("zoom", "", "btn btn-sm btn-outline-secondary");
  private readonly caption = made("figcaption");
  private readonly again = button("again", "Coba lagi", "btn btn-sm btn-outline-secondary");
  private name = "";
  private address = "";
  private page = 1;
  private pages = 0; // 0 = nobody has counted them
  private shown = false;
  private turn = 0;
  private timer = 0;
  private loading: AbortController | null = null;

  constructor() {
    this.before.innerHTML = '<i class="bi bi-chevron-left" aria-hidden="true"></i>';
    this.before.setAttribute("aria-label", "Halaman sebelumnya");
    this.after.innerHTML = '<i class="bi bi-chevron-right" aria-hidden="true"></i>';
    this.after.setAttribute("aria-label", "Halaman berikutnya");
    this.zoom.innerHTML = '<i class="bi bi-zoom-in" aria-hidden="true"></i>';
    this.zoom.setAttribute("aria-label", "Perbesar");
    this.zoom.setAttribute("aria-pressed", "false");
    this.said.setAttribute("role", "status");
    this.again.hidden = true;
    this.see(false);
    this.caption.append(this.before, this.place, this.after, this.zoom);
    this.sheet.append(this.image);
    this.element.append(this.sheet, this.said, this.again, this.caption);
    this.before.addEventListener("click", () => this.go(this.page - 1));
    this.after.addEventListener("click", () => this.go(this.page + 1));
    this.zoom.addEventListener("click", () => {
      const large = this.element.classList.toggle("is-large");
      this.zoom.setAttribute("aria-pressed", String(large));
      this.sheet.tabIndex = large ? 0 : -1; // it scrolls by keys, too
    });
    this.again.addEventListener("click", () => void this.load());
    this.turned();
  }

  // show shows the document at an address, after a pause in what is chosen. Its first page
  // again when the document is another one.
  show(name: string, address: string, at: "first" | "here"): void {
    if (address === this.address) return;
    this.name = name;
    this.address = address;
    if (at === "first") this.page = 1;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), this.shown ? pause : 0);
    this.element.classList.add("is-waiting");
  }

  // end stops what is still being read.
  end(): void {
    clearTimeout(this.timer);
    this.turn++;
    this.loading?.abort();
  }

  private go(page: number): void {
    this.page = Math.max(page, 1);
    void this.load();
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    this.loading?.abort();
    this.loading = new AbortController();
    this.element.classList.add("is-waiting");
    this.again.hidden = true;
    this.tell(this.shown ? "" : "Pratinjau sedang disiapkan…");
    const address = `${this.address}&page=${this.page}`;
    try {
      const { content } = await receive(address, this.loading.signal);
      const told = /^<svg[^>]* data-pages="(\d+)"/.exec(await content.slice(0, 500).text());
      if (turn !== this.turn) return;
      this.pages = Number(told?.[1] ?? "0");
      this.image.src = address; // what the browser has just read
      await this.image.decode();
      if (turn !== this.turn) return;
      this.image.alt = `Pratinjau ${this.name}, ${this.where.toLowerCase()}`;
      this.see(true);
      this.tell("");
      this.element.classList.remove("is-waiting");
    } catch (error) {
      if (turn !== this.turn) return;
      if (error instanceof Failure && error.code === "NO_PAGE" && this.page > 1) return this.back();
      this.element.classList.remove("is-waiting");
      this.see(false);
      this.again.hidden = false;
      this.tell(error instanceof Failure ? `Pratinjau tidak tersedia. ${messageOf(error)}` : "Pratinjau tidak dapat ditampilkan.");
    }
    this.turned();
  }

  // back returns to the last page there is: there are fewer than were thought.
  private back(): void {
    const last = this.page - 1;
    this.page = this.shown ? last : 1;
    void this.load().then(() => {
      if (this.page !== last || this.pages > 0) return;
      this.pages = last;
      this.turned();
    });
  }

  private get where(): string {
    return this.pages > 0 ? `Halaman ${this.page} dari ${this.pages}` : `Halaman ${this.page}`;
  }

  private see(shown: boolean): void {
    this.shown = shown;
    this.image.hidden = !shown;
    this.caption.hidden = !shown;
  }

  private tell(text: string): void {
    if (this.said.textContent !== text) this.said.textContent = text;
    this.said.hidden = text === "";
  }

  private turned(): void {
    this.place.textContent = this.shown ? this.where : "";
    this.before.disabled = !this.shown || this.page <= 1;
    this.after.disabled = !this.shown || (this.pages > 0 && this.page >= this.pages);
  }
}
