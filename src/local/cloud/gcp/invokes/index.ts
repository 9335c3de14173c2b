/**
 * The package's functions: what a program may ask the cloud without making anything.
 *
 * In:   a function token, its arguments, the provider's configuration.
 * Out:  {@link answerInvoke}: the result, or a named error for functions that the local cloud does not have.
 * Must not know: Pulumi's wire format, the store's file.
 */
export { answerInvoke } from "./answer-invoke.ts";
