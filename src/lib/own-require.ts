const made = String.raw`createRequire\(\s*import\.meta\.url\s*\)`;
const kept = new RegExp(String.raw`\b(?:const|let|var)\s+require\s*=\s*${made}`, "g");
const anywhere = new RegExp(made, "g");

/**
 * A module's source whose own `require` is one that bundlers follow: `createRequire(import.meta.url)`, called at once or kept
 * under the name `require`, becomes the free `require` of CommonJS. To be read for its imports, never to be run.
 */
export function withFreeRequire(source: string): string {
  return source.replace(kept, "").replace(anywhere, "require");
}
