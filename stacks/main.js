/**
 * Where Pulumi starts the program: has Node load TypeScript, then loads `index.ts`. Its exports are the stack's outputs.
 *
 * It asks for nothing but Node itself, neither arguments for it nor a compiler, which some language hosts do not pass on.
 */
import { register } from "tsx/esm/api";

register();
export default { ...(await import("./index.ts")) };
