/** Whether all answers to some kinds are those of a broken server, and none to the others: that is no accident. */
export function isBrokenForSome(statuses: readonly Set<number>[]): boolean {
  const shares = statuses.map((some) => {
    const broken = Array.from(some).filter((status) => status >= 500).length;
    return broken === 0 ? 'none' : broken === some.size ? 'all' : 'some';
  });
  return shares.includes('all') && shares.includes('none') && !shares.includes('some');
}
