import { existsSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { GroundworkError, messageOf } from "../lib/index.ts";
import { helpText, kubeconfigConnection, optionsOf, runAgent, serviceAccountConnection } from "./index.ts";

const defaultServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort(new Error("asked to stop")));
process.on("SIGINT", () => stopping.abort(new Error("asked to stop")));

try {
  const serviceAccount = process.env["GROUNDWORK_SERVICE_ACCOUNT_DIR"] ?? defaultServiceAccount;
  // A kubelet probes a Pod's address; anywhere else nobody but this machine has to see it.
  const inPod = serviceAccount === defaultServiceAccount && existsSync(serviceAccount);
  const options = optionsOf(process.argv.slice(2), inPod ? "0.0.0.0:8080" : "127.0.0.1:0");
  if (options.help) process.stdout.write(helpText);
  else {
    const log = pino({ level: options.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
    const connection =
      options.kubeconfig === undefined
        ? await serviceAccountConnection({
            host: process.env["KUBERNETES_SERVICE_HOST"],
            port: process.env["KUBERNETES_SERVICE_PORT"],
            folder: serviceAccount,
          })
        : await kubeconfigConnection(options.kubeconfig, options.context);
    await runAgent(options, {
      connection,
      log,
      namespace: options.namespace ?? process.env["RUNTIME_NAMESPACE"] ?? connection.namespace,
      storage: options.storagePath ?? path.join(tmpdir(), "groundwork-agent"),
      hostname: process.env["HOSTNAME"] ?? hostname(),
      pid: process.pid,
      searchPath: process.env["PATH"] ?? "",
      signal: stopping.signal,
    });
  }
} catch (thrown) {
  const code = thrown instanceof GroundworkError ? ` (${thrown.code})` : "";
  process.stderr.write(`error: ${messageOf(thrown)}${code}\n`);
  process.exitCode = 1;
}
