/** The steps of a path of the repository, without those that lead nowhere. */
export function stepsOf(path: string): readonly string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

/** Whether a path is none of the repository, from its root. */
export const leadsOutside = (path: string): boolean => path.startsWith("/") || stepsOf(path).includes("..");
