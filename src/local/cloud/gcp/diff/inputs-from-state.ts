import { memberOf, setMember } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import { equivalent, projected } from "./equivalence.ts";

/**
 * The inputs that would lead to the cloud's `state` today.
 *
 * Inputs of the program keep their spelling while the cloud agrees with them, and take the cloud's value where it
 * differs. Without known inputs (an import): everything that can be given and is neither a default nor the cloud's own
 * choice.
 */
export function inputsFromState(facts: TypeFacts, state: PropertyMap, known: PropertyMap | undefined): PropertyMap {
  if (known === undefined) return importedInputs(facts, state);
  const inputs: PropertyMap = {};
  for (const [key, declared] of Object.entries(known)) {
    const isFreeMap = memberOf(facts.inputs, key)?.type.startsWith("{") ?? false;
    const now = projected(memberOf(state, key), declared, isFreeMap);
    if (key === "__defaults" || equivalent(now, declared)) setMember(inputs, key, declared);
    else if (now !== undefined) setMember(inputs, key, now);
  }
  return inputs;
}

function importedInputs(facts: TypeFacts, state: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(state).filter(([key, value]) => {
      const property = memberOf(facts.inputs, key);
      if (property === undefined || value === "") return false;
      return property.required || !(equivalent(value, memberOf(facts.defaults, key)) || equivalent(value, undefined));
    }),
  );
}

/**
 * What a resource's outputs will be after an update to `planned`, as far as that is known before it.
 *
 * Where the cloud's value already says what is planned it stays whole, with what the cloud has filled in.
 */
export function outputsAfter(oldOutputs: PropertyMap, planned: PropertyMap, facts: TypeFacts): PropertyMap {
  const outputs: PropertyMap = { ...oldOutputs };
  for (const [key, value] of Object.entries(planned)) {
    const isFreeMap = memberOf(facts.inputs, key)?.type.startsWith("{") ?? false;
    if (!equivalent(projected(memberOf(oldOutputs, key), value, isFreeMap), value)) setMember(outputs, key, value);
  }
  return outputs;
}
