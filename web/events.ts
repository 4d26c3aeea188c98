// onRevision calls back whenever the server says that a project has a new revision. All
// tabs of a browser share one stream of each project, because a browser opens only a few
// connections to one server.
export function onRevision(project: string, worker: string, told: (revision: number) => void): void {
  if (typeof SharedWorker === "undefined") {
    follow(project, told);
    return;
  }
  let port = listen();
  addEventListener("pagehide", () => port.postMessage({ leave: true }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) port = listen(); // back from the browser's page cache
  });

  function listen(): MessagePort {
    const opened = new SharedWorker(worker, { name: "takar-events", type: "module" }).port;
    opened.onmessage = (event: MessageEvent<number>) => told(event.data);
    opened.postMessage({ project });
    return opened;
  }
}

// Pauses in milliseconds before a stream that was refused is asked for again.
const firstPause = 1_000;
const longestPause = 60_000;

// follow keeps a stream of events open and returns what ends it. The browser itself comes
// back to a stream that breaks off. One that is refused, by a server that stops or has no
// room or by the proxy before it, is asked for again after growing, scattered pauses; the
// server tells the present revision first, so nothing is missed. Who may not listen any
// more (logged out, no member) is left alone: refused is told.
export function follow(project: string, told: (revision: number) => void, refused: () => void = () => undefined): () => void {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = firstPause;
  let ended = false;

  function open(): void {
    stream = new EventSource(eventsOf(project));
    stream.addEventListener("revision", (event) => {
      pause = firstPause;
      told(revisionIn(event));
    });
    stream.addEventListener("error", () => {
      if (stream?.readyState === EventSource.CLOSED && !ended) later();
    });
  }

  function later(): void {
    timer = setTimeout(() => void again(), pause * (0.5 + Math.random()));
    pause = Math.min(2 * pause, longestPause);
  }

  // A stream does not say why it was refused; the same request without a stream does.
  async function again(): Promise<void> {
    const answer = await fetch(eventsOf(project), { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (ended) return;
    if (answer?.ok) open();
    else if (answer && [401, 403, 404].includes(answer.status)) refused();
    else later();
  }

  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    stream?.close();
  };
}

export function eventsOf(project: string): string {
  return `/detail_project/api/project/${project}/events/`;
}

// revisionIn reads the message of the stream; 0 when it is not understood.
export function revisionIn(event: MessageEvent<string>): number {
  try {
    const { revision } = JSON.parse(event.data) as { revision?: unknown };
    return typeof revision === "number" ? revision : 0;
  } catch {
    return 0;
  }
}
