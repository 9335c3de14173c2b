import { at, type JsonObject, listAt, objectOf, textAt } from "../../../lib/index.ts";
import type { Session } from "../session.ts";

/** What templates see of a cluster in `.Capabilities`. */
export interface Capabilities {
  readonly kubeVersion: string | undefined;
  /** `apps/v1` and `apps/v1/Deployment`. */
  readonly apiVersions: readonly string[];
}

/** Asks the provider's cluster for its version and all its kinds. @throws {ApiUnavailable} */
export async function capabilitiesOf(session: Session): Promise<Capabilities> {
  const { client } = await session.cluster();
  const get = async (path: string): Promise<JsonObject> => objectOf(await client.request({ method: "GET", path }));
  const groups = listAt(await get("/apis"), "groups").flatMap((group) =>
    listAt(group, "versions").map((version) => textAt(version, "groupVersion") ?? ""),
  );
  const paths = ["/api/v1", ...groups.map((groupVersion) => `/apis/${groupVersion}`)];
  const lists = await Promise.all(paths.map(get));
  const apiVersions = lists.flatMap((list) => {
    const version = textAt(list, "groupVersion") ?? "";
    return [version, ...listAt(list, "resources").map((resource) => `${version}/${String(at(resource, "kind"))}`)];
  });
  return { kubeVersion: textAt(await get("/version"), "gitVersion"), apiVersions: [...new Set(apiVersions)] };
}
