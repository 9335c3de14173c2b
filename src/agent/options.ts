import { parseArgs } from "node:util";
import { GroundworkError, messageOf } from "../lib/index.ts";
import { milliseconds } from "./flux/index.ts";

/** A flag that is not known, or has a value that it cannot have. */
export class FlagInvalid extends GroundworkError {
  readonly code = "flag-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly problem: string }) {
    super(`${data.problem}. See all flags with: groundwork-agent --help`);
  }
}

/** What the command line says. */
export interface AgentOptions {
  readonly help: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly watchNamespace?: string;
  readonly namespace?: string;
  readonly leaseName: string;
  readonly leaseDuration: number;
  readonly leaderElection: boolean;
  readonly concurrency: number;
  readonly objectConcurrency: number;
  readonly storagePath?: string;
  readonly endpoint: { readonly host: string; readonly port: number } | undefined;
  /** Where webhooks are served. */
  readonly receiver: { readonly host: string; readonly port: number } | undefined;
  readonly logLevel: string;
}

const flags = {
  help: { type: "boolean", short: "h", default: false, hint: ["", "Show this text."] },
  kubeconfig: {
    type: "string",
    hint: ["file", "Reach the cluster by this file instead of the Pod's service account."],
  },
  context: { type: "string", hint: ["name", "Context of the kubeconfig; its current one when left out."] },
  "watch-namespace": {
    type: "string",
    hint: ["name", "Honor GitRepositories and Kustomizations of this namespace only."],
  },
  namespace: { type: "string", hint: ["name", "Namespace of the lease; the agent's own when left out."] },
  "lease-name": {
    type: "string",
    default: "groundwork-agent",
    hint: ["name", "Lease by which one agent at a time works."],
  },
  "lease-duration": {
    type: "string",
    default: "15s",
    hint: ["time", "How long the lease lasts without being renewed."],
  },
  "no-leader-election": { type: "boolean", default: false, hint: ["", "Work without a lease."] },
  concurrency: { type: "string", default: "4", hint: ["number", "Kustomizations worked on at once."] },
  "object-concurrency": {
    type: "string",
    default: "12",
    hint: ["number", "Objects of one Kustomization sent at once; of all together twice as many."],
  },
  "storage-path": {
    type: "string",
    hint: ["folder", "Clones and builds; may be lost. A temporary folder when left out."],
  },
  endpoint: {
    type: "string",
    hint: [
      "address",
      "Serve /healthz, /readyz and /metrics here, or: off. Left out: 0.0.0.0:8080 in a Pod, loopback elsewhere. Another port is taken when it is in use.",
    ],
  },
  receiver: {
    type: "string",
    default: "off",
    hint: [
      "address",
      "Serve the webhooks of Receivers: off, an address, or on: 0.0.0.0:9292 in a Pod, loopback elsewhere. Another port is taken when it is in use.",
    ],
  },
  "log-level": { type: "string", default: "info", hint: ["level", "debug, info, warn or error. Logs are JSON lines."] },
} as const;

export const helpText = `groundwork-agent [flags]

Keeps what GitRepository and Kustomization objects of the cluster say applied, as Flux does.

${Object.entries(flags)
  .map(([name, { hint, ...flag }]) => {
    const usual = "default" in flag && typeof flag.default === "string" ? ` [${flag.default}]` : "";
    return `  ${`--${name}${hint[0] === "" ? "" : ` <${hint[0]}>`}`.padEnd(30)}${hint[1]}${usual}`;
  })
  .join("\n")}
`;

/**
 * Reads the flags.
 *
 * @param usualEndpoint what `--endpoint` is when it is left out.
 * @param usualReceiver what `--receiver=on` stands for.
 * @throws {FlagInvalid}
 */
export function optionsOf(argv: readonly string[], usualEndpoint: string, usualReceiver = "127.0.0.1:0"): AgentOptions {
  const values = parsed(argv);
  const number = (name: "concurrency" | "object-concurrency"): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1)
      throw new FlagInvalid({ problem: `--${name} has to be a number from 1` });
    return value;
  };
  const leaseDuration = milliseconds(values["lease-duration"]);
  if (leaseDuration === undefined || leaseDuration < 1000)
    throw new FlagInvalid({ problem: "--lease-duration has to be a time such as 15s, at least 1s" });
  if (!["debug", "info", "warn", "error"].includes(values["log-level"]))
    throw new FlagInvalid({ problem: "--log-level has to be debug, info, warn or error" });
  const { kubeconfig, context, namespace } = values;
  const watchNamespace = values["watch-namespace"];
  const storagePath = values["storage-path"];
  return {
    help: values.help,
    leaseName: values["lease-name"],
    leaseDuration,
    leaderElection: !values["no-leader-election"],
    concurrency: number("concurrency"),
    objectConcurrency: number("object-concurrency"),
    endpoint: endpointOf("endpoint", values.endpoint ?? usualEndpoint),
    receiver: endpointOf("receiver", values.receiver === "on" ? usualReceiver : values.receiver),
    logLevel: values["log-level"],
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
    ...(namespace !== undefined && { namespace }),
    ...(watchNamespace !== undefined && watchNamespace !== "" && { watchNamespace }),
    ...(storagePath !== undefined && { storagePath }),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true, allowPositionals: false }).values;
  } catch (thrown) {
    throw new FlagInvalid({ problem: messageOf(thrown) });
  }
}

function endpointOf(flag: "endpoint" | "receiver", text: string): AgentOptions["endpoint"] {
  if (text === "off") return undefined;
  const match = /^(.*):(\d{1,5})$/.exec(text);
  if (match?.[1] === undefined || Number(match[2]) > 65_535)
    throw new FlagInvalid({ problem: `--${flag} ${text} is not an address such as 127.0.0.1:9440, nor off` });
  return { host: match[1] === "" ? "0.0.0.0" : match[1], port: Number(match[2]) };
}
