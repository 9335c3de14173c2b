/** Where a backend in files is, as its URL says it. */
export interface FileUrl {
  /** Percent-encoded where it is absolute, as in any URL; otherwise as it is written. */
  readonly location: string;
  /** `relative` to the working directory or to the project, in the `home` folder behind `~`, or `absolute`. */
  readonly from: "relative" | "home" | "absolute";
  /** With its `?`, or empty. */
  readonly query: string;
}

/** Pulumi's file URLs may be relative, `file://./state`, or begin in the home folder, `file://~/state`. `undefined` for other URLs. */
export function parseFileUrl(url: string): FileUrl | undefined {
  const [, location, query = ""] = /^file:\/\/([^?]*)(\?.*)?$/su.exec(url) ?? [];
  if (location === undefined) return undefined;
  if (location === "~" || location.startsWith("~/")) return { location: location.slice(1), from: "home", query };
  return { location, from: location.startsWith("/") ? "absolute" : "relative", query };
}
