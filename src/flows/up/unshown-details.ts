import type { Unshown } from "../../change/index.ts";
import { cutShort } from "../../lib/index.ts";

/** Lines of a problem that says what was not shown. */
const shownDetails = 10;

/** What was not shown, a line each: steps with the reason, then the paths of manifests. */
export function unshownDetails(steps: Unshown["steps"], manifests: Unshown["manifests"] = []): readonly string[] {
  const lines = [
    ...steps.map(({ step, because }) => `${step.op} ${step.urn}: ${because}`),
    ...manifests.map((path) => `manifest ${path}`),
  ];
  return cutShort(lines, shownDetails);
}
