import { checkFleet } from "../../../src/desired/index.ts";
import {
  type Environment,
  EnvironmentReader,
  formatIssue,
  issuesOf,
  loadFleet,
} from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";

const head = "apiVersion: groundwork.dev/v1\nkind: Environment\n";

/** A repository's files from what stands below the head of each `environment.yaml`; paths with a dot are files as they are. */
export function written(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) =>
      name.includes(".") ? [`environments/${name}`, text] : [`environments/${name}/environment.yaml`, head + text],
    ),
  );
}

/** A profile's file. */
export function profile(text: string): string {
  return `apiVersion: groundwork.dev/v1\nkind: Profile\n${text}`;
}

/** Every issue of what was written, as lines, without the folder that all paths begin with. */
export async function issuesIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const fleet = await loadFleet(memoryTree(written(files)));
  return issuesOf(fleet).map((issue) => formatIssue(issue).replaceAll("environments/", ""));
}

/** As {@link issuesIn}, with what is wrong between environments, but without what is merely unrecorded. */
export async function fleetIssuesIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { issues } = await checkFleet(memoryTree(written(files)));
  return issues
    .filter(({ code }) => code !== "unrecorded-addresses")
    .map((issue) => formatIssue(issue).replaceAll("environments/", ""));
}

/** The environment that was written, which has to be valid. */
export async function environmentIn(files: Readonly<Record<string, string>>, name: string): Promise<Environment> {
  const reading = await new EnvironmentReader(memoryTree(written(files))).read(name);
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading.value.environment;
}
