import { memberOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { clusterColumns } from "./cluster-columns.ts";
import { ageColumn, type Column, nameColumn } from "./column.ts";
import { networkColumns } from "./network-columns.ts";
import { podColumns } from "./pod-columns.ts";
import { workloadColumns } from "./workload-columns.ts";

const columns: Readonly<Record<string, readonly Column[]>> = {
  ...workloadColumns,
  ...networkColumns,
  ...clusterColumns,
  "/Pod": podColumns,
};

/** What a list of a built-in kind shows: for kinds without columns of their own, a name and an age. */
export function builtInColumns({ group, kind }: ResourceType): readonly Column[] {
  return memberOf(columns, `${group}/${kind}`) ?? [nameColumn, ageColumn];
}
