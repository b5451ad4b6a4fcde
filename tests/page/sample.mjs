// A document as Export-LakeDashboard writes it, with a question of every kind of chart and texts that mean harm. Everything is
// made up; the same document every time.
const both = (en, pt) => ({ en, 'pt-BR': pt });
const column = (name, type, en, pt, unit = null) => ({ name, type, title: both(en, pt), unit });

let seed = 20220502;
const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const decades = [1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020];

export const hostile = [
    '<script>document.title="owned"</script>',
    '<img src=x onerror="document.title=\'owned\'">',
    '=HYPERLINK("http://example.invalid/","look")',
    '+1+1', '-2+3', '@SUM(A1)', '\t=1+1', ' =1+1', '＝1+1',
    '"quotes" and, commas; and \'apostrophes\'',
    'two\r\nlines',
    '\u202Egpj.exe\u202C right to left',
    'عن الحرب', 'מלחמה',
    '</script><script>document.title="owned"</script>', '<!-- comment', ']]>', '\u2028\u2029', '__proto__', '{{constructor}}', '${1+1}', 'datum["x"]',
    'A name that is so long that no chart has room for it, whatever it does, and that goes on all the same until its end',
    'constructor', 'toString',
    '',
];

const pays = Array.from({ length: 900 }, (_, index) => {
    const budget = Math.round(10 ** (6.9 + 0.75 * normal()));
    return [`Film ${index + 1}`, 1950 + Math.floor(random() * 74), budget, Math.round(budget * 10 ** (0.25 + 0.6 * normal())), random() < 0.7 ? 'Crime' : 'War', `tt${String(1000000 + index)}`];
});

const studios = ['Warner Bros. Pictures', 'Universal Pictures', 'Metro-Goldwyn-Mayer', 'Twentieth Century Fox', 'Columbia Pictures', 'Paramount', 'Canal+', 'New Line Cinema',
    'Les Films du Losange et Associés Internationaux', 'Toho', 'Mosfilm', 'Miramax', 'Relativity Media', 'Village Roadshow Pictures', 'DreamWorks', 'Lionsgate', 'StudioCanal', 'Gaumont'].map((name, index) => [name, Math.round(9.2e9 / (index + 1.6)), 240 - index * 11]);

const genres = ['Action', 'Adventure', 'Animation', 'Biography', 'Comedy', 'Crime', 'Documentary', 'Drama', 'Fantasy', 'Horror', 'Mystery', 'Romance', 'Sci-Fi', 'Thriller', 'War', 'Western'];
const wars = ['World War II', 'Vietnam War', 'World War I', 'Korean War', 'Cold War'];

