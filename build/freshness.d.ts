export function ensureFresh(root: string): Promise<void>;
export function build(root: string): Promise<{ files: number; milliseconds: number }>;
