import { BAD_GRANT, type ContractCase, MALFORMED } from './types.js';

type Grant = ContractCase['grant'];

/** What a parameter of a grant does to a request that lacks it, or has rubbish in it. */
interface Parameter {
  name: string;
  required: boolean;
  /** Errors for rubbish in it; where left out the provider may as well pass it over. */
  errors?: string[];
}

const CREDENTIALS = ['access_denied', 'invalid_grant', 'invalid_request'];

const PARAMETERS: Record<Grant, Parameter[]> = {
  'sign-in': [
    { name: 'grant_type', required: true, errors: MALFORMED },
    { name: 'client_id', required: true, errors: MALFORMED },
    { name: 'scope', required: true, errors: MALFORMED },
    { name: 'response_type', required: false, errors: [...MALFORMED, 'unsupported_response_type'] },
    { name: 'username', required: true, errors: CREDENTIALS },
    { name: 'password', required: true, errors: CREDENTIALS },
  ],
  refresh: [
    { name: 'grant_type', required: true, errors: MALFORMED },
    { name: 'client_id', required: true, errors: [...MALFORMED, ...BAD_GRANT] },
    { name: 'refresh_token', required: true, errors: BAD_GRANT },
    { name: 'response_type', required: false },
    { name: 'resource', required: false },
  ],
};

const LONG = 'x'.repeat(65_536);
const CONTROL = '\u0000\u0007\u001b';

function casesOf(grant: Grant, { name, required, errors }: Parameter): ContractCase[] {
  const id = (kind: string) => `${grant}-${name.replaceAll('_', '-')}-${kind}`;
  const about = (what: string) => `A ${grant} ${what}`;
  // RFC 6749, 3.2: a parameter without a value is one that was left out.
  const none = [...(errors ?? []), ...MALFORMED];
  const refusal = { grant, expects: 'refused', rule: 'semantics.must-refuse' } as const;
  const rubbish = (kind: string, what: string, value: string): ContractCase =>
    errors
      ? { ...refusal, id: id(kind), sentence: about(`with ${what} is refused`), with: { [name]: value }, errors }
      : { id: id(kind), sentence: about(`with ${what} is answered`), grant, expects: 'either', with: { [name]: value } };
  const missing: ContractCase = required
    ? { ...refusal, id: id('missing'), sentence: about(`without ${name} is refused`), without: [name], errors: none }
    : errors
      ? { id: id('missing'), sentence: about(`without ${name} is granted`), grant, expects: 'granted', without: [name] }
      : { id: id('missing'), sentence: about(`without ${name} is answered`), grant, expects: 'either', without: [name] };
  const blank: ContractCase = required
    ? { ...refusal, id: id('empty'), sentence: about(`with an empty ${name} is refused`), with: { [name]: '' }, errors: none }
    : { id: id('empty'), sentence: about(`with an empty ${name} is answered`), grant, expects: 'either', with: { [name]: '' } };
  return [
    missing,
    blank,
    {
      id: id('twice'),
      sentence: about(`with ${name} twice is answered`),
      grant,
      expects: 'either',
      repeat: name,
      rule: 'semantics.repeated-parameter',
    },
    rubbish('long', `${name} of 64 KB`, LONG),
    rubbish('control', `control characters in ${name}`, CONTROL),
  ];
}

/**
 * Each parameter of each grant: left out, empty, twice, 64 KB long, with control characters.
 *
 * @param isOptional whether the endpoint can do without a parameter of a grant, and may pass it over
 */
export function parameterCases(isOptional: (grant: Grant, name: string) => boolean): ContractCase[] {
  const grants = Object.keys(PARAMETERS) as Grant[];
  return grants.flatMap((grant) =>
    PARAMETERS[grant].flatMap((parameter) =>
      casesOf(grant, isOptional(grant, parameter.name) ? { name: parameter.name, required: false } : parameter),
    ),
  );
}
