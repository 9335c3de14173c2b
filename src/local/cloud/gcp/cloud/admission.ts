import { memberOf } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import { formatPath } from "../../../../pulumi/index.ts";
import { type ApiRefusal, apiRefusals, immutableChanges } from "../apis/index.ts";
import { changesBetween } from "../diff/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import { InvalidRequest } from "../rules/index.ts";

/** Holds a new resource to what its API's document says. @throws {InvalidRequest} */
export function admitCreate(facts: TypeFacts, id: string, inputs: PropertyMap): void {
  refuseFirst(id, apiRefusals(inputs, facts));
}

/** Holds a change to what the API's document says: of values, and of what cannot change. @throws {InvalidRequest} */
export function admitUpdate(
  facts: TypeFacts,
  id: string,
  { oldInputs, inputs }: { readonly oldInputs: PropertyMap; readonly inputs: PropertyMap },
): void {
  const changed = Object.keys(inputs).flatMap((key) =>
    changesBetween(memberOf(oldInputs, key), memberOf(inputs, key), [key]).map(({ path }) => path),
  );
  refuseFirst(id, [...apiRefusals(inputs, facts), ...immutableChanges(changed, facts)]);
}

/** APIs answer with the first thing that they refuse. @throws {InvalidRequest} */
function refuseFirst(id: string, [first]: readonly ApiRefusal[]): void {
  if (first === undefined) return;
  const { path, status, field, reason } = first;
  const property = formatPath(path);
  throw new InvalidRequest({
    id,
    property,
    reason: `${reason} (${field})`,
    ...(status === "INVALID_ARGUMENT" && { status }),
  });
}
