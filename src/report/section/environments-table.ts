import { counted } from "../../lib/index.ts";
import { type Block, line, tone } from "../document/index.ts";

/** One environment of a list; what is not known of an invalid one is absent. */
export interface ListedEnvironment {
  readonly name: string;
  readonly valid: boolean;
  readonly errors: number;
  readonly cloud?: string;
  readonly region?: string;
  readonly profiles?: readonly string[];
  readonly machines?: number;
  readonly clusters?: number;
  readonly dependsOn?: readonly string[];
}

/** One row per environment. */
export function environmentsTable(environments: readonly ListedEnvironment[]): readonly Block[] {
  if (environments.length === 0)
    return [line("There are no environments. Add one with: groundwork env new <name> --profile <profile>")];
  return [
    {
      kind: "table",
      columns: ["environment", "cloud", "region", "profiles", "machines", "clusters", "depends on"],
      rows: environments.map((each) =>
        each.valid
          ? [
              each.name,
              each.cloud ?? "",
              each.region ?? "",
              (each.profiles ?? []).join(", "),
              String(each.machines ?? 0),
              String(each.clusters ?? 0),
              (each.dependsOn ?? []).join(", "),
            ]
          : [each.name, [tone("failed", counted(each.errors, "error"))]],
      ),
    },
  ];
}
