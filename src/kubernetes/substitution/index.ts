/**
 * Variables in manifests, as Flux puts them in.
 *
 * In:   a text; what a `Kustomization` says of its variables, and the objects that it names.
 * Out:  {@link Substitution}, {@link substitutionValues}.
 * Must not know: what reads the text. It ships with the sync agent.
 */
export { Substitution, substituted, type Variables } from "./substitute.ts";
export {
  isSubstitutionProblem,
  noVariables,
  type SubstitutionValues,
  substitutionValues,
  type VariableSources,
} from "./substitution-values.ts";
