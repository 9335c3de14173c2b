interface Report {
  readonly sharedObjects?: readonly string[];
}

let known: readonly string[] | undefined;

/** Paths of the libraries that this Node has loaded, the loader among them: what Node needs to start again. */
export function loadedLibraries(): readonly string[] {
  // The report asks the network for the names of open connections otherwise, and waits for the answer.
  const { report } = process as unknown as { readonly report: { excludeNetwork?: boolean; getReport(): unknown } };
  if (known) return known;
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const { sharedObjects = [] } = report.getReport() as Report;
  if (before !== undefined) report.excludeNetwork = before;
  // The kernel's own page has a name and no path. Addons of this process are no part of Node.
  known = sharedObjects.filter((each) => each.startsWith("/") && !each.endsWith(".node"));
  return known;
}
