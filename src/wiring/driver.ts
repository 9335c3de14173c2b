import { setTimeout as pause } from "node:timers/promises";
import type { DriverRequest } from "../cli/index.ts";
import { syncSource } from "../cluster/git-source/index.ts";
import { kubernetesClusters } from "../cluster/kubernetes/index.ts";
import { clusterAccesses } from "../cluster/stack-outputs/index.ts";
import { backendOf } from "../engine/automation/index.ts";
import type { WarmRunner } from "../engine/embedded/index.ts";
import { driverPassphrase, readProject } from "../engine/embedded/stack/index.ts";
import { everywhere, type FlowPorts, reachOf } from "../flows/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { httpHealthChecks } from "../health/http/index.ts";
import { actorOf } from "../history/index.ts";
import { planFiles } from "../history/plan-files/index.ts";
import { credentialPlugins } from "../kubernetes/kubeconfig/index.ts";
import { memoryOfChildren, systemClock } from "../lib/index.ts";
import { localCloud } from "../local/index.ts";
import { kustomizeBuilder } from "../manifests/kustomize/index.ts";
import { gitWorkspaces, npmPackages } from "../program/checkout/index.ts";
import { esbuildProgramReader } from "../program/esbuild/index.ts";
import { auditLogs } from "./audit-logs.ts";
import { cliStacks, openAutomationEngine } from "./automation.ts";
import { checkoutFolder } from "./checkout-folder.ts";
import { driverHome, packagesFolder } from "./driver-home.ts";
import { openEmbeddedEngine } from "./engine.ts";
import { openState } from "./engine-state.ts";
import { enginesOver } from "./engines.ts";
import { withoutForgeTokens } from "./forge.ts";
import { clustersToCompare } from "./kubediff.ts";
import { layersOver } from "./layers.ts";
import { holdLeases } from "./leases.ts";
import { localMachines } from "./local-machines.ts";
import { enginesForOutside, npmOfStrangers, sourceForOutside } from "./outside.ts";
import { playbookPorts } from "./playbooks.ts";
import { affordableParallelism, bytesOfOnePreview } from "./prewarm-programs.ts";
import { openHistory } from "./record.ts";

/** What the driver needs from the process. */
export interface DriverSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /**
   * Holds the program processes that the command has started already. @default one that starts each process when its
   * run is expected
   */
  readonly programs?: WarmRunner;
  /** For how long a lease of a run counts without a renewal, in whole seconds. @default 60 */
  readonly leaseSeconds?: number;
}

