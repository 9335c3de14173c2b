import { Provider as Gcp } from "@pulumi/gcp/provider.js";
import { Config, type Input, type Output, output } from "@pulumi/pulumi";
import type { DesiredResources, DesiredState } from "../../src/desired/index.ts";
import { setMember } from "../../src/lib/index.ts";
import { NothingCreated } from "../components/index.ts";
import { EnvironmentStack, type EnvironmentStackOptions } from "../environment-stack.ts";
import type { ResourceOutputs } from "./define-resources.ts";
import { environmentFor } from "./environment-for.ts";
import { ReplacementReferred } from "./errors.ts";
import { type LoadedResources, loadResources } from "./load-resources.ts";
import { type OwnDefaults, OwnScope } from "./own-scope.ts";
import { type ReplaceableKind, type Replaced, replaceableKinds, replaced, withoutReplaced } from "./replacements.ts";
import { outputsIn } from "./returned-outputs.ts";
import { failureIn } from "./team-errors.ts";
import { endingWithin, settlingWithin } from "./time-limit.ts";

/** How long one file may take. */
const defaultSeconds = 60;

/**
 * Registers an environment with the resources of its own files: after everything in the cloud, which they may refer to, and before the
 * agent, which is handed what they return.
 */
export async function createWithResources(
  desired: DesiredState,
  resources: DesiredResources,
  { folder, ...options }: EnvironmentStackOptions & { readonly folder: string },
): Promise<EnvironmentStack> {
  const scope = new OwnScope(folder);
  const seconds = new Config("groundwork").getNumber("resourcesSeconds") ?? defaultSeconds;
  const files = resources.files.map((file) => loadResources(file, folder, seconds));
  // The nearest file has the last word, as it has on values of a profile.
  const replacing = new Map(
    files.flatMap((loaded) => replacedKinds(loaded).map((kind): [ReplaceableKind, LoadedResources] => [kind, loaded])),
  );
  const stack = stackWithout(replacing, desired, options);
  const provider = once(() => {
    const { project, region } = desired.cloud;
    return new Gcp("resources", { project, region, defaultLabels: { ...desired.labels } });
  });
  const defaults: OwnDefaults = {
    gcp: provider,
    kubernetes: new Map([...stack.kubeconfigs().keys()].map((key) => [key, () => stack.kubernetesOf(key)])),
    after: desired.services.length > 0 ? stack.services : undefined,
    protect: resources.protect,
  };
  const outputs: Record<string, unknown> = {};
  const environment = environmentFor({ desired, resources, stack, provider, outputs: () => ({ ...outputs }) });
  const run = async <T>(file: string, call: () => T | Promise<T>): Promise<T> =>
    await ran({ file, seconds, folder }, () => scope.run(file, defaults, call));

  const made: Partial<Record<ReplaceableKind, Replaced[ReplaceableKind]>> = {};
  for (const [
    kind,
    {
      file,
      resources: { replaces = {} },
    },
  ] of replacing)
    setMember(made, kind, await run(file, () => replaced(kind, { replaces, file }, { desired, environment })));
  for (const { file, resources: create } of files) {
    const returned = outputsIn(await run(file, () => create(environment)), file);
    for (const [key, value] of Object.entries(returned)) setMember(outputs, key, value);
  }
  return stack.complete({ outputs, facts: await factsOf(outputs), replaced: made as Replaced });
}

/** @throws {ReplacementReferred} where a built-in part needs what a file replaces: access to a bucket, a service that reads a secret */
function stackWithout(
  replacing: ReadonlyMap<ReplaceableKind, LoadedResources>,
  desired: DesiredState,
  options: EnvironmentStackOptions,
): EnvironmentStack {
  const kinds = [...replacing.keys()];
  try {
    return new EnvironmentStack(withoutReplaced(desired, new Set(kinds)), { ...options, awaitsOwn: true });
  } catch (thrown) {
    const [first] = replacing.values();
    if (!(thrown instanceof NothingCreated) || first === undefined) throw thrown;
    throw new ReplacementReferred({ file: first.file, kinds, name: thrown.key }, { cause: thrown });
  }
}

function replacedKinds({ resources: { replaces = {} } }: LoadedResources): readonly ReplaceableKind[] {
  return replaceableKinds.filter((kind) => replaces[kind] !== undefined);
}

async function ran<T>(
  { file, seconds, folder }: { readonly file: string; readonly seconds: number; readonly folder: string },
  call: () => T | Promise<T>,
): Promise<T> {
  try {
    return await settlingWithin({ file, seconds }, endingWithin({ file, seconds }, call));
  } catch (thrown) {
    throw failureIn(thrown, { file, folder });
  }
}

/** A ConfigMap holds its values in clear, so that what is secret is left out. Texts stand as they are, all else as JSON. */
async function factsOf(outputs: ResourceOutputs): Promise<Readonly<Record<string, Input<string>>>> {
  const facts = await Promise.all(
    Object.entries(outputs).map(async ([key, value]) => {
      const known = output(value) as Output<unknown> & { readonly isSecret: Promise<boolean> };
      if (await known.isSecret) return [];
      return [
        [key, known.apply((plain) => (typeof plain === "string" ? plain : JSON.stringify(plain ?? "")))] as const,
      ];
    }),
  );
  return Object.fromEntries(facts.flat());
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
