import { readFile } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "../../lib/index.ts";
import type { Connection, Credentials } from "../client/connection.ts";
import { ConnectionUnusable } from "../client/errors.ts";

/** How long a token that was read is used before the file is looked at again. */
const tokenAge = 30_000;

/**
 * The connection of a Pod: address from its environment variables, identity from the mounted service account.
 *
 * @throws {ConnectionUnusable} when the address is not set or the folder cannot be read.
 */
export async function serviceAccountConnection(at: {
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly folder: string;
}): Promise<Connection> {
  if (!at.host || !at.port) {
    throw new ConnectionUnusable({
      source: "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT",
      problem: "not set. Run the agent in a Pod, or pass --kubeconfig.",
    });
  }
  const host = at.host.includes(":") ? `[${at.host}]` : at.host;
  return {
    server: new URL(`https://${host}:${at.port}`),
    ca: await required(at.folder, "ca.crt"),
    namespace: await readFile(path.join(at.folder, "namespace"), "utf8").then(
      (text) => text.trim() || "default",
      () => "default",
    ),
    credentials: rotatingToken(at.folder),
  };
}

function rotatingToken(folder: string): () => Promise<Credentials> {
  let token = "";
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - readAt >= tokenAge) {
      token = (await required(folder, "token")).trim();
      readAt = performance.now();
    }
    return { token };
  };
}

async function required(folder: string, file: string): Promise<string> {
  try {
    return await readFile(path.join(folder, file), "utf8");
  } catch (thrown) {
    throw new ConnectionUnusable(
      { source: path.join(folder, file), problem: `cannot be read: ${messageOf(thrown)}` },
      { cause: thrown },
    );
  }
}
