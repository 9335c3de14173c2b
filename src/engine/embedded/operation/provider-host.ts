import type { ProviderHost } from "../../provider-source.ts";
import type { EventStream } from "../deployment/index.ts";
import { programFolder } from "../program/index.ts";
import type { ProjectSettings, ResolvedConfig } from "../stack/index.ts";

/** What providers may know of one operation, and their way to its user. */
export function providerHost(project: ProjectSettings, config: ResolvedConfig, events: EventStream): ProviderHost {
  const told = new Set<string>();
  return {
    project: project.name,
    folder: folderOf(project),
    runtimeOptions: project.runtime.options,
    configOf: (packageName) =>
      Object.fromEntries(
        Object.entries(config.values).flatMap(([key, value]) =>
          key.startsWith(`${packageName}:`) ? [[key.slice(packageName.length + 1), value]] : [],
        ),
      ),
    log({ severity, message, urn, ephemeral }) {
      // Debug lines are for a provider's authors.
      if (severity === "debug") return;
      // Several instances of one plugin have the same to say about it.
      const isNew = severity !== "warning" || urn !== "" || !told.has(message);
      if (severity === "warning") told.add(message);
      if (isNew) events.diagnostic(severity, message, urn, ephemeral);
    },
  };
}

/** A program that is gone does not keep its resources from being refreshed or destroyed. */
function folderOf(project: ProjectSettings): string {
  try {
    return programFolder(project);
  } catch {
    return project.folder;
  }
}
