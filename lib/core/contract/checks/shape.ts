import { driftFrom, shapeOf } from '../shape.js';
import type { Asked, CompiledContract, JsonObject, RawFinding, Shape } from '../types.js';

/** Refusals have one key for all operations, but where the provider leaves it open whether there is one. */
function shapeKeyOf({ shapeKey, operation, expects }: Asked, status: number): string {
  const open = expects === 'either' && shapeKey !== undefined;
  return status === 200 || open ? `${shapeKey ?? operation} ${status}` : `refused ${status}`;
}

/**
 * Compares the shape of an answer with those that are accepted.
 *
 * @param target its name in the shape lock; one that is not in the lock has nothing to drift from
 * @param claims of the tokens that could be read
 */
export function checkShape(
  contract: CompiledContract,
  target: string,
  asked: Asked,
  status: number,
  body: JsonObject,
  claims: { access?: JsonObject; id?: JsonObject } = {},
): { findings: RawFinding[]; shape: { key: string; shape: Shape } } {
  const key = shapeKeyOf(asked, status);
  const lock = contract.shapes[target];
  const accepted = lock?.[key];
  const shape = shapeOf({ '': body, '/access_token/claims': claims.access, '/id_token/claims': claims.id }, asked.secrets);
  const drifts =
    lock === undefined
      ? []
      : accepted === undefined
        ? [{ pointer: '', kind: 'new', found: `an answer of status ${status}` }]
        : driftFrom(JSON.parse(accepted) as Shape[], shape);
  const findings = drifts.map(
    ({ pointer, kind, found }): RawFinding => ({ rule: 'shape.locked', schema: 'shapes.lock', pointer, keyword: kind, found }),
  );
  return { findings, shape: { key, shape } };
}
