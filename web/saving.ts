// One queue of changes per page. Changes are sent one after the other, each as one command,
// again and again until the server has answered; what is not sent yet is also kept by the
// browser, so that a crash or a lost network loses nothing. One sign says how it stands.
import { Failure, project, send } from "./client";

// Command is how a change is sent. It is made when its turn comes, with what is known then.
export interface Command {
  method?: "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body: unknown;
}

export interface SaverOptions<Change> {
  name: string; // of the page, under which unsent changes are kept
  sign: HTMLElement;
  command(change: Change): Command | Promise<Command>;
  saved(change: Change, answer: unknown): Promise<void> | void;
  // refused hears why a change was not taken; it leaves the queue.
  refused(change: Change, failure: Failure): void;
}

const pauses = [1, 2, 5, 10, 30]; // seconds between attempts

export class Saver<Change> {
  private readonly queue: Change[] = [];
  private readonly key: string;
  private running: Promise<void> | null = null;
  private working = false; // see between
  private failed = 0; // attempts in a row
  private wake: (() => void) | null = null;

  constructor(private readonly options: SaverOptions<Change>) {
    this.key = `takar-unsent-${project}-${options.name}`;
    addEventListener("beforeunload", (event) => {
      if (this.queue.length > 0) event.preventDefault();
    });
    addEventListener("online", () => this.wake?.());
    this.show();
  }

  // unsent returns what an earlier visit could not send, and forgets it.
  unsent(): Change[] {
    try {
      const kept = localStorage.getItem(this.key);
      localStorage.removeItem(this.key);
      return kept ? (JSON.parse(kept) as Change[]) : [];
    } catch {
      return [];
    }
  }

  get waiting(): readonly Change[] {
    return this.queue;
  }

  add(change: Change): void {
    this.queue.push(change);
    this.keep();
    this.running ??= this.run();
    this.show();
  }

  // busy reports whether a change of this queue is on its way: then its answer tells.
  get busy(): boolean {
    return this.running !== null;
  }

  // idle resolves once everything is sent or refused.
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  // between does other work of the page while nothing else is sent: after what was added so
  // far, and before what is added meanwhile.
  async between<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.running) await this.running;
    this.working = true;
    const job = work();
    const over = (): void => {
      this.working = false;
      this.running = this.queue.length > 0 ? this.run() : null;
      this.show();
    };
    this.running = job.then(over, over);
    this.show();
    return job;
  }

  private async run(): Promise<void> {
    for (let change = this.queue[0]; change !== undefined; change = this.queue[0]) {
      this.show();
      await this.attempt(change);
    }
    this.running = null;
    this.show();
  }

  private async attempt(change: Change): Promise<void> {
    let told: () => Promise<void> | void;
    try {
      const { method, path, body } = await this.options.command(change);
      const answer = await send<unknown>(method ?? "POST", path, body);
      told = () => this.options.saved(change, answer);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.again || error.status === 401) return this.pause();
      told = () => this.options.refused(change, error);
    }
    this.failed = 0;
    this.queue.shift();
    this.keep();
    await told();
  }

  private pause(): Promise<void> {
    const seconds = pauses[Math.min(this.failed++, pauses.length - 1)] ?? 1;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      this.show();
    });
  }

  private keep(): void {
    try {
      if (this.queue.length > 0) localStorage.setItem(this.key, JSON.stringify(this.queue));
      else localStorage.removeItem(this.key);
    } catch {
      // storage is switched off or full: the page itself still holds the changes
    }
  }

  private show(): void {
    const { sign } = this.options;
    if (this.queue.length === 0 && sign.dataset["state"] === undefined) return; // a page that is only read
    const state = this.queue.length === 0 && !this.working ? "saved" : this.failed > 0 ? "failed" : "saving";
    if (sign.dataset["state"] === state && state !== "failed") return;
    sign.dataset["state"] = state;
    if (state === "saved") sign.textContent = "Tersimpan";
    else if (state === "saving") sign.textContent = "Menyimpan…";
    else sign.replaceChildren(this.again());
  }

  private again(): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    const waiting = `${this.queue.length} perubahan menunggu`;
    button.textContent = navigator.onLine ? `Gagal – coba lagi (${waiting})` : `Luring – ${waiting}`;
    button.addEventListener("click", () => this.wake?.());
    return button;
  }
}
