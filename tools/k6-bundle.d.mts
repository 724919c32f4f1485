export declare function checkK6Bundle(name: string, code: string, locked: number): void;
