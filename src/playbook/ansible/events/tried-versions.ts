/** What a later version answers may mean something else: 2.21 has changed what a task tells of its `register`. */
const triedVersions: readonly string[] = ["2.19", "2.20", "2.21"];

/** Why what a version answers is not relied on; `undefined` where it was tried. */
export function whyUntried(version: string | undefined): string | undefined {
  if (version === undefined || triedVersions.some((each) => version.startsWith(`${each}.`))) return undefined;
  return `what ansible-core ${version} answers was not tried; ${triedVersions.join(", ")} were`;
}
