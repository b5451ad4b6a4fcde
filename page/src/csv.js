// A spreadsheet runs what looks like a formula, in any cell and whatever the quotes; a text of that look gets an apostrophe. A whole
// number too large for JSON is a text here, and no formula.
const whole = /^-\d+$/;
const formula = /^[\s\u0000\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;

function cell(value) {
    if (value === null || value === undefined) {
        return '';
    }

    if (typeof value === 'number' || typeof value === 'boolean') {
        return String(value);
    }

    const text = formula.test(value) && !whole.test(value) ? `'${value}` : String(value);
    return /[",;\r\n\t]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows as RFC 4180 has them, safe to open in a spreadsheet. */
export function csv(columns, rows) {
    return [columns, ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('');
}
