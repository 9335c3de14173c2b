import type { Deployments } from "../deployments.ts";
import { writePages } from "./page.ts";
import type { OpenedPlace } from "./place.ts";
import { deploymentsRecord } from "./records.ts";

/** The newest deployment of each environment. */
export function localDeployments(place: OpenedPlace): Deployments {
  return {
    async ensureDeployment({ environment, commit, state, description, url }) {
      const deployment = { commit, state, description, ...(url !== undefined && { url }) };
      await place.documents.update("deployments", deploymentsRecord, (now = {}) => ({
        ...now,
        [environment]: deployment,
      }));
      await writePages(place);
    },
  };
}
