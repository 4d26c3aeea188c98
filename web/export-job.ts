// Long documents, which the server makes apart from the request: how far they are, a way to
// stop them, and their file. They go on when their dialog is closed or another page opened.
import { Failure, get, project, send } from "./client";
import { complain, stand } from "./notice";

interface TaskAnswer {
  task_id: string;
  status: "PENDING" | "PROCESSING" | "SUCCESS" | "FAILURE" | "REVOKED";
  message: string;
  progress: { progress: number; done: number; rows: number };
  result?: { file_name: string; download_url: string };
  error?: string;
  status_url: string;
  cancel_url: string;
}

// Task is a document that is being made.
export interface Task {
  name: string; // of the document, with its format
  status_url: string;
}

// Progress is how far a task is.
export interface Progress {
  state: "going" | "done" | "failed" | "stopped";
  percent: number;
  text: string;
  file?: { name: string; address: string };
}

const pause = 400; // milliseconds between two looks
const patience = 5; // looks that may fail one after the other

// begin asks the server to make a document.
export async function begin(name: string, kind: string, format: string, options: Record<string, string>): Promise<Task> {
  const { status_url } = await send<TaskAnswer>("POST", `/detail_project/api/project/${project}/export-async/`, { export_type: kind, format, options });
  return { name, status_url };
}

// follow tells how far a task is until it has ended, or nobody looks any more.
export async function follow({ status_url }: Task, tell: (progress: Progress) => void, wanted: () => boolean): Promise<void> {
  let failed = 0;
  while (wanted()) {
    try {
      const progress = progressOf(await get<TaskAnswer>(status_url));
      failed = 0;
      if (!wanted()) return;
      tell(progress);
      if (progress.state !== "going") return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!error.again || ++failed > patience) return tell({ state: "failed", percent: 0, text: error.message });
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

// stop gives a task up.
export async function stop({ status_url }: Task): Promise<void> {
  const { cancel_url } = await get<TaskAnswer>(status_url);
  await send("POST", cancel_url);
}

export function progressOf({ status, message, progress: { progress: percent, done, rows }, result, error }: TaskAnswer): Progress {
  switch (status) {
    case "SUCCESS":
      return { state: "done", percent: 100, text: message, ...(result ? { file: { name: result.file_name, address: result.download_url } } : {}) };
    case "FAILURE":
      return { state: "failed", percent, text: error || message };
    case "REVOKED":
      return { state: "stopped", percent, text: message };
  }
  return { state: "going", percent, text: rows > 0 ? `Baris ${done} dari ${rows}` : message };
}

// take begins the download of a file that is ready.
export function take({ name, address }: { name: string; address: string }): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

const place = "takar-exports";

function kept(): Task[] {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "[]") as Task[];
  } catch {
    return [];
  }
}

function keep(tasks: Task[]): void {
  try {
    if (tasks.length > 0) sessionStorage.setItem(place, JSON.stringify(tasks));
    else sessionStorage.removeItem(place);
  } catch {
    // it goes on, only the next page does not tell of it
  }
}

// watchBehind tells of a task in a message, on this page and the next ones, until it has ended.
export function watchBehind(task: Task): void {
  keep([...kept().filter(({ status_url }) => status_url !== task.status_url), task]);
  const notice = stand(`${task.name} sedang dibuat.`);
  const ended = (): void => keep(kept().filter(({ status_url }) => status_url !== task.status_url));
  void follow(task, ({ state, percent, text, file }) => {
    if (state === "going") return notice.say(`${task.name} sedang dibuat: ${percent}%.`);
    ended();
    if (state === "failed") {
      notice.close();
      complain(`${task.name} gagal dibuat. ${text}`);
    } else if (file) {
      notice.say(`${task.name} siap diunduh.`, { label: "Unduh", act: () => take(file) });
    } else notice.close();
  }, () => true);
}

// resume tells of what another page of this tab began.
export function resume(): void {
  for (const task of kept()) watchBehind(task);
}
