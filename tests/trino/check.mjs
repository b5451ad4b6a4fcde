// node --import ./modules.mjs check.mjs < [{ "name": ..., "sql": ... }]: writes the same list with the findings of each,
// and the functions that are allowed. With --parse only what Trino does not read is a finding: SQL that DuckDB never sees.
import { text } from 'node:stream/consumers';
import { allowed, errors, findings } from './trino.mjs';

const statements = JSON.parse(await text(process.stdin));
const judge = process.argv.includes('--parse') ? errors : findings;
const results = statements.map(({ name, sql }) => ({ name, findings: judge(sql) }));
process.stdout.write(JSON.stringify({ allowed: [...allowed], results }));
