// node --import ./modules.mjs check.mjs < [{ "name": ..., "sql": ... }]: writes the same list with the findings of each,
// and the functions that are allowed.
import { text } from 'node:stream/consumers';
import { allowed, findings } from './trino.mjs';

const statements = JSON.parse(await text(process.stdin));
const results = statements.map(({ name, sql }) => ({ name, findings: findings(sql) }));
process.stdout.write(JSON.stringify({ allowed: [...allowed], results }));
