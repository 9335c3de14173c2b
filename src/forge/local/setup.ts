import type { Setup } from "../setup.ts";
import type { OpenedPlace } from "./place.ts";
import { protectionsRecord } from "./records.ts";

/** There are neither tokens nor webhooks, and `up` alone counts approvals. */
export function localSetup({ documents }: OpenedPlace): Setup {
  return {
    tokenRights: () => Promise.resolve([]),
    async protectionOf(branch) {
      const protections = (await documents.read("protections", protectionsRecord)) ?? {};
      return { isProtected: Object.hasOwn(protections, branch), requiredApprovals: 0 };
    },
    webhooks: () => Promise.resolve([]),
  };
}
