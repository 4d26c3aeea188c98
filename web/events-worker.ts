// One stream of events per project for all tabs of the browser.
import { follow } from "./events";

interface Shared {
  end: () => void;
  ports: Set<MessagePort>;
  latest: number;
}

interface Request {
  project?: string;
  leave?: boolean;
}

const streams = new Map<string, Shared>();

self.addEventListener("connect", (connection) => {
  const port = (connection as MessageEvent).ports[0];
  if (!port) return;
  let joined = "";
  port.onmessage = (event: MessageEvent<Request>) => {
    if (event.data.leave) leave(joined, port);
    else if (event.data.project) {
      joined = event.data.project;
      join(joined, port);
    }
  };
});

function join(project: string, port: MessagePort): void {
  const shared = streams.get(project) ?? open(project);
  shared.ports.add(port);
  if (shared.latest > 0) port.postMessage(shared.latest);
}

function open(project: string): Shared {
  const shared: Shared = { end: () => undefined, ports: new Set(), latest: 0 };
  streams.set(project, shared);
  shared.end = follow(
    project,
    (revision) => {
      shared.latest = Math.max(shared.latest, revision);
      for (const port of shared.ports) port.postMessage(shared.latest);
    },
    () => streams.delete(project), // the next tab tries anew
  );
  return shared;
}

function leave(project: string, port: MessagePort): void {
  const shared = streams.get(project);
  if (!shared) return;
  shared.ports.delete(port);
  if (shared.ports.size > 0) return;
  shared.end();
  streams.delete(project);
}