/** Everything that the flows work with, for the repository that holds a folder. */
export async function openDriver(settings: DriverSettings, request: DriverRequest): Promise<FlowPorts> {
  const { outside = false } = request;
  const git = await openRepository(request.cwd, mergeTreesWithGit(settings.environment), settings.environment);
  const root = checkoutFolder(git, request.cwd);
  const home = driverHome(root, request.local);
  // What a change request decides about is started with this one, npm among it: the commit's `.npmrc` says where variables are sent.
  // Git may need what is left out.
  const ofPrograms = withoutForgeTokens(settings.environment);
  const cloud = localCloud({ home: home.cloud, environment: ofPrograms });
  const project = await readProject(root);
  const parallel = request.parallel ?? affordableParallelism();
  const waiting = { wait: request.waitForLock ?? false };
  const cli = { environment: ofPrograms, cwd: request.cwd, project, ...waiting, onNotice: request.onNotice };
  const automation = openAutomationEngine(cli);
  const { programs } = settings;
  programs?.reportTraces((trace) =>
    request.onNotice(
      `Each environment is previewed in a process of its own, because a run of the program leaves a trace: ${trace}.`,
    ),
  );
  const state = openState({
    root: home.state,
    passphrase: driverPassphrase(settings.environment, request.cwd, home),
    version: settings.version,
    ...waiting,
    fenceOf: ({ stack }) => leases.fenceOf(stack),
    onNotice: request.onNotice,
  });
  const { store } = state;
  const engine = openEmbeddedEngine({
    state,
    ...(programs && { programs }),
    environment: ofPrograms,
    providers: cloud,
    onNotice: request.onNotice,
    adoptCommand: ({ stack }) => `groundwork refresh --env ${stack} --adopt${request.local ? " --local" : ""}`,
  });
  for (const stack of request.environments ?? []) void store.prefetch({ project: project.name, stack });
  const lost = new AbortController();
  const signal = AbortSignal.any([request.signal, lost.signal]);
  const actor = await actorOf(git, settings.environment);
  const leases = await holdLeases(
    { git, root, local: request.local, ...(request.record !== undefined && { record: request.record }) },
    {
      environment: settings.environment,
      actor,
      waits: waiting.wait,
      signal: request.signal,
      onNotice: request.onNotice,
      onLost: () => lost.abort(),
      ...(settings.leaseSeconds !== undefined && { seconds: settings.leaseSeconds }),
    },
  );
  const wait = (milliseconds: number, signal: AbortSignal) =>
    pause(milliseconds, undefined, { signal }).catch(() => undefined);
  const places = {
    stateFolder: home.state,
    backend: backendOf(cli),
    project: project.name,
    local: request.local,
  };
  const source = await syncSource({ git, cloud, rehearsal: request.local, environment: settings.environment });
  let forOutside: Promise<FlowPorts> | undefined;
  const ports = {
    git,
    programs: esbuildProgramReader,
    // A rehearsal changes nothing that commits of a certain branch alone may change.
    reach: request.local ? everywhere : reachOf({ as: "commits", branch: git.checkout.branch }, git),
    engines: outside
      ? await enginesForOutside({ ...places, version: settings.version, searchPath: settings.environment["PATH"] })
      : enginesOver({
          ...places,
          embedded: engine,
          store,
          automation,
          stacksInBackend: () => cliStacks(cli, project.name),
        }),
    isForOutside: outside,
    forOutside: () => (forOutside ??= openDriver(settings, { ...request, outside: true })),
    workspaces: gitWorkspaces({
      git,
      root,
      driverVersion: settings.version,
      programs: esbuildProgramReader,
      npm: npmPackages(packagesFolder(settings.environment), outside ? npmOfStrangers(ofPrograms) : ofPrograms, {
        emptyHome: outside,
      }),
      onNotice: request.onNotice,
      outside,
    }),
    source: outside ? sourceForOutside(source) : source,
    clusters: kubernetesClusters({ plugins: credentialPlugins({ environment: ofPrograms }) }),
    accesses: clusterAccesses(cloud, request.local),
    // All run executables of this machine on files of the change, which may name plugins of its own.
    ...(!outside && {
      ...playbookPorts({
        ofPrograms,
        environment: settings.environment,
        localMachines: localMachines(cloud),
        wait,
      }),
      manifests: kustomizeBuilder({ environment: ofPrograms }),
      comparison: { accesses: clusterAccesses(cloud, request.local), clusters: clustersToCompare(ofPrograms) },
    }),
    history: await openHistory({
      git,
      root,
      local: request.local,
      ...(request.record !== undefined && { record: request.record }),
      environment: settings.environment,
    }),
    leases,
    watchRuns: (environments: readonly string[]) => leases.watch(environments),
    ...(!outside && { auditLogs: auditLogs(cloud, ofPrograms) }),
    plans: planFiles(home.plans),
    clock: systemClock,
    wait,
    health: httpHealthChecks({ wait }),
    signal,
    onProgress: request.onProgress,
    actor,
    parallel,
    memory: {
      bytes: request.memory ?? process.availableMemory(),
      usual: bytesOfOnePreview,
      used: () => memoryOfChildren(process.pid),
      ...(programs && { processes: () => programs.processes(), release: () => void programs.close() }),
    },
  };
  return { ...ports, ...layersOver(ports) };
}
