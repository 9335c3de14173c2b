import path from "node:path";
import { type Kubediff, type KubediffMode, type ObjectVerdict, verdictOfKubediff } from "../change/index.ts";
import { kubediff, kubediffOfEnvironment } from "../flows/index.ts";
import { kubediffJson, kubediffReport, markdown } from "../report/index.ts";
import { jsonPartsAsInvoked } from "./as-invoked.ts";
import type { KubediffFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { asInvokedByOthers, withDriver } from "./driver-run.ts";
import { DriverScreen } from "./driver-screen.ts";
import { KubediffOfNothing } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";

const exitCodes: Readonly<Record<ObjectVerdict, ExitCode>> = {
  "in-sync": ExitCode.ok,
  diverged: ExitCode.different,
  unknown: ExitCode.unknown,
};

/** @throws {KubediffOfNothing} */
export async function runKubediff(flags: KubediffFlags, wiring: DriverWiring): Promise<ExitCode> {
  const diff = await lookAt(flags, wiring);
  showKubediff(diff, flags, wiring);
  return flags.exitCode ? exitCodes[verdictOfKubediff(diff)] : ExitCode.ok;
}

async function lookAt(flags: KubediffFlags, wiring: DriverWiring): Promise<Kubediff> {
  const { env, path: folder } = flags;
  if (folder !== undefined && env === undefined) return await kubediffOfFolder(folder, flags, wiring);
  if (env === undefined || folder !== undefined)
    throw new KubediffOfNothing({ given: env === undefined ? "neither" : "both" });
  const { local, json } = flags;
  const driver = { env: [env], ...(local !== undefined && { local }), ...(json !== undefined && { json }) };
  return await withDriver(driver, wiring, (ports) =>
    kubediffOfEnvironment({ environment: env, ...clusterIn(flags, wiring), mode: modeOf(flags) }, ports),
  );
}

const modeOf = ({ readOnly }: KubediffFlags): KubediffMode => (readOnly ? "read-only" : "exact");

function clusterIn({ kubeconfig, context }: KubediffFlags, { cwd }: DriverWiring) {
  return {
    ...(kubeconfig !== undefined && { kubeconfig: path.resolve(cwd, kubeconfig) }),
    ...(context !== undefined && { context }),
  };
}

async function kubediffOfFolder(shownFolder: string, flags: KubediffFlags, wiring: DriverWiring): Promise<Kubediff> {
  const { clusters, manifests, clock, manifestsAt } = await wiring.openComparison();
  const { tree, folder } = await manifestsAt(path.resolve(wiring.cwd, shownFolder));
  const cluster = await clusters.open(clusterIn(flags, wiring));
  return await kubediff(
    { tree, folder, shownFolder, mode: modeOf(flags) },
    { cluster, manifests, clock, signal: wiring.signal },
  );
}

function showKubediff(diff: Kubediff, flags: KubediffFlags, wiring: DriverWiring): void {
  const { terminal } = wiring;
  if (flags.json) for (const part of jsonPartsAsInvoked(kubediffJson(diff), terminal.invocation)) terminal.out(part);
  else if (flags.markdown) terminal.out(asInvokedByOthers(markdown(kubediffReport(diff)), wiring).trimEnd());
  else new DriverScreen(terminal, { silent: false }).print(kubediffReport(diff));
}
