import { fetchableUrl } from "../desired/index.ts";
import type { SyncSource } from "../flows/index.ts";
import type { Repository } from "../git/index.ts";
import type { DriverHome } from "./driver-home.ts";

export interface SyncSourceParts {
  readonly git: Repository;
  readonly home: DriverHome;
  readonly local: boolean;
  readonly onNotice: (line: string) => void;
}

/** Agents follow where this checkout came from. */
export function syncSource({ git }: SyncSourceParts): SyncSource {
  return {
    async config() {
      const origin = await git.remoteUrl("origin");
      const url = origin === undefined ? undefined : fetchableUrl(origin);
      return url === undefined ? {} : { "groundwork:repository": { value: url } };
    },
    publish: async () => {},
  };
}
