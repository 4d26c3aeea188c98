// Talks to the server about the project of this page: reads, commands, and which revision
// of the project the page knows. Every page of a project goes through here, so that errors
// have one form and the page learns of every change once.
import { onRevision } from "./events";
import { csrfToken } from "./session";

// Problem is one thing that the server refuses, with the place it names.
export interface Problem {
  path: string;
  message: string;
  row?: number;
  column?: string;
}

// Conflict is a value that somebody else changed since the page read it.
export interface Conflict {
  path: string;
  current: unknown;
  yours: unknown;
  who: string;
}

// ScheduleChoice is a project whose new dates wait for a choice, which the parameter of that
// path makes.
export interface ScheduleChoice {
  path: string;
  id: number;
  nama: string;
  choices: DateEffect[];
}

// DateEffect is what a choice would do to a schedule, in sentences, and what it would cut.
export interface DateEffect {
  choice: string;
  label: string;
  text: string[];
  cut: unknown[];
}

// Failure is an answer that is not a success; its message is a sentence for people. Status 0
// stands for no answer at all: nobody knows whether the command was carried out.
export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code = "",
    readonly problems: Problem[] = [],
    readonly conflicts: Conflict[] = [],
    readonly schedules: ScheduleChoice[] = [],
  ) {
    super(message);
  }

  // again reports whether the same request may succeed later without any change.
  get again(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

// project is the id of the project that the page is about, "" on other pages.
export const project = document.body.dataset["project"] ?? "";

let following = false;
let known = Number(document.body.dataset["revision"] ?? "0");
const listeners = new Set<(change: Change) => void>();

// Change is a new revision of the project. Own tells a page that its own command led there
// from the revision it knew, so that what it shows needs no second look.
export interface Change {
  revision: number;
  own: boolean;
}

// revision is the newest revision of the project that the page has heard of.
export function revision(): number {
  return known;
}

// onChange calls back at every new revision, whoever made it.
export function onChange(listener: (change: Change) => void): void {
  listeners.add(listener);
}

// followChanges starts to listen to what others change, once per page however many ask.
export function followChanges(): void {
  const worker = document.body.dataset["events"];
  if (following || !project || !worker) return;
  following = true;
  onRevision(project, worker, (told) => learn(told, false));
}

function learn(told: number, own: boolean): void {
  if (told <= known) return;
  const change = { revision: told, own: own && told === known + 1 };
  known = told;
  for (const listener of listeners) listener(change);
}

// address returns the full address of something below the project's interface, such as
// "volume-pekerjaan/list/".
export function address(path: string): string {
  return path.startsWith("/") ? path : `/detail_project/api/project/${project}/${path}`;
}

// get reads JSON. The browser keeps answers by their ETag, so asking again is cheap.
export function get<T>(path: string): Promise<T> {
  return ask<T>("GET", path, undefined);
}

// send carries out a command and returns its answer.
export function send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body: unknown = {}): Promise<T> {
  return ask<T>(method, path, body);
}

// Received is a file that the server made, under the name that it gave it.
export interface Received {
  content: Blob;
  name: string;
  header: Headers;
}

// receive reads a file. Stopping it is a Failure of its own code, which nobody needs to be told.
export async function receive(path: string, signal?: AbortSignal): Promise<Received> {
  try {
    const answer = await fetch(address(path), signal ? { signal } : {});
    if (!answer.ok) throw failure(answer.status, await answer.text());
    return { content: await answer.blob(), name: fileName(answer.headers.get("Content-Disposition") ?? ""), header: answer.headers };
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (signal?.aborted) throw new Failure(0, "Dibatalkan.", "ABORTED");
    throw new Failure(0, "Server tidak terjangkau. Periksa jaringan, lalu coba lagi.");
  }
}

// fileName reads the name that an answer gives its file.
function fileName(disposition: string): string {
  const exact = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return exact ? decodeURIComponent(exact) : (/filename="?([^";]+)/i.exec(disposition)?.[1] ?? "");
}

async function ask<T>(method: string, path: string, body: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  const init: RequestInit = { method, headers };
  if (method !== "GET") {
    headers["X-CSRFToken"] = csrfToken();
    if (body instanceof FormData) init.body = body;
    else {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(body);
    }
  }
  const answer = await fetch(address(path), init).catch(() => {
    throw new Failure(0, "Server tidak terjangkau. Periksa jaringan; perubahan disimpan di sini sampai tersambung lagi.");
  });
  const text = await answer.text().catch(() => {
    throw new Failure(0, "Jawaban server terputus.");
  });
  if (!answer.ok) throw failure(answer.status, text);
  const mark = answer.headers.get("X-Takar-Project")?.split(";");
  if (mark?.[0] === project) learn(Number(mark[1]), method !== "GET");
  return parseExactly(text) as T;
}

// parseExactly reads JSON without losing a digit; what is no JSON is thrown.
export function parseExactly(text: string): unknown {
  return JSON.parse(text, exactly) as unknown;
}

// exactly keeps the digits of decimals, which the numbers of this language would round:
// 1500.50 becomes "1500.50". Whole numbers, such as ids, stay numbers.
function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number") return value;
  const source = context?.source;
  return source !== undefined && (source.includes(".") || !Number.isSafeInteger(value)) ? source : value;
}

// Decimal is a decimal of an answer: a text with its digits, or a whole number.
export type Decimal = string | number;

function failure(status: number, text: string): Failure {
  try {
    const told = JSON.parse(text) as {
      user_message?: string; message?: string; code?: string; errors?: Problem[]; conflicts?: Conflict[]; schedule_choices?: ScheduleChoice[];
    };
    const message = told.user_message || told.message;
    if (message) return new Failure(status, message, told.code ?? "", told.errors ?? [], told.conflicts ?? [], told.schedule_choices ?? []);
  } catch {
    // not ours: a proxy, or the login page
  }
  if (status === 401) return new Failure(status, "Sesi Anda berakhir. Masuk lagi di tab lain, lalu coba lagi: isian di sini tidak hilang.");
  return new Failure(status, status >= 500 ? "Server sedang sibuk. Coba lagi sebentar." : "Permintaan ditolak server.");
}
