import { fingerprint, stableDigits } from "../../values/index.ts";
import { RFC1035, type TypeRules } from "../type-rules.ts";
import { INTERFACE_REFERENCES } from "./instance.ts";

/** Templates are immutable: every change replaces them. */
export const instanceTemplate: TypeRules = {
  name: RFC1035,
  replaceOn: ["*"],
  references: INTERFACE_REFERENCES,
  defaults: { canIpForward: false },
  complete: ({ id, properties }) => {
    const numericId = stableDigits(`${id} numericId`, 19);
    const selfLink = `https://www.googleapis.com/compute/v1/${id}`;
    return {
      numericId,
      selfLink,
      selfLinkUnique: `${selfLink}?uniqueId=${numericId}`,
      metadataFingerprint: fingerprint(properties["metadata"]),
      tagsFingerprint: fingerprint(properties["tags"]),
    };
  },
};
