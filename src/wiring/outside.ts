import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { configForOutside, embeddedEngine, processRunner } from "../engine/embedded/index.ts";
import { fileConfigSource } from "../engine/embedded/stack/index.ts";
import type { Engine, ProviderSource } from "../engine/index.ts";
import type { Engines, FlowPorts } from "../flows/index.ts";
import { localCloud } from "../local/index.ts";
import { publicRegistry } from "../program/checkout/index.ts";
import { serveProvider, unaskedProvider } from "../provider/index.ts";
import { defaultLimits } from "../sandbox/index.ts";
import { linuxSandbox } from "../sandbox/linux/index.ts";
import { type EngineState, openState } from "./engine-state.ts";
import { StateOutOfReach } from "./errors.ts";

/** What a driver has at hand for a change from outside. */
export interface OutsideParts {
  readonly version: string;
  /** Where executables are found. */
  readonly searchPath: string | undefined;
  /** Folder of the embedded engine's own state. */
  readonly stateFolder: string;
  /** Where the Pulumi CLI keeps its state. */
  readonly backend: string;
  readonly project: string;
  readonly local: boolean;
}

/**
 * Engines that rehearse: each program confined, on what the state remembers, every secret unknown, no cloud asked.
 *
 * @throws {SandboxUnavailable}
 */
export async function enginesForOutside(parts: OutsideParts): Promise<Engines> {
  const { stateFolder, backend, project, local } = parts;
  const sandbox = linuxSandbox();
  await sandbox.verify();
  const engineOn = (state: EngineState): Engine =>
    embeddedEngine({
      store: state.store,
      config: fileConfigSource("withheld"),
      providers: rehearsedProviders(parts.searchPath),
      programs: processRunner({ environment: {}, confinement: { sandbox, limits: defaultLimits } }),
      outside: true,
    });
  const stateAt = (root: string) =>
    openState({ root, version: parts.version, passphrase: async () => undefined, withholdsSecrets: true });
  const own = stateAt(stateFolder);
  const ofClouds = backend.startsWith("file:///") ? stateAt(backend.slice("file://".length)) : undefined;
  const embedded = engineOn(own);
  const automation = ofClouds ? engineOn(ofClouds) : unreachable(backend);
  const isSimulated = (kind: string) => local || kind === "local";
  return {
    async stateFor({ kind }) {
      const state = isSimulated(kind) ? own : ofClouds;
      const location = isSimulated(kind) ? stateFolder : backend;
      if (!state) return { location };
      const stacks = await state.store.list(project).catch(() => undefined);
      if (!stacks) return { location };
      const holding = stacks.filter(({ resourceCount }) => resourceCount !== 0);
      return {
        location,
        stacks: new Map(holding.map(({ stack, lastUpdate }) => [stack.stack, lastUpdate?.toISOString()])),
      };
    },
    engineFor: ({ cloud }) => (isSimulated(cloud.kind) ? embedded : automation),
    engineForRemoved: embedded,
    project,
    local,
  };
}

/** A state that only an identity in the cloud can read. */
function unreachable(backend: string): Engine {
  const refuse = async (): Promise<never> => await Promise.reject(new StateOutOfReach({ backend }));
  return {
    name: "embedded",
    preview: refuse,
    up: refuse,
    refresh: refuse,
    destroy: refuse,
    outputs: refuse,
    exportState: refuse,
    importState: refuse,
  };
}

/** Packages whose simulation calls nothing but the process of the local cloud, on this machine: it knows what the installed packages declare. */
const simulated: ReadonlySet<string> = new Set(["gcp", "random", "tls"]);
const replacingOfKubernetes = [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]] as const;

/** An empty local cloud for what it knows; every other package is compared without its provider. */
function rehearsedProviders(searchPath: string | undefined): ProviderSource {
  let cloud: ProviderSource | undefined;
  return {
    async start(request, host) {
      const { package: name, version = "0.0.0" } = request;
      if (simulated.has(name)) {
        cloud ??= localCloud({ home: emptyHome(), environment: { PATH: searchPath } });
        return await cloud.start(request, host);
      }
      const replacing = name === "kubernetes" ? replacingOfKubernetes : [];
      return await serveProvider(unaskedProvider(replacing), { name, version });
    },
  };
}

/** The local cloud ends soon after its home is removed. */
function emptyHome(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-rehearsal-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Configuration that every program gets, without the credentials in it. */
export function sourceForOutside(source: FlowPorts["source"]): FlowPorts["source"] {
  return { ...source, config: async () => configForOutside(await source.config()) };
}

/**
 * npm without the settings of this machine, which hold the tokens of registries, and for packages of the public registry alone. An npm that
 * does not know a setting ignores it.
 */
export function npmOfStrangers({ PATH }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    PATH,
    npm_config_userconfig: "/dev/null",
    npm_config_globalconfig: "/dev/null",
    npm_config_registry: publicRegistry,
    npm_config_allow_git: "none",
    npm_config_allow_file: "none",
    npm_config_allow_directory: "none",
  };
}
