import { setTimeout as pause } from "node:timers/promises";
import type { DriverRequest } from "../cli/index.ts";
import { syncSource } from "../cluster/git-source/index.ts";
import { kubernetesClusters } from "../cluster/kubernetes/index.ts";
import { clusterAccesses } from "../cluster/stack-outputs/index.ts";
import { backendOf } from "../engine/automation/index.ts";
import type { WarmRunner } from "../engine/embedded/index.ts";
import { driverPassphrase, readProject } from "../engine/embedded/stack/index.ts";
import type { FlowPorts } from "../flows/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { actorOf } from "../history/index.ts";
import { planFiles } from "../history/plan-files/index.ts";
import { credentialPlugins } from "../kubernetes/kubeconfig/index.ts";
import { memoryOfChildren, systemClock } from "../lib/index.ts";
import { localCloud } from "../local/index.ts";
import { kustomizeBuilder } from "../manifests/kustomize/index.ts";
import { ansibleSyntax } from "../playbook/ansible/index.ts";
import { gitWorkspaces, npmPackages } from "../program/checkout/index.ts";
import { esbuildProgramReader } from "../program/esbuild/index.ts";
import { cliStacks, openAutomationEngine } from "./automation.ts";
import { checkoutFolder } from "./checkout-folder.ts";
import { driverHome, packagesFolder } from "./driver-home.ts";
import { openEmbeddedEngine } from "./engine.ts";
import { enginesOver } from "./engines.ts";
import { withoutForgeTokens } from "./forge.ts";
import { layersOver } from "./layers.ts";
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
}

/** Everything that the flows work with, for the repository that holds a folder. */
export async function openDriver(settings: DriverSettings, request: DriverRequest): Promise<FlowPorts> {
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
  const { engine, store } = openEmbeddedEngine({
    root: home.state,
    ...(programs && { programs }),
    environment: ofPrograms,
    passphrase: driverPassphrase(settings.environment, request.cwd, home),
    providers: cloud,
    version: settings.version,
    ...waiting,
    onNotice: request.onNotice,
    adoptCommand: ({ stack }) => `groundwork refresh --env ${stack} --adopt${request.local ? " --local" : ""}`,
  });
  for (const stack of request.environments ?? []) void store.prefetch({ project: project.name, stack });
  const ports = {
    git,
    programs: esbuildProgramReader,
    engines: enginesOver({
      embedded: engine,
      store,
      stateFolder: home.state,
      automation,
      backend: backendOf(cli),
      stacksInBackend: () => cliStacks(cli, project.name),
      project: project.name,
      local: request.local,
    }),
    workspaces: gitWorkspaces({
      git,
      root,
      driverVersion: settings.version,
      programs: esbuildProgramReader,
      npm: npmPackages(packagesFolder(settings.environment), ofPrograms),
      onNotice: request.onNotice,
    }),
    source: await syncSource({ git, cloud, rehearsal: request.local, environment: settings.environment }),
    clusters: kubernetesClusters({ plugins: credentialPlugins({ environment: ofPrograms }) }),
    accesses: clusterAccesses(cloud, request.local),
    playbooks: ansibleSyntax({ environment: ofPrograms }),
    manifests: kustomizeBuilder({ environment: ofPrograms }),
    history: await openHistory({
      git,
      root,
      local: request.local,
      ...(request.record !== undefined && { record: request.record }),
      environment: settings.environment,
    }),
    plans: planFiles(home.plans),
    clock: systemClock,
    wait: (milliseconds: number, signal: AbortSignal) =>
      pause(milliseconds, undefined, { signal }).catch(() => undefined),
    signal: request.signal,
    onProgress: request.onProgress,
    actor: await actorOf(git, settings.environment),
    parallel,
    memory: {
      bytes: request.memory ?? process.availableMemory(),
      usual: bytesOfOnePreview,
      used: () => memoryOfChildren(process.pid),
      ...(programs && { processes: () => programs.processes() }),
    },
  };
  return { ...ports, layers: layersOver(ports) };
}
