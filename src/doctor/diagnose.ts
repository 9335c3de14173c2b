import path from "node:path";
import type { CheckResult } from "../change/index.ts";
import { type Fleet, issuesOf, loadFleet, validEnvironments } from "../environment/index.ts";
import type { Repository } from "../git/index.ts";
import { counted, type FileTree, messageOf } from "../lib/index.ts";
import { checkForge, type ForgeParts } from "./forge-checks.ts";
import { checkLoopback, checkNode, checkPackages, checkTool, checkWritable } from "./machine-checks.ts";
import { checkPlaybooks } from "./playbook-checks.ts";

/** What the checks look at besides the machine. */
export interface DiagnosisParts {
  readonly cwd: string;
  /** How `groundwork` is called from this shell. */
  readonly invocation: string;
  /** Everything is simulated, so no environment needs a real cloud's tools. */
  readonly rehearsal: boolean;
  /** @throws {GroundworkError} where `cwd` lies in no repository. */
  readonly openRepository: () => Promise<Pick<Repository, "checkout">>;
  /** The files below the root of the checkout, with those that a sparse checkout leaves out. */
  readonly filesBelow: (root: string) => Promise<FileTree>;
  readonly pulumi: {
    /** @throws {GroundworkError} where there is no Pulumi CLI, or none that can be used. */
    readonly find: () => Promise<{ readonly file: string; readonly version: string }>;
    /** Whether `find` threw because there is none. */
    readonly isMissing: (thrown: unknown) => boolean;
    /** Where one can be installed, if anywhere. */
    readonly installationFolder?: string;
  };
  /** The driver's own folders of a checkout, and the local cloud in them. */
  readonly homeOf: (root: string) => { readonly folder: string; readonly cloud: LocalCloudStatus };
  /** @throws {GroundworkError} where machines of the local cloud cannot run here. */
  readonly verifyLocalMachines: () => Promise<void>;
  /** Absent where no forge was asked about. */
  readonly forge?: ForgeParts;
}

/** The local cloud, as far as it says how it is. */
export interface LocalCloudStatus {
  status(): Promise<{
    readonly running: boolean;
    readonly resources?: number;
    readonly clusters?: readonly unknown[];
    readonly memoryMiB?: number;
    readonly problems?: readonly string[];
  }>;
}

/** Looks at everything that the driver needs on this machine. Starts nothing and changes nothing. */
export async function diagnose(parts: DiagnosisParts): Promise<readonly CheckResult[]> {
  const repository = await checkRepository(parts);
  const root = repository.folder ?? path.resolve(parts.cwd);
  const home = parts.homeOf(root);
  const fleet = parts.filesBelow(root).then(loadFleet);
  const others = await Promise.all([
    checkTool("git", ["--version"], "good", "The local cloud serves Git with it: install git."),
    checkTool(
      "kubectl",
      ["version", "--client", "--output=yaml"],
      "optional",
      "Needed for kustomization.yaml in apps, and to look into clusters: https://kubernetes.io/docs/tasks/tools",
    ),
    checkTool("kustomize", ["version"], "optional", "Needed for kustomization.yaml in apps where there is no kubectl."),
    checkPulumi(parts, fleet),
    checkPackages(root),
    checkEnvironments(fleet),
    checkWritable("state folder", home.folder),
    checkLoopback(),
    checkLocalCloud(home.cloud),
  ]);
  const { rehearsal, verifyLocalMachines } = parts;
  const files = await parts.filesBelow(root);
  const playbooks = await checkPlaybooks({ fleet: await fleet, files, rehearsal, verifyLocalMachines });
  const forge = parts.forge
    ? await checkForge(parts.forge, { files: parts.filesBelow(root), isWhole: repository.isWhole })
    : [];
  return [checkNode(process.versions.node), howToCall(parts), repository.result, ...others, ...playbooks, ...forge];
}

