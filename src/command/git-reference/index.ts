/**
 * The ledger of commands on a reference of the forge's repository.
 *
 * In:   the references of a forge, a clone.
 * Out:  {@link gitReferenceLedger}.
 * Must not know: what commands do.
 */
export { gitReferenceLedger } from "./ledger.ts";
