import type { Unshown } from "../../change/index.ts";
import { cutShort } from "../../lib/index.ts";

/** Lines of a problem that says what was not shown. */
const shownDetails = 10;

/** What was not shown, a line each: steps with the reason, then what manifests and playbooks are made of. */
export function unshownDetails(steps: Unshown["steps"], manifests: Unshown["manifests"] = []): readonly string[] {
  const lines = [
    ...steps.map(({ step, because }) => `${step.op} ${step.urn}: ${because}`),
    ...manifests.map((path) => `apply ${path}: its content was not shown`),
  ];
  return cutShort(lines, shownDetails);
}
