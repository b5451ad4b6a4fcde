// What SQL of the model may say, so that Trino and DuckDB read it alike. Each rule is here because the two differ.
import { TrinoSqlListener } from 'dt-sql-parser/dist/lib/trino/TrinoSqlListener.js';
import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino/index.js';

// At most 40. What is not DuckDB's own is made in module/model/sources/duckdb/macros.sql.
export const allowed = new Set([
    'abs', 'approx_percentile', 'array_distinct', 'array_join', 'array_remove', 'avg', 'bool_or', 'cardinality', 'coalesce', 'concat',
    'concat_ws', 'contains', 'corr', 'count', 'day', 'day_of_week', 'element_at', 'floor', 'from_base', 'json_extract_scalar', 'ln', 'lower',
    'max', 'md5', 'min', 'month', 'nullif', 'quarter', 'rank', 'regexp_like', 'regexp_replace', 'round', 'row_number', 'sequence',
    'split_part', 'substr', 'sum', 'to_hex', 'to_utf8', 'year',
]);

// trim and the like are grammar, not calls. Types that both have, under names that both have.
const types = /^(varchar|boolean|smallint|integer|bigint|double|date|decimal\(\d+,\d+\))$/;

const why = {
    max_by: 'DuckDB passes over rows where the first argument is NULL; use row_number',
    min_by: 'DuckDB passes over rows where the first argument is NULL; use row_number',
};

const parser = new TrinoSQL();

/** What Trino does not read in a text of SQL, as sentences; none is good. */
export function errors(sql) {
    return parser.validate(sql).map((error) => `line ${error.startLine}: Trino does not read this: ${error.message}`);
}

/** What is wrong with a text of SQL, as sentences; none is good. */
export function findings(sql) {
    const unread = errors(sql);
    if (unread.length > 0) {
        return unread;
    }

    const rules = new Rules();
    parser.listen(rules, parser.parse(sql));
    return rules.found;
}

class Rules extends TrinoSqlListener {
    found = [];

    enterFunctionCall = (call) => {
        const name = call.getText().split('(')[0].toLowerCase();
        if (!allowed.has(name)) {
            this.#add(call, `${name} is not among the functions of the model${name in why ? `: ${why[name]}` : ''}`);
        }

        // sum of whole numbers is bigint in Trino and HUGEINT in DuckDB, which Parquet has as DOUBLE.
        if (name === 'sum' && !isWithin(call, 'Cast') && !isWithin(call, 'HavingClause')) {
            this.#add(call, 'sum without a CAST around it has another type in DuckDB');
        }
    };

    enterArithmeticBinary = (operation) => {
        // 7 / 2 is 3 in Trino and 3.5 in DuckDB; 7.0 / 2 is 3.5 and a decimal in Trino.
        if (operation.children[1].getText() === '/' && ![operation.children[0], operation.children[2]].some(isDouble)) {
            this.#add(operation, 'a division needs a double on one side: CAST(... AS double) or 1E0');
        }
    };

    enterCast = (cast) => {
        const type = cast.type().getText().toLowerCase();
        if (!types.test(type)) {
            this.#add(cast, `${type} is not a type of contracts`);
        }
    };

    enterAliasedRelation = (relation) => {
        // Trino makes a column of each field of a row, DuckDB one column of the row.
        const unnest = relation.relationPrimary().children[0];
        if (is(unnest, 'Unnest')) {
            const named = relation.columnAliases()?.identifier().length ?? 0;
            if (named !== unnest.expression().length + (unnest.KW_ORDINALITY() ? 1 : 0)) {
                this.#add(relation, 'UNNEST needs one name for each array; take rows apart with element_at');
            }
        }
    };

    enterSubscript = (subscript) => this.#add(subscript, 'Trino fails where an array is shorter; use element_at');

    enterLambda = (lambda) => this.#add(lambda, 'DuckDB writes lambdas in another way');

    #add(node, text) {
        this.found.push(`line ${node.start.line}: ${text}: ${node.getText().slice(0, 80)}`);
    }
}

// A part of a query has its own columns: what is around the query does not count.
function isWithin(node, name) {
    for (let outer = node.parent; outer && !is(outer, 'QuerySpecification'); outer = outer.parent) {
        if (is(outer, name)) {
            return true;
        }
    }

    return false;
}

function isDouble(node) {
    const inner = onlyOne(node);
    return is(inner, 'DoubleLiteral') || is(inner, 'Cast') && inner.type().getText().toLowerCase() === 'double';
}

// The parser wraps a value in one node for each rank of operators.
function onlyOne(node) {
    for (;;) {
        if (node.children?.length === 1 && node.children[0].children && !is(node, 'DoubleLiteral')) {
            node = node.children[0];
        } else if (is(node, 'ParenthesizedExpression')) {
            node = node.children[1];
        } else {
            return node;
        }
    }
}

function is(node, name) {
    return node.constructor.name === `${name}Context`;
}
