/** A line in the format of `/etc/fstab`. @param options as `mount -o` takes them */
export function mountLine(source: string, target: string, options: string, type = "none"): string {
  return `${mountField(source)} ${mountField(target)} ${type} ${options} 0 0`;
}

/** `fstab` separates fields by white space and writes it in octal. */
function mountField(text: string): string {
  return text.replaceAll(/[\s\\#]/gu, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
