import list from "../../../../../data/pulumi-sdk/tested-versions.json" with { type: "json" };

/** A version of `@pulumi/pulumi` on which `npm run test:real` runs the contract of program runners with all patches. */
export interface TestedVersion {
  readonly version: string;
  /** Major version of the Node that the tests take for it. */
  readonly node: number;
  /** Whether its process can be held before a run. Versions without `runtime/state` keep a run's settings where nothing resets them. */
  readonly held: boolean;
  /** Date of the commit that put it on the list: `YYYY-MM-DD`. */
  readonly testedOn: string;
}

/** Oldest first. No other version is patched: a patch that does not fit would break a program in ways that nothing explains. */
export const testedVersions: readonly TestedVersion[] = list.tested;

export function testedVersion(version: string | undefined): TestedVersion | undefined {
  return testedVersions.find((tested) => tested.version === version);
}
