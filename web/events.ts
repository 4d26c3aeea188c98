// onRevision calls back whenever the server says that a project has a new revision. All
// tabs of a browser share one stream of each project, because a browser opens only a few
// connections to one server.
export function onRevision(project: string, worker: string, told: (revision: number) => void): void {
  if (typeof SharedWorker === "undefined") {
    const stream = new EventSource(eventsOf(project));
    stream.addEventListener("revision", (event) => told(revisionIn(event)));
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
