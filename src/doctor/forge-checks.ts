import type { CheckResult } from "../change/index.ts";
import type { Forge, Permission, Setup } from "../forge/index.ts";
import { counted, type FileTree, GroundworkError, matchesStars, messageOf } from "../lib/index.ts";
import { checkCiFiles, chosenCi } from "./check-ci-files.ts";
import { checkEnvironment, checkProtection, notTold, upEnvironment } from "./check-protection.ts";

/** What the checks of a forge look at. */
export interface ForgeParts {
  /** Its name, as the user gave it. */
  readonly name: string;
  /** The branch that `up` runs on. */
  readonly branch: string;
  /** Approvals that `up` demands. */
  readonly approvals: number;
  /** @throws {GroundworkError} naming what it cannot be reached without. */
  readonly open: () => Promise<Forge | undefined>;
  /** Where previews and runs are recorded, as `--record` names it. @throws {GroundworkError} */
  readonly recordPlace: () => Promise<string>;
}

interface CheckoutFacts {
  readonly files: Promise<FileTree>;
  /** Absent where there is no repository. */
  readonly isWhole: boolean | undefined;
}

/** The check that previews of change requests for the branch have. */
const previewCheck = "groundwork/preview";

/** What a forge demands that counts checks, or looks at those that are there: it misses none that was never set. */
const anyCheck = "*";

/** Looks at how a forge and a repository are set up for each other. Changes nothing. */
export async function checkForge(parts: ForgeParts, checkout: CheckoutFacts): Promise<readonly CheckResult[]> {
  const own = [checkHistory(checkout), await checkRecord(parts), await checkCiFiles(parts, await checkout.files)];
  let forge: Forge | undefined;
  try {
    forge = await parts.open();
  } catch (thrown) {
    return [{ name: "forge", state: "bad", found: "not reachable", remedy: ownText(thrown) }, ...own];
  }
  if (!forge) return own;
  const at = forge;
  const { branch } = parts;
  const checks = await Promise.all([
    looking("forge", () => checkUser(at)),
    looking("token", () => checkToken(at.setup)),
    looking(`protection of ${branch}`, () => checkProtection(at.setup, parts)),
    looking("required checks", () => checkRequired(at, branch)),
    looking("webhooks", () => checkWebhooks(at.setup)),
    ...(at.setup?.environmentBranches
      ? [
          looking(`environment ${upEnvironment}`, async () => {
            const chosen = await chosenCi(parts, await checkout.files);
            return await checkEnvironment(at.setup, branch, chosen?.settings.tags);
          }),
        ]
      : []),
  ]);
  return [...checks, ...own];
}

/** A forge that does not answer one question leaves that one open, and no other. */
async function looking(name: string, look: () => Promise<Omit<CheckResult, "name">>): Promise<CheckResult> {
  try {
    return { name, ...(await look()) };
  } catch (thrown) {
    return { name, state: "unknown", found: "not known", remedy: ownText(thrown) };
  }
}

/** @throws what is no error of Groundwork's own */
function ownText(thrown: unknown): string {
  if (thrown instanceof GroundworkError) return messageOf(thrown);
  throw thrown;
}

const permissionWords: Readonly<Record<Permission | "unknown", string>> = {
  admin: "who may administer it",
  write: "who may write to it",
  read: "who may only read it",
  none: "who may not even read it",
  unknown: "whose permission is not known",
};

async function checkUser({ name, repository, identities }: Forge): Promise<Omit<CheckResult, "name">> {
  if (!identities) return { state: "good", found: `${name}, ${repository}` };
  const self = await identities.self();
  const permission = await identities.permissionOf(self);
  const found = `${name}, ${repository} as ${self.name}, ${permissionWords[permission]}`;
  if (permission === "admin") return { state: "good", found };
  if (permission === "write")
    return {
      state: "optional",
      found,
      remedy: "Some forges tell administrators alone what other users may do; then up refuses --allow-unreviewed.",
    };
  if (permission === "unknown") return { state: "unknown", found, remedy: `Let ${self.name} read its own permission.` };
  return { state: "bad", found, remedy: `Give ${self.name} the permission to write to ${repository}.` };
}

