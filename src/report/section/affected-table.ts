import type { AffectedEnvironment } from "../../change/index.ts";
import { type Block, tone } from "../document/index.ts";
import { reasonsText } from "./reason.ts";

/** One row per environment: what became of its folder, the layers that are touched, and why. */
export function affectedTable(environments: readonly AffectedEnvironment[]): readonly Block[] {
  if (environments.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["environment", "folder", "layers", "why"],
      rows: environments.map((each) => [
        each.name,
        each.folder === "removed" ? [tone("removed", each.folder)] : each.folder,
        each.layers.join(", "),
        reasonsText(each),
      ]),
    },
  ];
}
