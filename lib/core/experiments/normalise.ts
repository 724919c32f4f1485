/** A body without what must differ from answer to answer: times and GUIDs, but for the one that is all zeros. */
export function normaliseBody(body: string | null): string {
  return (body ?? '')
    .replace(/(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<guid>')
    .replace(/\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g, '<time>');
}