async function checkToken(setup: Setup | undefined): Promise<Omit<CheckResult, "name">> {
  if (!setup) return notTold("the rights of a token");
  const rights = await setup.tokenRights();
  if (rights.length === 0) return { state: "good", found: "none is needed" };
  const missing = rights.filter(({ isHeld }) => isHeld === false);
  if (missing.length > 0)
    return {
      state: "bad",
      found: `lacks ${missing.map(({ name }) => name).join(", ")}`,
      remedy: `Give the token ${missing.map(({ name, neededFor }) => `${name}, needed for ${neededFor}`).join("; ")}.`,
    };
  const names = rights.map(({ name }) => name).join(", ");
  const unknown = rights.filter(({ isHeld }) => isHeld === "unknown");
  if (unknown.length > 0)
    return {
      state: "unknown",
      found: `not known whether it has ${unknown.map(({ name }) => name).join(", ")}`,
      remedy: `It may have more than is needed. Give it only: ${names}.`,
    };
  return { state: "good", found: names };
}

async function checkRequired({ changeRequests }: Forge, branch: string): Promise<Omit<CheckResult, "name">> {
  const checks = changeRequests ? await changeRequests.requiredChecksOf(branch) : "unknown";
  if (checks === "unknown") return notTold(`the checks that ${branch} demands`);
  const names = checks.map(({ context }) => context);
  const matching = names.filter((name) => matchesStars(name, previewCheck));
  if (matching.some((name) => name !== anyCheck)) return { state: "good", found: names.join(", ") };
  if (matching.length > 0)
    return {
      state: "optional",
      found: `${names.join(", ")}: checks are demanded, and none by its name`,
      remedy: `A change whose ${previewCheck} was never set is merged when its other checks succeeded, and up refuses it then.`,
    };
  return {
    state: "bad",
    found: names.length === 0 ? "none" : names.join(", "),
    remedy: `Demand the check ${previewCheck} for ${branch}: without it a change is merged that could not be previewed.`,
  };
}

/** None is needed where a CI runs Groundwork: its jobs are started by the forge itself. */
async function checkWebhooks(setup: Setup | undefined): Promise<Omit<CheckResult, "name">> {
  const hooks = setup ? await setup.webhooks() : "unknown";
  if (hooks === "unknown") return notTold("webhooks. The files of groundwork ci init need none");
  const off = hooks.filter(({ isActive }) => !isActive);
  if (off.length === 0)
    return { state: "good", found: hooks.length === 0 ? "none, and none is needed" : counted(hooks.length, "webhook") };
  const urls = off.map(({ url }) => url).join(", ");
  return { state: "optional", found: `${off.length} switched off`, remedy: `The forge sends nothing to ${urls}.` };
}

function checkHistory({ isWhole }: CheckoutFacts): CheckResult {
  const name = "history";
  if (isWhole === undefined) return { name, state: "unknown", found: "no repository", remedy: "Run this in a clone." };
  return isWhole
    ? { name, state: "good", found: "whole" }
    : {
        name,
        state: "bad",
        found: "cut off",
        remedy: "Previews need the commits that a change is compared with. Fetch them: git fetch --unshallow origin",
      };
}

async function checkRecord({ recordPlace }: ForgeParts): Promise<CheckResult> {
  const name = "record";
  try {
    const place = await recordPlace();
    if (place !== "file") return { name, state: "good", found: place };
    return {
      name,
      state: "bad",
      found: "files of each checkout",
      remedy:
        "Jobs have none in common, so up would refuse every merge as not shown. Bring a groundwork.yaml to the main branch, where " +
        "settings count, that says: record: git",
    };
  } catch (thrown) {
    return { name, state: "bad", found: "not known", remedy: ownText(thrown) };
  }
}
