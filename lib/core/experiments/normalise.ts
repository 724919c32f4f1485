/** A body without what must differ from answer to answer: times, GUIDs, but for the one that is all zeros, and other long ids. */
export function normaliseBody(body: string | null): string {
  return (
    (body ?? '')
      .replace(/(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<guid>')
      // Ids of traces.
      .replace(/\b(?!0+\b)[0-9a-f]{16,}\b/gi, '<id>')
      .replace(/\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g, '<time>')
  );
}
