/**
 * Where Pulumi starts the program: has Node load TypeScript, then loads `index.ts`. It exports the program as a function.
 *
 * It asks for nothing but Node itself, neither arguments for it nor a compiler, which some language hosts do not pass on.
 * All is loaded as CommonJS: Node's hooks for ECMAScript modules take as long to start as everything that they would load.
 */
import { createRequire } from "node:module";
import { register } from "tsx/cjs/api";

register();
export default createRequire(import.meta.url)("./index.ts").program;
