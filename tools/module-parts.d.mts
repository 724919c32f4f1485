export function sealed(modules: { name: string; file: string; code: string; isKept: boolean }[]): string;
export function inFunction(name: string, code: string, awaits?: boolean): string;
