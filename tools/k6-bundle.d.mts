export declare function checkK6Bundle(name: string, code: string): void;
