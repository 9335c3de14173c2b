import type { CheckFailure, PropertyMap } from "../../../provider/index.ts";
import type { LogicalType } from "../logical/index.ts";
import { EXTENDED_USAGES, KEY_USAGES } from "./usages.ts";

const HOUR = 3_600_000;

/** What all certificates share: when they are due for renewal, and the checks of their inputs. */
export const renewal: Pick<LogicalType, "today" | "replacedBy"> = {
  today: (outputs) => ({ readyForRenewal: isDue(outputs, new Date()) }),
  replacedBy: (outputs) => (isDue(outputs, new Date()) ? ["readyForRenewal"] : []),
};

/** True from `earlyRenewalHours` before a certificate's end on. */
export function isDue({ validityEndTime, earlyRenewalHours }: PropertyMap, now: Date): boolean {
  const end = Date.parse(String(validityEndTime));
  return Number.isFinite(end) && now.getTime() >= end - Number(earlyRenewalHours ?? 0) * HOUR;
}

export function certificateFailures(inputs: PropertyMap): CheckFailure[] {
  const allowed = [...Object.keys(KEY_USAGES), ...Object.keys(EXTENDED_USAGES)];
  const uses = Array.isArray(inputs["allowedUses"]) ? inputs["allowedUses"] : [];
  const longest = inputs["maxPathLength"];
  return [
    ...["validityPeriodHours", "earlyRenewalHours"].flatMap((property) => {
      const hours = inputs[property];
      if (typeof hours !== "number" || (Number.isInteger(hours) && hours >= 0)) return [];
      return [{ property, reason: `must be a whole number of at least 0; it is ${hours}` }];
    }),
    ...uses.flatMap((use, at) =>
      typeof use !== "string" || allowed.includes(use)
        ? []
        : [{ property: `allowedUses[${at}]`, reason: `must be one of ${allowed.join(", ")}; it is ${use}` }],
    ),
    ...(typeof longest === "number" &&
    longest >= 0 &&
    inputs["isCaCertificate"] !== true &&
    inputs["isCaCertificate"] !== null
      ? [{ property: "maxPathLength", reason: "is for certificates of an authority: set isCaCertificate too" }]
      : []),
  ];
}