const questions = [
    {
        name: 'did-they-pay',
        title: both('Did the films pay?', 'Os filmes se pagaram?'),
        read: both('Each point is a film. Above the dashed line it earned more than it cost.', 'Cada ponto é um filme. Acima da linha tracejada ele rendeu mais do que custou.'),
        cannot: both('Revenue is what cinemas took, not what the studio kept; marketing is not in the budget.', 'A receita é a da bilheteria, não o que ficou com o estúdio; a divulgação não está no orçamento.'),
        sql: "SELECT t.title, t.release_year, t.budget, t.revenue, 'Crime' AS genre, t.title_id\nFROM fact_title AS t\nWHERE t.budget > 0 AND t.revenue > 0\nORDER BY t.title_id",
        columns: [column('title', 'string', 'Title', 'Título'), column('year', 'number', 'Year', 'Ano', 'year'), column('budget', 'number', 'Budget', 'Orçamento', 'usd'),
            column('revenue', 'number', 'Revenue', 'Receita', 'usd'), column('genre', 'string', 'Genre', 'Gênero'), column('title_id', 'string', 'Source', 'Fonte')],
        rows: pays,
        spec: {
            layer: [
                { mark: { type: 'circle', size: 26 }, encoding: {
                    x: { field: 'budget', type: 'quantitative', scale: { type: 'log', domain: [10000, 1e9] }, title: 'Budget' },
                    y: { field: 'revenue', type: 'quantitative', scale: { type: 'log', domain: [10000, 1e10] }, title: 'Revenue' },
                    color: { field: 'genre', title: null },
                    tooltip: [{ field: 'title' }, { field: 'year' }, { field: 'budget' }, { field: 'revenue' }] } },
                { data: { values: [{ a: 10000, b: 1e9 }] }, mark: { type: 'rule', style: 'reference' }, encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'a', type: 'quantitative' }, x2: { field: 'b' }, y2: { field: 'b' } } },
                { data: { values: [{ a: 2e8, t: 'breaks even' }] }, mark: { type: 'text', style: 'note', align: 'right', baseline: 'top', dx: 12, dy: 12 }, encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'a', type: 'quantitative' }, text: { field: 't' } } },
            ],
            usermeta: { translations: { 'pt-BR': { Budget: 'Orçamento', Revenue: 'Receita', War: 'Guerra', Crime: 'Crime', 'breaks even': 'empata' } } },
        },
    },
    {
        name: 'studios',
        title: both('Which studios spend most?', 'Que estúdios gastam mais?'),
        read: both('The bar is what all films of a studio cost together.', 'A barra é o custo de todos os filmes de um estúdio.'),
        cannot: both('Films made by several studios are shared evenly among them.', 'Filmes de vários estúdios são divididos igualmente entre eles.'),
        sql: 'SELECT company, budget, films FROM studio_budgets ORDER BY budget DESC, company',
        columns: [column('company', 'string', 'Studio', 'Estúdio'), column('budget', 'number', 'Budgets together', 'Soma dos orçamentos', 'usd'), column('films', 'number', 'Films', 'Filmes')],
        rows: studios,
        spec: {
            encoding: { y: { field: 'company', type: 'nominal', sort: null, title: null }, x: { field: 'budget', type: 'quantitative', axis: null, scale: { rangeMax: { expr: 'width - 52' } } } },
            layer: [
                { mark: 'bar', encoding: { tooltip: [{ field: 'company' }, { field: 'budget' }, { field: 'films' }] } },
                { mark: { type: 'text', align: 'left', dx: 5, style: 'label' }, encoding: { text: { field: 'budget', type: 'quantitative', format: '$.2s' } } },
            ],
        },
    },
    {
        name: 'budgets-by-decade',
        title: both('Budgets now and then', 'Orçamentos de hoje e de antes'),
        read: both('Half of the films of a decade lie in the band; the line is the one in the middle.', 'Metade dos filmes de uma década está na faixa; a linha é o do meio.'),
        cannot: both('Dollars are not adjusted for inflation.', 'Os dólares não são corrigidos pela inflação.'),
        sql: 'SELECT decade, q1, median, q3, films FROM budgets ORDER BY decade',
        columns: [column('decade', 'number', 'Decade', 'Década', 'year'), column('q1', 'number', 'Lower quartile', 'Quartil inferior', 'usd'), column('median', 'number', 'Median', 'Mediana', 'usd'),
            column('q3', 'number', 'Upper quartile', 'Quartil superior', 'usd'), column('films', 'number', 'Films', 'Filmes')],
        rows: decades.map((decade, index) => [decade, 400000 * (1 + index ** 1.7), 1200000 * (1 + index ** 1.6), 3400000 * (1 + index ** 1.55), 100 + index * 77].map(Math.round)),
        spec: {
            encoding: { x: { field: 'decade', type: 'quantitative', title: null, axis: { values: decades } } },
            layer: [
                { mark: { type: 'area', opacity: 0.22 }, encoding: { y: { field: 'q1', type: 'quantitative', title: 'Budget' }, y2: { field: 'q3' } } },
                { mark: { type: 'line', point: true }, encoding: { y: { field: 'median', type: 'quantitative' }, tooltip: [{ field: 'decade' }, { field: 'q1' }, { field: 'median' }, { field: 'q3' }, { field: 'films' }] } },
            ],
            usermeta: { translations: { 'pt-BR': { Budget: 'Orçamento' } } },
        },
    },
    {
        name: 'rating-by-genre',
        title: both('How are genres rated over the years?', 'Como os gêneros são avaliados ao longo dos anos?'),
        read: both('The darker a field, the better the mean rating of the genre in that decade.', 'Quanto mais forte o campo, melhor a nota média do gênero naquela década.'),
        cannot: both('Old films that are still seen are the good ones.', 'Os filmes antigos que ainda são vistos são os bons.'),
        sql: 'SELECT genre, decade, rating, titles FROM genre_ratings ORDER BY genre, decade',
        columns: [column('genre', 'string', 'Genre', 'Gênero'), column('decade', 'number', 'Decade', 'Década', 'year'), column('rating', 'number', 'Mean rating', 'Nota média'), column('titles', 'number', 'Titles', 'Títulos')],
        rows: genres.flatMap((genre) => decades.map((decade) => [genre, decade, Math.round((6.2 + normal() * 0.6) * 100) / 100, Math.floor(random() * 900)])),
        spec: {
            mark: 'rect',
            encoding: {
                x: { field: 'decade', type: 'ordinal', title: null }, y: { field: 'genre', type: 'nominal', title: null },
                color: { field: 'rating', type: 'quantitative', title: 'Mean rating', scale: { zero: false } },
                tooltip: [{ field: 'genre' }, { field: 'decade' }, { field: 'rating' }, { field: 'titles' }],
            },
            usermeta: { translations: { 'pt-BR': { 'Mean rating': 'Nota média', Action: 'Ação', Adventure: 'Aventura', Animation: 'Animação', Biography: 'Biografia', Comedy: 'Comédia', Documentary: 'Documentário', Fantasy: 'Fantasia', Horror: 'Terror', Mystery: 'Mistério', 'Sci-Fi': 'Ficção científica', Thriller: 'Suspense', War: 'Guerra', Western: 'Faroeste' } } },
        },
    },
    {
        name: 'crime-in-war',
        title: both('Are there more crime films in years of war?', 'Há mais filmes de crime em anos de guerra?'),
        read: both('The line is the number of crime films of a year; the bands are wars.', 'A linha é o número de filmes de crime de um ano; as faixas são guerras.'),
        cannot: both('A war and a film of the same year need have nothing to do with each other.', 'Uma guerra e um filme do mesmo ano podem não ter nada a ver.'),
        sql: 'SELECT year, films FROM crime_years ORDER BY year',
        columns: [column('year', 'number', 'Year', 'Ano', 'year'), column('films', 'number', 'Crime films', 'Filmes de crime')],
        rows: Array.from({ length: 90 }, (_, index) => [1930 + index, Math.round(20 + index * 1.9 + normal() * 12 + (index > 60 ? index : 0))]),
        spec: {
            layer: [
                { data: { values: [{ from: 1939, to: 1945, war: 'World War II' }, { from: 1950, to: 1953, war: 'Korean War' }, { from: 1955, to: 1975, war: 'Vietnam War' }] },
                    layer: [
                        { mark: { type: 'rect', style: 'band' }, encoding: { x: { field: 'from', type: 'quantitative', scale: { zero: false }, title: null, axis: { format: 'd' } }, x2: { field: 'to' } } },
                        { mark: { type: 'text', style: 'note', align: 'left', baseline: 'top', dx: 3, dy: 4, angle: 90 }, encoding: { x: { field: 'from', type: 'quantitative' }, y: { value: 4 }, text: { field: 'war' } } },
                    ] },
                { mark: 'line', encoding: { x: { field: 'year', type: 'quantitative' }, y: { field: 'films', type: 'quantitative' }, tooltip: [{ field: 'year' }, { field: 'films' }] } },
            ],
            usermeta: { translations: { 'pt-BR': { 'World War II': 'Segunda Guerra Mundial', 'Korean War': 'Guerra da Coreia', 'Vietnam War': 'Guerra do Vietnã' } } },
        },
    },
    {
        name: 'wars',
        title: both('Which wars do films show, decade by decade?', 'Que guerras o cinema mostra, década a década?'),
        read: both('Films about each war, by the decade they came out in.', 'Filmes sobre cada guerra, pela década em que saíram.'),
        cannot: both('A war is found by the keywords that people gave to a film.', 'A guerra vem das palavras-chave que pessoas deram ao filme.'),
        sql: 'SELECT war, decade, films FROM wars ORDER BY war, decade',
        columns: [column('war', 'string', 'War', 'Guerra'), column('decade', 'number', 'Decade', 'Década', 'year'), column('films', 'number', 'Films', 'Filmes')],
        rows: wars.flatMap((war, index) => decades.map((decade) => [war, decade, Math.max(0, Math.round((50 + normal() * 12) / (index + 1)))])),
        spec: {
            facet: { field: 'war', title: null, sort: wars }, columns: 3,
            spec: { height: 110, mark: 'bar', encoding: { x: { field: 'decade', type: 'ordinal', title: null, axis: { values: [1950, 1980, 2010] } }, y: { field: 'films', type: 'quantitative', title: null, axis: { tickCount: 3 } }, color: { field: 'war', legend: null }, tooltip: [{ field: 'decade' }, { field: 'films' }] } },
            usermeta: { translations: { 'pt-BR': { 'World War II': 'Segunda Guerra Mundial', 'World War I': 'Primeira Guerra Mundial', 'Korean War': 'Guerra da Coreia', 'Vietnam War': 'Guerra do Vietnã', 'Cold War': 'Guerra Fria' } } },
        },
    },
    {
        name: 'names',
        title: both('Names that mean <b>harm</b> & "quotes"', 'Nomes que fazem <b>mal</b> & "aspas"'),
        read: both('<script>document.title="owned"</script> is a text.', '<script>document.title="owned"</script> é um texto.'),
        cannot: both('</section> closes nothing.', '</section> não fecha nada.'),
        sql: "SELECT '<script>' AS name -- </script>",
        columns: [column('name', 'string', 'Name <i>', 'Nome <i>'), column('title_id', 'string', 'Source', 'Fonte'), column('value', 'number', 'Value', 'Valor'), column('day', 'date', 'Day', 'Dia'), column('known', 'boolean', 'Known', 'Conhecido'), column('whole', 'number', 'Whole', 'Inteiro')],
        rows: hostile.map((name, index) => [name, index > 6 ? `tt${1000000 + index}` : ['javascript:alert(1)', null, 'tmdb:603', 'tmdb-tv:1396', 'tt0944947:series', 'tmdb:603/../../x', 'tt1\njavascript:alert(1)'][index], index === 3 ? null : -index * 1234.5, '2022-05-02', index % 2 === 0, index === 5 ? '-9223372036854775808' : null]),
        spec: {
            mark: 'bar', encoding: { y: { field: 'name', type: 'nominal', sort: null }, x: { field: 'value', type: 'quantitative' }, color: { field: 'name', legend: null }, tooltip: [{ field: 'name' }, { field: 'value' }], href: { field: 'title_id' } },
        },
    },
    {
        name: 'social', title: both('Who has social accounts?', 'Quem tem redes sociais?'), read: both('Films by decade.', 'Filmes por década.'), cannot: both('Accounts are not posts.', 'Perfis não são postagens.'),
        sql: 'SELECT 1', spec: { mark: 'bar', encoding: {} }, columns: [column('decade', 'number', 'Decade', 'Década', 'year')], rows: [],
        missing: { columns: ['fact_title.has_instagram', 'fact_title.has_facebook'], command: "Get-TmdbMovies -Genre Crime, War -All -Append external_ids | Write-RawJsonBatch -Lake ./lake -Specification Movies" },
    },
];

export const document = {
    format: 1, lake: './lake', day: '2022-05-02', version: '2.0.0', language: 'en',
    questions: questions.map((question) => ({ missing: null, ...question, spec: question.spec && { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', data: { name: 'rows' }, ...question.spec } })),
    sources: [
        { key: 'Raw/Local/CSV/Movies/2022/05/02/movies.csv', checksum: 'CRC32C:9PwMXg==', bytes: 172678188, rows: 1045161 },
        { key: 'Raw/TMDB/JSON/Movies/Crime/2022/05/02/<b>idf</b>.json', checksum: null, bytes: 9876543, rows: null },
    ],
    tables: [{ table: 'fact_title', rows: 224651 }, { table: 'dim_artist', rows: 401220 }],
    tests: { passed: 112, failed: 1, findings: [{ table: 'fact_title', test: 'rating is between 0 and 10', findings: 3 }] },
};

/** The page with a document in it, as the module makes it. */
export function fill(template, content) {
    const json = JSON.stringify(content).replace(/[<\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return template.split('@@DOCUMENT@@').join(json);
}
