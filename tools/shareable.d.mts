export function shareable(code: string): string;
