/** The formats of files that SOPS encrypts. */
export type SopsFormat = "yaml" | "json" | "dotenv" | "ini" | "binary";

/** The format that a file's name stands for. */
export function formatOf(name: string): SopsFormat {
  if (/\.ya?ml$/.test(name)) return "yaml";
  if (/\.(?:json|dockerconfigjson)$/.test(name)) return "json";
  if (name.endsWith(".env")) return "dotenv";
  return name.endsWith(".ini") ? "ini" : "binary";
}

/** What Flux looks for in a file before it decrypts it. */
const markers: readonly (readonly [SopsFormat, RegExp])[] = [
  ["dotenv", /sops_mac=ENC\[/],
  ["json", /"mac": "ENC\[/],
  ["ini", /^\[sops\]$[^]*^mac\s*=\s*ENC\[/m],
  ["yaml", /mac: ENC\[/],
];

/** The format in which a text is a file of SOPS. `undefined` for any other text. A file of bytes is JSON. */
export const detectedFormat = (text: string): SopsFormat | undefined =>
  markers.find(([, marker]) => marker.test(text))?.[0];
