import { afterAll, beforeAll } from "vitest";
import { HttpClient, type Target } from "./http-client.ts";

/** Starts a server for the suite that calls this, with a client of it, and stops both after its last test. */
export function startedServer(
  start: () => Promise<{ readonly target: Target; stop(): Promise<void> }>,
): () => HttpClient {
  let started: Awaited<ReturnType<typeof start>>;
  let client: HttpClient;
  beforeAll(async () => {
    started = await start();
    client = new HttpClient(started.target);
  });
  afterAll(async () => {
    client.close();
    await started.stop();
  });
  return () => client;
}
