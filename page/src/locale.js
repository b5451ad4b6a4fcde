import { View, locale } from 'vega';

const numbers = {
    en: { decimal: '.', thousands: ',', grouping: [3], currency: ['$', ''], minus: '−' },
    'pt-BR': { decimal: ',', thousands: '.', grouping: [3], currency: ['US$\u00A0', ''], minus: '−' },
};

const times = {
    en: {
        dateTime: '%x, %X', date: '%-m/%-d/%Y', time: '%-I:%M:%S %p', periods: ['AM', 'PM'],
        days: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
        shortDays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
        months: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
        shortMonths: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
    },
    'pt-BR': {
        dateTime: '%A, %e de %B de %Y. %X', date: '%d/%m/%Y', time: '%H:%M:%S', periods: ['AM', 'PM'],
        days: ['domingo', 'segunda-feira', 'terça-feira', 'quarta-feira', 'quinta-feira', 'sexta-feira', 'sábado'],
        shortDays: ['dom', 'seg', 'ter', 'qua', 'qui', 'sex', 'sáb'],
        months: ['janeiro', 'fevereiro', 'março', 'abril', 'maio', 'junho', 'julho', 'agosto', 'setembro', 'outubro', 'novembro', 'dezembro'],
        shortMonths: ['jan', 'fev', 'mar', 'abr', 'mai', 'jun', 'jul', 'ago', 'set', 'out', 'nov', 'dez'],
    },
};

// "$1.2G" is how physicists write it. People read thousands, millions and billions.
const sizes = {
    en: { k: 'K', M: 'M', G: 'B', T: 'T' },
    'pt-BR': { k: '\u00A0mil', M: '\u00A0mi', G: '\u00A0bi', T: '\u00A0tri' },
};

/** Numbers, dates and sizes of vega in a language. */
export function chartLocale(language) {
    const plain = locale(numbers[language], times[language]);
    const inWords = (make) => (specifier, ...rest) => {
        const format = make(specifier, ...rest);
        return (value) => {
            const text = format(value);
            const size = /[yzafpnµmkMGTPEZY]$/.exec(text)?.[0];
            return size === undefined ? text
                : size in sizes[language] ? text.slice(0, -1) + sizes[language][size]
                : plain.format(`${/\$/.test(String(specifier)) ? '$' : ''}~r`)(value);
        };
    };

    return {
        ...plain,
        format: inWords(plain.format),
        formatPrefix: inWords(plain.formatPrefix),
        formatFloat: inWords(plain.formatFloat),
        formatSpan: (start, stop, count, specifier) => inWords(() => plain.formatSpan(start, stop, count, specifier))(specifier),
    };
}

/** A view that speaks a language: vega-embed could only set one for all views at once. */
export function viewIn(language) {
    return class extends View {
        constructor(runtime, options) {
            super(runtime, options);
            this.locale(chartLocale(language));
        }
    };
}

/** Writes values of a column for people. */
export function writer(column, language, words) {
    const make = (options) => {
        const format = new Intl.NumberFormat(language, options);
        return (value) => format.format(value);
    };
    const written =
        column.unit === 'year' ? String
        : column.unit === 'usd' ? make({ style: 'currency', currency: 'USD', maximumFractionDigits: 0 })
        : column.unit === 'percent' ? ((percent) => (value) => `${percent(value)}%`)(make({ maximumFractionDigits: 1 }))
        : column.unit === 'correlation' ? make({ minimumFractionDigits: 2, maximumFractionDigits: 2 })
        : column.type === 'number' ? make({ maximumFractionDigits: 2 })
        : column.type === 'boolean' ? (value) => (value ? words.yes : words.no)
        : column.type === 'date' ? (value) => day(value, language)
        : String;
    return (value) => (value === null || value === undefined ? '' : written(value));
}

/** A day that ISO 8601 writes, as the language does. */
export function day(text, language) {
    const date = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(`${text.slice(0, 10)}T00:00:00Z`) : new Date(Number.NaN);
    return Number.isNaN(date.getTime()) ? String(text) : new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}

export const whole = (value, language) => new Intl.NumberFormat(language).format(value);