/** The form in which `groundwork` runs in this shell. */
function howToCall({ invocation }: DiagnosisParts): CheckResult {
  const found = invocation === "groundwork" ? "on PATH" : `not on PATH; write it as: ${invocation} <command>`;
  return { name: "groundwork", state: "good", found };
}

async function checkRepository({
  openRepository,
}: DiagnosisParts): Promise<{ readonly folder?: string; readonly isWhole?: boolean; readonly result: CheckResult }> {
  const name = "repository";
  try {
    const { checkout } = await openRepository();
    const { folder, branch, head, shallow } = checkout;
    if (head === undefined)
      return {
        ...(folder !== undefined && { folder }),
        result: {
          name,
          state: "bad",
          found: "no commit yet",
          remedy: "Commit the environments: git add . && git commit",
        },
      };
    const where = `${branch ?? "detached HEAD"} at ${head.slice(0, 7)}`;
    const remedy = "The base of a change may be missing. Fetch the history: git fetch --unshallow origin";
    return {
      ...(folder !== undefined && { folder }),
      isWhole: !shallow,
      result: shallow
        ? { name, state: "optional", found: `${where}, a shallow clone`, remedy }
        : { name, state: "good", found: where },
    };
  } catch (thrown) {
    return { result: { name, state: "bad", found: messageOf(thrown), remedy: "Change into a clone." } };
  }
}

/** The Pulumi CLI, which only environments in real clouds need. */
async function checkPulumi({ pulumi, rehearsal }: DiagnosisParts, loadingFleet: Promise<Fleet>): Promise<CheckResult> {
  const name = "pulumi";
  try {
    const { file, version } = await pulumi.find();
    return { name, state: "good", found: `${version} in ${path.dirname(file)}` };
  } catch (thrown) {
    const problem = messageOf(thrown);
    const folder = pulumi.installationFolder;
    const valid = validEnvironments(await loadingFleet);
    const real = [...valid].filter(([, { environment }]) => environment.cloud.kind !== "local").map(([each]) => each);
    const isNeeded = !rehearsal && real.length > 0;
    return {
      name,
      state: isNeeded ? "bad" : "optional",
      found: pulumi.isMissing(thrown) ? "not found" : "cannot be used",
      remedy: `Needed ${real.length > 0 ? `by ${namesText(real)}` : "for environments in a real cloud"}. ${problem}`,
      ...(folder !== undefined && { fix: `install the Pulumi CLI into ${path.join(folder, "bin")}` }),
    };
  }
}

const shownNames = 5;

function namesText(names: readonly string[]): string {
  const rest = names.length - shownNames;
  return `${names.slice(0, shownNames).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

async function checkEnvironments(loadingFleet: Promise<Fleet>): Promise<CheckResult> {
  const name = "environments";
  const fleet = await loadingFleet;
  const errors = issuesOf(fleet).filter(({ severity }) => severity === "error").length;
  const found = `${validEnvironments(fleet).size} valid of ${fleet.names.length}`;
  if (errors > 0) return { name, state: "bad", found, remedy: "See every issue with: groundwork env validate" };
  return fleet.names.length > 0
    ? { name, state: "good", found }
    : { name, state: "optional", found: "none", remedy: "Add one with: groundwork env new <name>" };
}

async function checkLocalCloud(cloud: LocalCloudStatus): Promise<CheckResult> {
  const name = "local cloud";
  const status = await cloud.status();
  if (!status.running) return { name, state: "good", found: "not running; started when it is needed" };
  const { resources = 0, clusters = [], memoryMiB, problems = [] } = status;
  const count = counted(clusters.length, "cluster");
  const found = `${counted(resources, "resource")}, ${count}${memoryMiB === undefined ? "" : `, ${Math.round(memoryMiB)} MiB`}`;
  return problems.length === 0
    ? { name, state: "good", found }
    : { name, state: "bad", found: problems.join("; "), remedy: "Look at it with: groundwork local status" };
}
